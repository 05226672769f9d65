import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type IssuingWorld, openIssuingWorld } from '../../test/system/support/issuing-world.ts';
import { seedScores } from '../../test/system/support/scored-customers.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Database } from '../platform/database/database.ts';
import { retryAnchor } from './anchor-batch.ts';
import { anchoredSequence } from './issuer-log.ts';
import { stateAfter } from './issuer-state.ts';

describeOnEachDatabase('a batch that loses its place in the log', (under) => {
  let database: Database;
  let world: IssuingWorld;

  beforeAll(async () => {
    ({ database } = under);
    world = await openIssuingWorld(database);
  });
  afterAll(() => world.close());

  /** Sends an order that the ledger refuses, and does what the submitter does then. */
  async function refuse(refId: string): Promise<void> {
    const [row] = await database.client.chainTransaction.findMany({ where: { refId, state: 'new' } });
    const reason: unknown = await world.submit('anchor-batch', refId).catch((error: unknown) => error);
    if (!(reason instanceof DomainError) || row === undefined) throw new Error('The anchoring was not refused.');
    expect(reason.params).toMatchObject({ error: 'LedgerStaleBatch' });
    await database.client.chainTransaction.update({ where: { id: row.id }, data: { state: 'failed' } });
    await database.write((tx) => retryAnchor(tx, row, reason));
  }

  test('gets the next one, with the first leaf, the state root and the superseded credentials that belong there', async () => {
    await seedScores(database, { runId: 'first', count: 4 });
    await seedScores(database, { runId: 'second', count: 4 });
    const first = await world.issue({ runId: 'first' });
    const second = await world.issue({ runId: 'second', supersede: 'previous' });
    // After a reorganization the second one comes to be in a block before the first.
    await refuse(second);
    await world.submit('anchor-batch', second);
    await refuse(first);
    await world.submit('anchor-batch', first);
    const batches = await database.client.batch.findMany({ orderBy: { batch: 'asc' } });
    expect(batches.map(({ id, batch, firstLeaf, supersedes }) => [id, batch, firstLeaf, supersedes])).toEqual([
      [second, 0n, 0n, null],
      [first, 1n, 4n, null],
    ]);
    const { place } = world.ledger;
    const log = { ...place, issuerId: 1 };
    const { entries } = await anchoredSequence(database.client, log);
    const anchored = await database.client.ledgerBatch.findMany({ orderBy: { batch: 'asc' } });
    for (const [i, { stateRoot }] of anchored.entries()) {
      expect((await stateAfter(database.client, log, entries.slice(0, i + 1)))?.root).toBe(stateRoot);
    }
    for (const { id } of await database.client.credential.findMany()) expect((await world.verify(id)).verdict).toBe('valid');
  });
});
