import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { inChunks, tapeText } from '../../../test/system/support/sample-loans.ts';
import { WRAP } from '../../../test/system/support/scored-customers.ts';
import type { Database } from '../../platform/database/database.ts';
import { parseLoan } from '../domain/pool/loan.ts';
import { checkTape } from './check-tape.ts';
import { importTape } from './import-tape.ts';
import { openPool, type PoolRequest, readPoolLoans, releasePool, selectPool } from './select-pool.ts';
import { parseFaults, readTapeLoans, readTapeRow } from './tape-store.ts';

const ORDER = { actor: 'user:1', requestId: null };

describeOnEachDatabase('tapes and pools', (under) => {
  const importText = (text: string, database: Database = under.database, profileId = 'credence') => {
    const bytes = inChunks(new TextEncoder().encode(text), 4_096);
    return importTape({ database, wrap: WRAP }, { name: 'a tape', profileId, fileName: 'a.csv', bytes }, ORDER);
  };
  const rowsOf = (prefix: string, count: number, change: Readonly<Record<string, string>> = {}) =>
    Array.from({ length: count }, (_, at) => ({
      loan_id: `${prefix}${at}`,
      obligor: `${prefix}${at}`,
      balance: `${100 + at}.00`,
      ...change,
    }));
  const request = (tapes: readonly string[], change: Partial<PoolRequest> = {}): PoolRequest => ({
    name: 'a pool',
    tapes,
    currency: 'EUR',
    rules: [],
    limits: [],
    target: { balance: '1000' },
    method: 'optimised',
    seed: 1,
    ...change,
  });

  it('keeps good rows in their order and reports the others', async () => {
    const rows = rowsOf('k', 5);
    const id = await importText(tapeText([...rows.slice(0, 2), { rate: 'x' }, ...rows.slice(2)]));
    const row = await readTapeRow(under.database.client, id);
    expect(row).toMatchObject({ state: 'imported', rows: 6, accepted: 5, rejected: 1, currency: 'EUR', balanceMinor: 51_000n });
    expect(parseFaults(row.faults)).toMatchObject([{ line: 4, column: 'rate', code: 'cell_not_number', severity: 'row' }]);
    const loans = await readTapeLoans(under.database.client, id);
    expect(loans.map(({ loanId }) => loanId)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
    const stored = await under.database.client.tapeLoan.findMany({ where: { tapeId: id }, orderBy: { position: 'asc' } });
    expect(stored.map(({ balanceMinor, key }) => [balanceMinor, key])).toEqual(loans.map(({ balanceMinor, key }) => [balanceMinor, key]));
    expect(stored.map(({ text }) => parseLoan(text))).toEqual(loans);
  });

  it('keeps a tape that is wrong as a whole without loans, and a cut transaction leaves nothing', async () => {
    const { client, write } = under.database;
    const id = await importText('colour\nred\n');
    expect(await readTapeRow(client, id)).toMatchObject({ state: 'rejected', accepted: 0, currency: null });
    const count = async () => [
      await client.tape.count(),
      await client.tapeLoan.count(),
      await client.auditEntry.count(),
      await client.outbox.count(),
    ];
    const before = await count();
    const cut: Database = {
      ...under.database,
      write: (work) =>
        write(async (tx) => {
          await work(tx);
          throw new Error('cut');
        }),
    };
    await expect(importText(tapeText(rowsOf('c', 3)), cut)).rejects.toThrow('cut');
    expect(await count()).toEqual(before);
    await expect(importText(tapeText([{}]), under.database, 'other')).rejects.toMatchObject({ code: 'tape_profile_unknown' });
  });

  it('marks loans whose credential nobody has anchored', async () => {
    const header = `${tapeText([]).trim()},credential`;
    const id = await importText(tapeText([{ loan_id: 'm', credential: `0x${'AB'.repeat(32)}` }], header));
    expect((await readTapeLoans(under.database.client, id)).map(({ flags }) => flags)).toEqual([['credential_unknown']]);
    expect((await readTapeRow(under.database.client, id)).flagged).toBe(1);
  });

  it('finds the same and the like loans in other tapes', async () => {
    const { client } = under.database;
    const one = await importText(tapeText(rowsOf('d', 3)));
    const two = await importText(
      tapeText([{ loan_id: 'd1', obligor: 'someone' }, { loan_id: 'other', obligor: 'd2' }, { loan_id: 'fresh' }]),
    );
    const { duplicates, isReady } = await checkTape(client, two);
    const named = duplicates.map(({ kind, places }) => [
      kind,
      ...places.map(({ tape, loanId }) => `${tape === one ? 1 : 2}:${loanId}`).sort(),
    ]);
    expect(named).toEqual([
      ['same', '1:d1', '2:d1'],
      ['alike', '1:d2', '2:other'],
    ]);
    expect(isReady).toBe(true);
    await client.tape.update({ where: { id: one }, data: { state: 'ordered' } });
    expect((await checkTape(client, two)).isReady).toBe(false);
    await expect(checkTape(client, 'tap_none')).rejects.toMatchObject({ code: 'tape_unknown' });
  });

  it('has a loan in one open pool at most, under whatever tape, until it is released', async () => {
    const { database } = under;
    const { client } = database;
    const first = await importText(tapeText(rowsOf('p', 4)));
    const again = await importText(tapeText([...rowsOf('p', 4), { loan_id: 'q', obligor: 'q', balance: '1.00' }]));
    const pool = await openPool(database, request([first], { target: { count: 3 } }), ORDER);
    expect((await readPoolLoans(client, pool)).loans.map(({ loanId }) => loanId)).toEqual(['p1', 'p2', 'p3']);
    const { choice } = await selectPool(client, request([first, again]));
    expect(choice.loans.map(({ loanId }) => loanId)).toEqual(['p0', 'q']);
    expect(choice.failures).toEqual([
      { rule: 'pool.held', loans: 6 },
      { rule: 'pool.duplicate', loans: 4 },
    ]);
    await releasePool(database, pool, ORDER);
    await expect(releasePool(database, pool, ORDER)).rejects.toMatchObject({ code: 'pool_state_wrong' });
    expect((await selectPool(client, request([first]))).choice.loans).toHaveLength(4);
    expect((await readPoolLoans(client, pool)).loans).toHaveLength(3);
    await expect(
      openPool(database, request([first], { rules: [{ id: 'a', field: 'balance', operator: 'gt', value: '9999' }] }), ORDER),
    ).rejects.toMatchObject({
      code: 'pool_empty',
    });
  });

  it('gives every loan to one of three pools that are opened at once', async () => {
    const { database } = under;
    // Enough for all three, so that one that chooses after the others have opened finds its four as well.
    const tape = await importText(tapeText(rowsOf('r', 12)));
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => openPool(database, request([tape], { target: { count: 4 } }), ORDER)));
    const opened = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(opened).toBeGreaterThan(0);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ kind: 'conflict' });
    const held = await database.client.poolLoan.findMany({ where: { isHeld: true, tapeId: tape } });
    expect(new Set(held.map(({ key }) => key)).size).toBe(held.length);
    expect(held.length).toBe(4 * opened);
  });

  it('makes a pool of the SBA tape within its limits', async () => {
    const { client } = under.database;
    const text = readFileSync('data/loan_tape_sba/sba_california.csv', 'utf8');
    const tape = await importText(text, under.database, 'sba');
    const limits = [
      { id: 'region', by: 'region', max: '0.10' },
      { id: 'industry', by: 'industry', max: '0.40' },
      { id: 'ten largest', by: 'obligor', top: 10, max: '0.05' },
    ];
    const { choice } = await selectPool(client, request([tape], { currency: 'USD', target: { balance: '100000000' }, limits }));
    expect([choice.candidates, choice.eligible]).toEqual([2_095, 2_082]);
    expect(choice.limits.every(({ isMet }) => isMet)).toBe(true);
    expect(choice.gap).toBe(0n);
  });
});
