import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type LoggedLedger, openLoggedLedger } from '../../test/system/support/logged-batches.ts';
import { address, hash32, toHex } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Database } from '../platform/database/database.ts';
import { auditLog } from './audit-log.ts';
import type { AuditDeps } from './audit-parts.ts';
import { formatCheckpoint, originOf, parseCheckpoint } from './domain/checkpoint.ts';
import { formatNote, parseNote } from './domain/signed-note.ts';
import { batchFolder, issuerFolder, logFolder } from './log-folder.ts';
import { openLogKey } from './log-key.ts';
import type { LogAuditResult } from './schemas.ts';

const STRANGER = address(`0x${'5e'.repeat(20)}`);

describeOnEachDatabase('auditLog', (under) => {
  let world: LoggedLedger;
  let database: Database;
  let deps: AuditDeps;
  let folder: string;
  let batch: string;

  beforeAll(async () => {
    ({ database } = under);
    world = await openLoggedLedger(database);
    const { chain, place } = world.ledger;
    const { publicKey } = openLogKey(world.home, world.masterKey);
    deps = { database, chain, place, home: world.home, publicKey, firstBlock: 0n };
    folder = issuerFolder(logFolder(world.home, place), world.issuer);
    batch = batchFolder(logFolder(world.home, place), world.issuer, 1n);
    for (const count of [4, 600, 1]) {
      await world.anchor(count);
      await world.publish();
    }
  });
  afterAll(() => world.close());

  /** What was planted before is taken back by the publisher, as after a start of the worker. */
  beforeEach(async () => {
    await rm(join(folder, 'checkpoint'), { force: true });
    await rm(batch, { recursive: true, force: true });
    await world.publish();
  });

  const audit = (changed: Partial<AuditDeps> = {}) => auditLog({ ...deps, ...changed }, async () => undefined);
  const kinds = ({ differences }: LogAuditResult) => [...new Set(differences.map(({ kind, where }) => `${where}: ${kind}`))].sort();
  const only = ({ differences }: LogAuditResult) => {
    expect(differences).toHaveLength(1);
    return differences[0];
  };

  async function withParts(change: (digests: Uint8Array) => Uint8Array, work: () => Promise<void>): Promise<void> {
    const row = await database.client.batch.findFirstOrThrow({ where: { leaves: 600 } });
    const where = { batchId_part: { batchId: row.id, part: 0 } };
    const part = await database.client.batchPart.findUniqueOrThrow({ where });
    const bytes = change(new Uint8Array(part.bytes));
    await database.client.batchPart.update({ where, data: { bytes: new Uint8Array(bytes), count: bytes.length / 72 } });
    await work();
    await database.client.batchPart.update({ where, data: { bytes: part.bytes, count: part.count } });
  }

  async function planted(path: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    await writeFile(path, change(new Uint8Array(await readFile(path))));
  }

  test('chain, tiles and database agree', async () => {
    const result = await audit();
    expect(result).toMatchObject({ ok: true, found: 0, differences: [] });
    expect(result.checked).toMatchObject({ issuers: 1, batches: 3, leaves: '605', checkpoints: 4 });
  });

  test.each([
    ['altered', 'row_altered', 5, (rows: Uint8Array) => patched(rows, 5 * 72, 0xff)],
    ['reordered', 'rows_reordered', 5, (rows: Uint8Array) => swapped(rows, 5, 6)],
  ] as const)('a stored credential that was %s is named', async (_, kind, position, change) => {
    await withParts(change, async () => {
      expect(only(await audit())).toMatchObject({ kind, where: 'database', batch: '1', position: String(position) });
    });
  });

  test('stored credentials that were removed are named', async () => {
    await withParts(
      (rows) => rows.subarray(0, 400 * 72),
      async () => {
        expect(kinds(await audit())).toEqual(['database: count_differs', 'database: row_removed']);
      },
    );
  });

  test('a published credential that was altered is named, by file and row', async () => {
    await planted(join(batch, 'tile', 'entries', '001'), (bytes) => patched(bytes, 34 * 44 + 10, 0x01));
    const result = await audit();
    expect(kinds(result)).toEqual(['tiles: row_altered', 'tiles: tile_altered']);
    expect(result.differences.filter(({ kind }) => kind === 'row_altered').map(({ position }) => position)).toEqual(['300', '300']);
  });

  test('a leaf hash and an upper tile that were altered are named', async () => {
    await planted(join(batch, 'tile', '0', '000'), (bytes) => patched(bytes, 32 * 7, 0x01));
    expect(only(await audit())).toMatchObject({ kind: 'row_altered', where: 'tiles', position: '7' });
    await planted(join(batch, 'tile', '0', '000'), (bytes) => patched(bytes, 32 * 7, 0x01));
    await planted(join(batch, 'tile', '1', '000.p', '2'), (bytes) => patched(bytes, 40, 0x01));
    expect(only(await audit())).toMatchObject({ kind: 'tile_altered', where: 'tiles', batch: '1', position: null });
  });

  test('files that were lost or put in another order are named', async () => {
    await rm(join(batch, 'tile', '0', '001'));
    expect(only(await audit())).toMatchObject({ kind: 'tile_missing', where: 'tiles', batch: '1' });
    const entries = join(batch, 'tile', 'entries');
    await rename(join(entries, '000'), join(entries, 'x'));
    await rename(join(entries, '001'), join(entries, '000'));
    await rename(join(entries, 'x'), join(entries, '001'));
    expect(kinds(await audit())).toContain('tiles: rows_reordered');
    await rm(batch, { recursive: true });
    expect(only(await audit())).toMatchObject({ kind: 'leaves_missing', where: 'tiles', batch: '1' });
  });

  test('a log that ends too early is named', async () => {
    const rows = await database.client.logCheckpoint.findMany({ orderBy: { size: 'asc' } });
    await writeFile(join(folder, 'checkpoint'), rows[1]?.note ?? '');
    expect(only(await audit())).toMatchObject({ kind: 'log_truncated', expected: '3', actual: '2' });
    await rm(join(folder, 'checkpoint'));
    expect(only(await audit())).toMatchObject({ kind: 'tile_missing', detail: expect.stringContaining('no published checkpoint') });
  });

  test('a batch in the published log that the chain does not have is named', async () => {
    await planted(join(folder, 'tile', 'entries', '000.p', '3'), (bytes) => patched(bytes, 186 + 2 + 70, 0x01));
    const result = await audit();
    expect(kinds(result)).toEqual(['tiles: row_altered']);
    expect(result.differences.map(({ position }) => position)).toEqual(['1', '1']);
  });

  test('two checkpoints of one size with different roots are named', async () => {
    const [row] = await database.client.logCheckpoint.findMany({ where: { size: 3n } });
    const checkpoint = parseCheckpoint(parseNote(row?.note ?? '').text);
    const forked = formatCheckpoint({ ...checkpoint, root: hash32(`0x${'66'.repeat(32)}`) });
    const signature = openLogKey(world.home, world.masterKey).sign(originOf(deps.place, world.issuer), forked);
    await writeFile(join(folder, 'checkpoint'), formatNote({ text: forked, signatures: [signature] }));
    expect(kinds(await audit())).toEqual(['checkpoint: checkpoint_contradicts_chain', 'checkpoint: split_view']);
    const stranger = { ...signature, signature: signature.signature.map((byte) => byte ^ 1) };
    await writeFile(join(folder, 'checkpoint'), formatNote({ text: forked, signatures: [stranger] }));
    expect(kinds(await audit())).toEqual(['checkpoint: signature_invalid']);
  });

  test('a cosigner that signed another root is named', async () => {
    const data = { cosignerId: 'cos_x', ...deps.place, issuerId: world.issuer, size: 2n, root: `0x${'66'.repeat(32)}`, time: 1n, line: '' };
    await database.client.logCosignature.create({ data });
    expect(only(await audit())).toMatchObject({ kind: 'split_view', position: '2' });
    await database.client.logCosignature.deleteMany();
  });

  test('an index that differs from the chain is named', async () => {
    const where = { chainId_issuerId_batch: { chainId: deps.place.chainId, issuerId: world.issuer, batch: 1n } };
    const row = await database.client.ledgerBatch.findUniqueOrThrow({ where });
    await database.client.ledgerBatch.update({ where, data: { leaves: 599n } });
    expect(only(await audit())).toMatchObject({ kind: 'index_differs', batch: '1' });
    await database.client.ledgerBatch.delete({ where });
    expect(only(await audit())).toMatchObject({ kind: 'index_differs', batch: '1', actual: null });
    await database.client.ledgerBatch.create({ data: row });
    await database.client.ledgerBatch.create({ data: { ...row, batch: 3n } });
    expect(only(await audit())).toMatchObject({ kind: 'index_differs', batch: '3', expected: null });
    await database.client.ledgerBatch.delete({ where: { chainId_issuerId_batch: { ...where.chainId_issuerId_batch, batch: 3n } } });
  });

  test('events of another contract of the same shape are named, from a node and in the index', async () => {
    const { chain } = world.ledger;
    const spoofed: ChainClient = {
      ...chain,
      logs: async (query) => {
        const logs = await chain.logs(query);
        const last = logs.at(-1);
        return last === undefined ? [] : [...logs, { ...last, address: STRANGER, logIndex: last.logIndex + 1 }];
      },
    };
    expect(only(await audit({ chain: spoofed }))).toMatchObject({
      kind: 'foreign_event',
      where: 'chain',
      detail: expect.stringContaining(STRANGER),
    });
    const event = await database.client.chainEvent.findFirstOrThrow({ where: { name: 'Anchored' } });
    await database.client.chainEvent.create({ data: { ...event, address: STRANGER, logIndex: 99 } });
    expect(only(await audit())).toMatchObject({ kind: 'foreign_event', where: 'database', actual: STRANGER });
    await database.client.chainEvent.deleteMany({ where: { address: STRANGER } });
  });

  test('a node that leaves events out, repeats or alters them is named', async () => {
    const { chain } = world.ledger;
    const lying = (
      change: (logs: readonly Awaited<ReturnType<ChainClient['logs']>>[number][]) => Awaited<ReturnType<ChainClient['logs']>>,
    ) => audit({ chain: { ...chain, logs: async (query) => change(await chain.logs(query)) } });
    expect(kinds(await lying((logs) => logs.slice(0, -1)))).toContain('chain: chain_size_differs');
    expect(kinds(await lying((logs) => [...logs, ...logs.slice(-1)]))).toContain('chain: event_rejected');
    const altered = await lying((logs) => logs.map((log, i) => (i === logs.length - 1 ? { ...log, data: flipped(log.data, 20) } : log)));
    expect(kinds(altered)).toContain('chain: chain_root_differs');
  });

  test('a batch that was not made here is named', async () => {
    const { ledger, issuer } = world;
    await ledger.call(ledger.issuer, 'anchor', [`0x${'3c'.repeat(32)}`, 9n, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, 3n]);
    await world.catchUp();
    await world.publish();
    expect(only(await audit())).toMatchObject({ kind: 'leaves_missing', where: 'database', batch: '3', issuerId: issuer });
  });
});

function patched(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

function swapped(bytes: Uint8Array, first: number, second: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy.set(bytes.subarray(second * 72, second * 72 + 72), first * 72);
  copy.set(bytes.subarray(first * 72, first * 72 + 72), second * 72);
  return copy;
}

function flipped(data: string, at: number): `0x${string}` {
  const bytes = Buffer.from(data.slice(2), 'hex');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return toHex(bytes);
}
