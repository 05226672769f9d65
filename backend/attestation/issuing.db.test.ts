import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type IssuingWorld, openIssuingWorld } from '../../test/system/support/issuing-world.ts';
import { customerId, seedScores, WRAP } from '../../test/system/support/scored-customers.ts';
import { eraseCustomer } from '../intake/erase-customer.ts';
import { hash32, ZERO_HASH } from '../kernel/hex.ts';
import type { Database } from '../platform/database/database.ts';
import { readStateProof } from './domain/state-map.ts';
import { gatherPending } from './gather-pending.ts';
import { issueCredential } from './issue-credential.ts';
import { batchIdOf, credentialIdOf } from './issue-plan.ts';
import { newestState } from './state-evidence.ts';
import { openCredential } from './store.ts';

describeOnEachDatabase('issuing', (under) => {
  let database: Database;
  let world: IssuingWorld;

  beforeAll(async () => {
    ({ database } = under);
    world = await openIssuingWorld(database);
  });
  afterAll(() => world.close());

  async function rowsOf(batchId: string) {
    return database.client.credential.findMany({ where: { batchId }, orderBy: { position: 'asc' }, include: { batch: true } });
  }

  async function stateOf(tag: string) {
    const { batch, state } = await newestState(database.client, world.ledger.place, 1, hash32(tag));
    return readStateProof(batch.stateRoot, hash32(tag), state);
  }

  test('copies of one customer have nothing in common, and each is a credential of its own', async () => {
    await seedScores(database, { runId: 'copies', count: 5 });
    await database.client.customer.update({
      where: { id: customerId('sample', 0) },
      data: { holderKey: `0x${'77'.repeat(20)}`, holderKind: 'wallet' },
    });
    const batchId = await world.issue({ runId: 'copies', copies: 2 });
    await world.submit('anchor-batch', batchId);
    const rows = await rowsOf(batchId);
    expect(rows).toHaveLength(15);
    const own = rows.filter((row) => row.customerId === customerId('sample', 0));
    const opened = await Promise.all(own.map((row) => openCredential(database.client, WRAP, row)));
    const texts = opened.flatMap(({ credential }) => [
      credential.credit.subjectTag,
      credential.credit.holder,
      ...credential.fields.map((field) => field.salt),
      ...credential.fields.filter(({ name }) => name === 'scoreAtLeast' || name === 'pdAtMost').map((field) => field.value),
    ]);
    expect(new Set(texts).size).toBe(texts.length);
    expect(opened.map(({ holder }) => holder?.key)).toEqual(opened.map(() => `0x${'77'.repeat(20)}`));
    for (const row of own) expect((await world.verify(row.id)).verdict).toBe('valid');
    expect(own.map((row) => row.seq)).toEqual([0n, 0n, 0n]);
  });

  test('the newest credential of a tag is shown by the state root of the newest batch, and so is that there is none', async () => {
    const [row] = await rowsOf(batchIdOf('copies'));
    expect(await stateOf(row?.tag ?? '')).toMatchObject({
      held: true,
      entry: { tag: row?.tag, index: BigInt(row?.position ?? -1), seq: 0n },
    });
    expect(await stateOf(`0x${'00'.repeat(32)}`)).toEqual({ held: false });
    expect(await stateOf(`0x${'ff'.repeat(32)}`)).toEqual({ held: false });
    const anchored = await database.client.ledgerBatch.findFirstOrThrow({ where: { batch: 0n } });
    expect(anchored.stateRoot).not.toBe(ZERO_HASH);
  });

  test('a newer batch for the same customers supersedes the whole older one in its own transaction', async () => {
    await seedScores(database, { runId: 'newer', count: 5 });
    const batchId = await world.issue({ runId: 'newer', supersede: 'previous' });
    const receipt = await world.submit('anchor-batch', batchId);
    const [old] = await rowsOf(batchIdOf('copies'));
    expect((await world.verify(old?.id ?? '')).verdict).toBe('superseded');
    const states = await database.client.ledgerBatchState.findMany();
    expect(states).toMatchObject([{ batch: 0n, state: 'superseded', reason: 6, txHash: receipt.txHash }]);
    const [row] = await rowsOf(batchId);
    expect((await world.verify(row?.id ?? '')).verdict).toBe('valid');
    expect(row?.seq).toBe(1n);
    expect(await stateOf(row?.tag ?? '')).toMatchObject({ held: true, entry: { index: 15n + BigInt(row?.position ?? 0), seq: 1n } });
  });

  test('where only some customers are scored again, the bits of their older credentials are set', async () => {
    await seedScores(database, { runId: 'some', count: 2 });
    const batchId = await world.issue({ runId: 'some', supersede: 'previous' });
    await world.submit('anchor-batch', batchId);
    const verdicts = await Promise.all(
      (await rowsOf(batchIdOf('newer'))).map(async (row) => [row.customerId, (await world.verify(row.id)).verdict]),
    );
    const renewed = [customerId('sample', 0), customerId('sample', 1)];
    for (const [customer, verdict] of verdicts) expect(verdict).toBe(renewed.includes(customer ?? '') ? 'superseded' : 'valid');
    const dead = await database.client.ledgerRevocation.findMany();
    expect(dead.map((row) => [row.reason, row.by])).toEqual([
      [6, world.ledger.issuer.address],
      [6, world.ledger.issuer.address],
    ]);
    expect(await database.client.outbox.count({ where: { topic: 'credential.changed' } })).toBe(1);
  });

  test('a single credential is good at once by its receipt, and by its anchor later', async () => {
    const order = { customerId: customerId('sample', 3), validDays: 30, holder: false, actor: 'user:test', requestId: null };
    const id = await issueCredential(world.deps, order);
    expect((await world.verify(id)).verdict).toBe('pending');
    const row = await database.client.credential.findUniqueOrThrow({ where: { id } });
    expect([row.batchId, row.seq]).toEqual([null, 2n]);
    expect(await gatherPending(world.deps)).toEqual({ batches: 1, credentials: 1 });
    expect(await gatherPending(world.deps)).toEqual({ batches: 0, credentials: 0 });
    const { batchId } = await database.client.credential.findUniqueOrThrow({ where: { id } });
    await world.submit('anchor-batch', batchId ?? '');
    expect((await world.verify(id)).verdict).toBe('valid');
    await expect(issueCredential(world.deps, { ...order, holder: true })).rejects.toMatchObject({ code: 'holder_key_missing' });
    await expect(issueCredential(world.deps, { ...order, customerId: 'none' })).rejects.toMatchObject({ code: 'customer_unknown' });
    const bound = await issueCredential(world.deps, { ...order, customerId: customerId('sample', 0), holder: true });
    const { holder, credential } = await openCredential(
      database.client,
      WRAP,
      await database.client.credential.findUniqueOrThrow({ where: { id: bound }, include: { batch: true } }),
    );
    expect([holder?.key, credential.credit.holder === ZERO_HASH]).toEqual([`0x${'77'.repeat(20)}`, false]);
  });

  test('a worker goes on where another one was killed, and starts again when the customers have changed', async () => {
    await seedScores(database, { runId: 'killed', count: 9, source: 'killed' });
    const batchId = await world.issue({ runId: 'killed' });
    const { root } = await database.client.batch.findUniqueOrThrow({ where: { id: batchId } });
    const interrupt = async () => {
      await database.client.chainTransaction.deleteMany({ where: { refId: batchId } });
      await database.client.credential.deleteMany({ where: { batchId, id: { gte: credentialIdOf(batchId, 4) } } });
      await database.client.batch.update({ where: { id: batchId }, data: { state: 'building' } });
    };
    await interrupt();
    expect(await world.issue({ runId: 'killed' })).toBe(batchId);
    expect(await database.client.batch.findUniqueOrThrow({ where: { id: batchId } })).toMatchObject({ root, state: 'built', leaves: 9 });
    expect(await rowsOf(batchId)).toHaveLength(9);
    await interrupt();
    const [customer, confirm] = [customerId('killed', 8), '8'];
    await eraseCustomer({ database }, { customerId: customer, confirm, reason: 'requested', actor: 'user:test', requestId: null });
    await world.issue({ runId: 'killed' });
    const again = await database.client.batch.findUniqueOrThrow({ where: { id: batchId } });
    expect(again).toMatchObject({ state: 'built', leaves: 8 });
    expect(again.root).not.toBe(root);
    expect(await rowsOf(batchId)).toHaveLength(again.leaves);
    await world.submit('anchor-batch', batchId);
    for (const row of await rowsOf(batchId)) expect((await world.verify(row.id)).verdict).toBe('valid');
  });

  test('refuses to supersede what does not fit into one transaction', async () => {
    const runs = Array.from({ length: 17 }, (_, i) => `one-${i}`);
    for (const runId of runs) {
      await seedScores(database, { runId, count: 1, source: 'one' });
      await world.submit('anchor-batch', await world.issue({ runId }));
    }
    await seedScores(database, { runId: 'one-more', count: 1, source: 'one' });
    await expect(world.issue({ runId: 'one-more', supersede: 'previous' })).rejects.toMatchObject({ code: 'supersede_too_wide' });
    expect(await database.client.batch.count({ where: { id: batchIdOf('one-more') } })).toBe(0);
  });
});
