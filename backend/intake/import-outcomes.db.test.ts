import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { verifyAuditLog } from '../platform/audit-log/verify-audit-log.ts';
import type { Database } from '../platform/database/database.ts';
import { newKey } from '../platform/vault/vault.ts';
import { openCustomerKey } from './customer-keys.ts';
import { watchDataChanges } from './data-changes.ts';
import { eraseCustomer } from './erase-customer.ts';
import { importCustomers } from './import-customers.ts';
import { importOutcomes } from './import-outcomes.ts';
import { loadDataset } from './load-dataset.ts';
import { loadOutcomes } from './load-outcomes.ts';
import { newestOutcomeSeq } from './outcome-store.ts';
import { viewOutcomes } from './view-outcomes.ts';

const HEADER =
  'id,checking,duration,history,purpose,amount,savings,employment,installment_rate,status_sex,other_debtors,residence,property,age,other_plans,housing,existing_credits,job,liable,telephone,foreign,bad';
const row = (id: string, bad: string) => `${id},A11,6,A34,A43,1169,A65,A75,4,A93,A101,4,A121,67,A143,A152,2,A173,1,A192,A201,${bad}`;
const OUTCOMES = 'id,bad,observed_on';
const IMPORTED = new Date('2026-01-02T03:04:05Z');
const TOLD = new Date('2026-07-01T00:00:00Z');
const wrap = { masterKey: newKey() };

describeOnEachDatabase('importOutcomes', (under) => {
  const client = () => under.database.client;
  const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
  const file = (source: string, lines: readonly string[], now: Date) => {
    return { source, fileName: 'a.csv', bytes: bytesOf(lines), actor: 'user:1', requestId: null, now };
  };
  const customers = (source: string, ...rows: readonly string[]) =>
    importCustomers({ database: under.database, wrap }, { ...file(source, [HEADER, ...rows], IMPORTED), schemaId: 'german-credit' });
  const tell = async (source: string, rows: readonly string[], now = TOLD) => {
    const id = await importOutcomes({ database: under.database, wrap }, file(source, [OUTCOMES, ...rows], now));
    return client().importRun.findUniqueOrThrow({ where: { id }, include: { errors: { orderBy: { id: 'asc' } } } });
  };
  const idOf = async (source: string, externalId: string) =>
    (await client().customer.findUniqueOrThrow({ where: { source_externalId: { source, externalId } } })).id;
  const historyOf = async (source: string, externalId: string) => {
    const id = await idOf(source, externalId);
    const rows = await viewOutcomes(client(), id, await openCustomerKey(client(), wrap, id));
    return rows.map(({ value, observedOn, isNewest }) => `${value} ${observedOn}${isNewest ? ' counts' : ''}`);
  };
  const load = (source: string, onlyMatured = false) => loadDataset(under.database, wrap, { source, onlyMatured });

  it('keeps good rows, reports bad ones, and is told in the audit log and the outbox', async () => {
    await customers('shop', row('a', ''), row('b', ''), row('c', '0'));
    const hasChanged = watchDataChanges(client());
    await hasChanged();
    const run = await tell('shop', ['a,1,2026-06-30', 'b,2,2026-06-30', 'nobody,1,2026-06-30', 'c,1,2026-07-02', 'a,0,2026-06-30']);
    expect(run).toMatchObject({
      kind: 'outcomes',
      schemaId: 'german-credit',
      state: 'done',
      rows: 5,
      accepted: 1,
      rejected: 4,
      unchanged: 0,
    });
    expect(run.errors.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual([
      '3 bad cell_out_of_range',
      '4 id id_unknown',
      '5 observed_on observed_in_future',
      '6 id id_duplicate',
    ]);
    expect(await historyOf('shop', 'a')).toEqual(['1 2026-06-30 counts']);
    expect(await hasChanged()).toBe(true);
    const entry = await client().auditEntry.findFirstOrThrow({ where: { entityId: run.id } });
    expect(entry).toMatchObject({ action: 'import.run', outcome: 'ok', actor: 'user:1' });
    expect(JSON.parse(entry.detail)).toMatchObject({ kind: 'outcomes', accepted: 1, rejected: 4 });
    const message = await client().outbox.findFirstOrThrow({ where: { key: run.id } });
    expect(message).toMatchObject({ topic: 'import.completed' });
  });

  it('keeps nothing of a file that is wrong as a whole, and needs customers', async () => {
    const broken = await importOutcomes({ database: under.database, wrap }, file('shop', ['id,bad', 'c,1'], TOLD));
    const run = await client().importRun.findUniqueOrThrow({ where: { id: broken }, include: { errors: true } });
    expect(run).toMatchObject({ state: 'rejected', rows: 0, accepted: 0 });
    expect(run.errors).toMatchObject([{ line: 1, column: 'observed_on', code: 'header_missing' }]);
    await expect(tell('nowhere', ['a,1,2026-06-30'])).rejects.toMatchObject({ code: 'dataset_empty' });
  });

  it('changes nothing when the same file is sent again, also after a correction, and takes what it could not take before', async () => {
    await customers('again', row('a', ''), row('b', ''));
    const rows = ['a,1,2026-06-30', 'b,0,2026-06-30', 'late,1,2026-06-30'];
    expect(await tell('again', rows)).toMatchObject({ accepted: 2, rejected: 1, unchanged: 0 });
    const before = await newestOutcomeSeq(client());
    expect(await tell('again', rows)).toMatchObject({ accepted: 2, rejected: 1, unchanged: 2 });
    expect(await newestOutcomeSeq(client())).toBe(before);
    expect(await tell('again', ['a,0,2026-06-30'])).toMatchObject({ accepted: 1, unchanged: 0 });
    await customers('again', row('late', ''));
    expect(await tell('again', rows)).toMatchObject({ accepted: 3, rejected: 0, unchanged: 2 });
    expect(await historyOf('again', 'a')).toEqual(['1 2026-06-30', '0 2026-06-30 counts']);
    expect(await historyOf('again', 'late')).toEqual(['1 2026-06-30 counts']);
    // Another file may bring back what was corrected.
    expect(await tell('again', ['a,1,2026-06-30'])).toMatchObject({ accepted: 1, unchanged: 0 });
    expect(await historyOf('again', 'a')).toEqual(['1 2026-06-30', '0 2026-06-30', '1 2026-06-30 counts']);
  });

  it('makes a data set of what counts: its hash is that of the same values imported at once', async () => {
    await customers('later', row('1', ''), row('2', ''), row('3', '0'));
    await customers('at-once', row('1', '1'), row('2', '0'), row('3', '1'));
    await expect(load('later')).rejects.toMatchObject({ code: 'dataset_target_missing' });
    const matured = await load('later', true);
    expect(matured.target).toEqual(Uint8Array.of(0));
    await tell('later', ['1,0,2026-06-01', '2,0,2026-06-30', '3,1,2026-06-30']);
    const first = await load('later');
    expect(first.target).toEqual(Uint8Array.of(0, 0, 1));
    await tell('later', ['1,1,2026-06-01']);
    const corrected = await load('later');
    expect(corrected.target).toEqual(Uint8Array.of(1, 0, 1));
    const atOnce = await load('at-once');
    expect(new Set([matured.datasetHash, first.datasetHash, corrected.datasetHash]).size).toBe(3);
    expect(corrected.datasetHash).toBe(atOnce.datasetHash);
    expect((await load('later', true)).datasetHash).toBe(atOnce.datasetHash);
    const applicants = await loadDataset(under.database, wrap, { source: 'later', withOutcomes: false });
    expect(applicants.columns.map(({ name }) => name)).not.toContain('bad');
    expect(applicants.columns.map(({ name }) => name)).toEqual(atOnce.columns.map(({ name }) => name));
    expect(applicants.target).toEqual(new Uint8Array());
    const ids = [await idOf('later', '1'), await idOf('later', '3')];
    const known = await loadOutcomes(under.database, wrap, ids);
    expect(ids.map((id) => known.get(id))).toEqual([
      { bad: 1, observedOn: '2026-06-01', since: TOLD },
      { bad: 1, observedOn: null, since: IMPORTED },
    ]);
  });

  it('seals outcomes under the key of their customer, and erases them with it', async () => {
    await customers('bank', row('x', ''), row('y', ''));
    await tell('bank', ['x,1,2026-06-30', 'y,0,2026-06-30']);
    const id = await idOf('bank', 'x');
    const other = await idOf('bank', 'y');
    const kept = await client().customerOutcome.findFirstOrThrow({ where: { customerId: id } });
    expect(Buffer.from(kept.outcome).includes('2026-06-30')).toBe(false);
    const foreign = await openCustomerKey(client(), wrap, other);
    await expect(viewOutcomes(client(), id, foreign)).rejects.toMatchObject({ code: 'sealed_text_unreadable' });
    const before = await newestOutcomeSeq(client());
    await eraseCustomer(under, { customerId: other, confirm: 'y', reason: 'requested', actor: 'user:1', requestId: null });
    await eraseCustomer(under, { customerId: id, confirm: 'x', reason: 'requested', actor: 'user:1', requestId: null });
    expect(await client().customerOutcome.count({ where: { customerId: { in: [id, other] } } })).toBe(0);
    expect(await loadOutcomes(under.database, wrap, [id, other])).toEqual(new Map());
    await customers('bank', row('z', ''));
    const run = await tell('bank', ['x,1,2026-06-30', `erased:${other},1,2026-06-30`, 'z,1,2026-06-30']);
    expect(run.errors.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual(['2 id id_unknown', '3 id id_unknown']);
    // A number is never given again: who has seen outcomes up to it sees what comes after.
    expect(await newestOutcomeSeq(client())).toBeGreaterThan(before);
  });

  it('takes two files at once, the same and another, each row once', async () => {
    const people = Array.from({ length: 40 }, (_, at) => `p${at}`);
    await customers('rush', ...people.map((id) => row(id, '')));
    const rows = (bad: string) => people.map((id) => `${id},${bad},2026-06-30`);
    const runs = await Promise.all([tell('rush', rows('1')), tell('rush', rows('1')), tell('rush', rows('0'))]);
    expect(runs.map(({ accepted }) => accepted)).toEqual([40, 40, 40]);
    expect(runs.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(40);
    const kept = await client().customerOutcome.findMany({ where: { customer: { source: 'rush' } }, orderBy: { id: 'asc' } });
    expect(kept).toHaveLength(80);
    // One file is whole before the other begins.
    expect(kept.map(({ importId }) => importId).filter((id, at, all) => id !== all[at - 1])).toHaveLength(2);
  });

  it('is undone as a whole when the transaction is cut', async () => {
    await customers('cut', row('x', ''));
    const cut: Database = {
      ...under.database,
      write: (work) =>
        under.database.write(async (tx) => {
          await work(tx);
          throw new Error('cut');
        }),
    };
    const count = async () => [await client().importRun.count(), await client().customerOutcome.count(), await client().auditEntry.count()];
    const before = await count();
    const told = file('cut', [OUTCOMES, 'x,1,2026-06-30'], TOLD);
    await expect(importOutcomes({ database: cut, wrap }, told)).rejects.toThrow('cut');
    expect(await count()).toEqual(before);
    await importOutcomes({ database: under.database, wrap }, told);
    expect(await historyOf('cut', 'x')).toEqual(['1 2026-06-30 counts']);
    expect(await verifyAuditLog(client())).toMatchObject({ ok: true });
  });
});
