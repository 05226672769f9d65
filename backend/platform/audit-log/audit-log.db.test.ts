import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import type { Database } from '../database/database.ts';
import { type AuditRecord, appendAudit } from './audit-log.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

const record = (entityId: string): AuditRecord => ({
  actor: 'user:1',
  action: 'batch.issued',
  entity: 'batch',
  entityId,
  outcome: 'ok',
  requestId: entityId.startsWith('entry') ? `request-${entityId}` : null,
  detail: { name: '张伟', count: 3 },
  at: new Date('2026-03-04T05:06:07.080Z'),
});

describeOnEachDatabase('audit log', (under) => {
  const append = (entityId: string) => under.database.write((tx) => appendAudit(tx, record(entityId)));
  const verify = () => verifyAuditLog(under.database.client);

  test('an empty log is whole', async () => {
    expect(await verify()).toMatchObject({ ok: true, entries: '0' });
  });

  test('numbers entries without gaps when many are written at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => append(`entry-${index}`)));
    const rows = await under.database.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 30 }, (_, index) => BigInt(index + 1)));
    expect(await verify()).toEqual({ ok: true, entries: '30', head: rows.at(-1)?.hash });
  });

  test('leaves no entry of a transaction that fails', async () => {
    const work = under.database.write(async (tx) => {
      await appendAudit(tx, record('lost'));
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect(await verify()).toMatchObject({ ok: true, entries: '30' });
  });

  test('keeps whatever text a request brings', async () => {
    await append('nul \0 and lone \ud800 surrogate');
    expect(await verify()).toMatchObject({ ok: true, entries: '31' });
  });

  test('the database refuses to change or remove entries and to turn the head back', async () => {
    for (const statement of [
      `UPDATE "AuditEntry" SET "actor" = 'user:2'`,
      `DELETE FROM "AuditEntry" WHERE "seq" = 31`,
      `UPDATE "AuditHead" SET "seq" = 5`,
      `UPDATE "AuditHead" SET "hash" = '0x'`,
      `DELETE FROM "AuditHead"`,
    ]) {
      await expect(under.database.client.$executeRawUnsafe(statement), statement).rejects.toThrow();
    }
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('finds every change by somebody who can switch the protection off', async () => {
    await dropTriggers(under.database);
    const { client } = under.database;
    for (const column of ['actor', 'action', 'entity', 'entityId', 'outcome', 'requestId', 'detail', 'prevHash', 'hash']) {
      const row = await client.auditEntry.findUniqueOrThrow({ where: { seq: 7n } });
      const original = (row as Record<string, unknown>)[column];
      expect(typeof original).toBe('string');
      for (const changed of flips(String(original))) {
        await client.auditEntry.update({ where: { seq: 7n }, data: { [column]: changed } });
        expect(await verify(), `${column} ${changed}`).toMatchObject({ ok: false, seq: '7' });
      }
      await client.auditEntry.update({ where: { seq: 7n }, data: { [column]: original } });
      expect(await verify()).toMatchObject({ ok: true });
    }
  });

  test('finds a moved time, a null in place of text, a moved number', async () => {
    const { client } = under.database;
    const restore = async (statement: string, undo: string, seq: string) => {
      await client.$executeRawUnsafe(statement);
      expect(await verify(), statement).toMatchObject({ ok: false, seq });
      await client.$executeRawUnsafe(undo);
      expect(await verify(), undo).toMatchObject({ ok: true });
    };
    const time = under.database.provider === 'sqlite' ? '2026-03-04T05:06:07.080+00:00' : '2026-03-04 05:06:07.080';
    for (const moved of flips(time).filter((text) => under.database.provider === 'sqlite' || !Number.isNaN(Date.parse(text)))) {
      if (under.database.provider === 'postgresql' && Date.parse(moved) === Date.parse(time)) continue;
      await restore(
        `UPDATE "AuditEntry" SET "at" = '${moved}' WHERE "seq" = 7`,
        `UPDATE "AuditEntry" SET "at" = '${time}' WHERE "seq" = 7`,
        '7',
      );
    }
    expect(await client.auditEntry.findUniqueOrThrow({ where: { seq: 31n } })).toMatchObject({ requestId: null });
    await restore(
      `UPDATE "AuditEntry" SET "requestId" = '' WHERE "seq" = 31`,
      `UPDATE "AuditEntry" SET "requestId" = NULL WHERE "seq" = 31`,
      '31',
    );
    await restore(`UPDATE "AuditEntry" SET "seq" = 700 WHERE "seq" = 7`, `UPDATE "AuditEntry" SET "seq" = 7 WHERE "seq" = 700`, '7');
  });

  test('finds entries swapped, removed in the middle, cut off the end', async () => {
    const { client } = under.database;
    const swap = async () => {
      await client.$executeRawUnsafe(`UPDATE "AuditEntry" SET "seq" = 900 WHERE "seq" = 10`);
      await client.$executeRawUnsafe(`UPDATE "AuditEntry" SET "seq" = 10 WHERE "seq" = 11`);
      await client.$executeRawUnsafe(`UPDATE "AuditEntry" SET "seq" = 11 WHERE "seq" = 900`);
    };
    await swap();
    expect(await verify()).toMatchObject({ ok: false, seq: '10' });
    await swap();
    expect(await verify()).toMatchObject({ ok: true });
    await client.$executeRawUnsafe(`DELETE FROM "AuditEntry" WHERE "seq" = 31`);
    expect(await verify()).toMatchObject({ ok: false, seq: '31', reason: 'the head of the log says 31 entries, there are 30' });
    await client.$executeRawUnsafe(`DELETE FROM "AuditEntry" WHERE "seq" = 4`);
    expect(await verify()).toMatchObject({ ok: false, seq: '4', reason: 'entry 4 is missing' });
  });

  test('a checkpoint kept elsewhere finds a log rewritten with its head', async () => {
    const { client } = under.database;
    const third = await client.auditEntry.findUniqueOrThrow({ where: { seq: 3n } });
    const second = await client.auditEntry.findUniqueOrThrow({ where: { seq: 2n } });
    await client.$executeRawUnsafe(`DELETE FROM "AuditEntry" WHERE "seq" > 2`);
    await client.$executeRawUnsafe(`UPDATE "AuditHead" SET "seq" = 2, "hash" = '${second.hash}'`);
    expect(await verify()).toMatchObject({ ok: true, entries: '2' });
    expect(await verifyAuditLog(client, { seq: 3n, hash: third.hash })).toMatchObject({ ok: false, seq: '3' });
    expect(await verifyAuditLog(client, { seq: 2n, hash: second.hash })).toMatchObject({ ok: true });
  });
});

/** `text` with one character changed, for each of its characters. */
function flips(text: string): string[] {
  return Array.from(text, (character, index) => {
    const other = String.fromCharCode(character.charCodeAt(0) ^ 1).replace("'", '(');
    return text.slice(0, index) + other + text.slice(index + 1);
  });
}

async function dropTriggers({ provider, client }: Database): Promise<void> {
  const triggers =
    provider === 'sqlite'
      ? ['AuditEntry_no_update', 'AuditEntry_no_delete', 'AuditHead_only_forward'].map((name) => `DROP TRIGGER "${name}"`)
      : ['DROP TRIGGER "AuditEntry_append_only" ON "AuditEntry"', 'DROP TRIGGER "AuditHead_only_forward" ON "AuditHead"'];
  for (const statement of triggers) await client.$executeRawUnsafe(statement);
}
