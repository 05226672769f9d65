import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { type IssuingWorld, openIssuingWorld } from '../../../test/system/support/issuing-world.ts';
import { writeScoredFile } from '../../../test/system/support/scored-file.ts';
import { seedScores } from '../../../test/system/support/scored-customers.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import { hash32, ZERO_HASH } from '../../kernel/hex.ts';
import type { Database } from '../../platform/database/database.ts';
import { digestsUnder } from '../../transparency/store.ts';
import { retryAnchor } from '../anchor-batch.ts';
import { batchViews } from '../batch-views.ts';
import { credentialFile } from '../domain/credential.ts';
import { exportPositionProof } from '../export-anchor-proof.ts';
import { planIssue } from '../issue-plan.ts';
import { askRevocation, decideRevocation } from '../revocation-requests.ts';
import { verifyCredential } from '../verify.ts';
import { type Anchoring, issueFile } from './issue-file.ts';
import { orderFileBatch } from './order-file-batch.ts';
import type { FileBatchOrder } from './schemas.ts';
import { takeCredential } from './take-credential.ts';

const ROWS = 40;
const CALLER = { actor: 'user:test', requestId: 'request' };

describeOnEachDatabase('a batch of a file in the log of its issuer', (under) => {
  let database: Database;
  let world: IssuingWorld;
  let folder: string;

  beforeAll(async () => {
    ({ database } = under);
    world = await openIssuingWorld(database);
    folder = await mkdtemp(join(tmpdir(), 'credence-file-batch-'));
    await writeScoredFile(join(folder, 'scores.parquet'), ROWS);
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Anchors by hand what is ordered. */
  const anchoring: Anchoring = {
    terms: async ({ validDays }) => {
      const { place, issuer, issuedAt, expiry } = await planIssue(world.deps, validDays);
      return { ...place, issuerId: issuer, issuedAt: String(issuedAt), expiry: String(expiry), role: null };
    },
    order: (order) => orderFileBatch(world.deps, order, CALLER),
    follow: async (id) => {
      await world.submit('anchor-batch', id);
      const [view = null] = await batchViews(database.client, [await rowOf(id)]);
      return view;
    },
  };

  const rowOf = (id: string) => database.client.batch.findUniqueOrThrow({ where: { id } });

  function issue(name: string) {
    const order = { input: join(folder, 'scores.parquet'), folder: join(folder, name), subject: 'id', document: null };
    return issueFile({ ...order, validDays: 30, partRows: 25, memoryMegabytes: 300, allowUnused: true }, anchoring, () => undefined);
  }

  async function verifyTaken(name: string, i: number, savedProof?: string) {
    const taken = await takeCredential(join(folder, name), `cus_${String(i).padStart(10, '0')}`);
    const file = JSON.stringify(credentialFile(taken.credential));
    const now = Math.floor(Date.now() / 1000);
    const trust = { ...world.ledger.place, keys: [world.ledger.issuer.address] };
    const source = savedProof === undefined ? { chain: world.reader } : { savedProof, trust };
    return { taken, verification: await verifyCredential(file, { ...source, now }) };
  }

  test('stands between batches of the database, and its credentials verify', async () => {
    await seedScores(database, { runId: 'before', count: 3 });
    await world.submit('anchor-batch', await world.issue({ runId: 'before' }));
    const issued = await issue('first');
    expect(issued.anchor).toMatchObject({ batch: '1', firstLeaf: '3', stateRoot: ZERO_HASH });
    await seedScores(database, { runId: 'after', count: 3 });
    const after = await world.issue({ runId: 'after' });
    await world.submit('anchor-batch', after);
    // What the file says about whom is not known here, so nothing is claimed of the newest credentials either.
    expect(await rowOf(after)).toMatchObject({ batch: 2n, firstLeaf: BigInt(3 + ROWS), stateRoot: ZERO_HASH });
    for (const i of [0, 24, 25, 39]) expect((await verifyTaken('first', i)).verification.verdict).toBe('valid');
    for (const { id } of await database.client.credential.findMany()) expect((await world.verify(id)).verdict).toBe('valid');
    const [view] = await batchViews(database.client, [await rowOf(issued.batchId)]);
    expect(view).toMatchObject({ leaves: ROWS, state: 'final', isRefused: false, file: { name: 'scores.parquet' } });
    expect(await digestsUnder(database.client, world.ledger.place, 1, issued.root)).toBeNull();
    expect(await digestsUnder(database.client, world.ledger.place, 1, (await rowOf(after)).root as never)).toHaveLength(3 * 32);
  });

  test('is proved without the chain by position', async () => {
    const { taken } = await verifyTaken('first', 7);
    const { chain, issuer } = world.ledger;
    const deps = { database, chain, reader: world.reader, signer: issuer };
    const proof = canonicalJson(await exportPositionProof(deps, taken.batchId, taken.position));
    expect((await verifyTaken('first', 7, proof)).verification.verdict).toBe('valid');
    await expect(exportPositionProof(deps, taken.batchId, ROWS)).rejects.toMatchObject({ code: 'credential_unknown' });
    const ofDatabase = await database.client.batch.findFirstOrThrow({ where: { leaves: 3 } });
    await expect(exportPositionProof(deps, ofDatabase.id, 0)).rejects.toMatchObject({ code: 'credential_unknown' });
  });

  test('has a credential revoked by two people, by position', async () => {
    const { taken } = await verifyTaken('first', 9);
    const person = (actor: string) => ({ caller: { kind: 'user' as const, actor }, requestId: null });
    const ask = (credentialId: string) =>
      askRevocation(database, { kind: 'revoke', credentialId, reason: 'fraud', note: '' }, person('user:one'));
    await expect(ask(`${taken.batchId}:${ROWS}`)).rejects.toMatchObject({ code: 'credential_unknown' });
    const ofDatabase = await database.client.batch.findFirstOrThrow({ where: { leaves: 3 } });
    await expect(ask(`${ofDatabase.id}:0`)).rejects.toMatchObject({ code: 'credential_unknown' });
    const id = await ask(taken.name);
    expect(await ask(taken.name)).toBe(id);
    await decideRevocation(database, { id, decision: 'approve', sender: world.ledger.issuer.address }, person('user:two'));
    await world.submit('revoke', id);
    expect((await verifyTaken('first', 9)).verification.verdict).toBe('revoked');
    expect((await verifyTaken('first', 10)).verification.verdict).toBe('valid');
  });

  test('is ordered once however often it is asked for, and never with another root', async () => {
    const model = hash32(`0x${'ab'.repeat(32)}`);
    const { role: _, ...terms } = await anchoring.terms({ validDays: 30, model });
    const order: FileBatchOrder = {
      id: `bat_${randomBytes(12).toString('hex')}`,
      ...terms,
      model,
      root: `0x${'01'.repeat(32)}`,
      leaves: 10_000_000,
      file: { name: 'scores.parquet', sha256: 'ef'.repeat(32) },
      allowUnused: true,
    };
    const elsewhere = { ...order, issuerId: 2 };
    await expect(orderFileBatch(world.deps, elsewhere, CALLER)).rejects.toMatchObject({ code: 'file_batch_elsewhere' });
    const late = { ...order, expiry: order.issuedAt };
    await expect(orderFileBatch(world.deps, late, CALLER)).rejects.toMatchObject({ code: 'file_batch_expired' });
    await expect(orderFileBatch(world.deps, { ...order, allowUnused: false }, CALLER)).rejects.toMatchObject({ code: 'model_not_in_use' });
    await Promise.all([1, 2, 3].map(() => orderFileBatch(world.deps, order, CALLER)));
    const transactions = () => database.client.chainTransaction.findMany({ where: { refId: order.id }, orderBy: { createdAt: 'asc' } });
    expect(await transactions()).toHaveLength(1);
    const other = { ...order, root: `0x${'02'.repeat(32)}` };
    await expect(orderFileBatch(world.deps, other, CALLER)).rejects.toMatchObject({ code: 'file_batch_differs' });
    expect(await database.client.auditEntry.count({ where: { entityId: order.id } })).toBe(1);

    // Another batch takes its number; the ledger refuses, and it is tried again under the next one.
    await seedScores(database, { runId: 'between', count: 3 });
    const between = await world.issue({ runId: 'between' });
    const refused: unknown = await world.submit('anchor-batch', between).catch((error: unknown) => error);
    if (!(refused instanceof DomainError)) throw new Error('The anchoring was not refused.');
    const [failed] = await database.client.chainTransaction.findMany({ where: { refId: between } });
    await database.client.chainTransaction.update({ where: { id: failed?.id ?? '' }, data: { state: 'failed' } });
    expect(await batchViews(database.client, [await rowOf(between)])).toMatchObject([{ isRefused: true }]);
    if (failed !== undefined) await database.write((tx) => retryAnchor(tx, failed, refused));
    await world.submit('anchor-batch', between);
    const behind: unknown = await world.submit('anchor-batch', order.id).catch((error: unknown) => error);
    if (!(behind instanceof DomainError)) throw new Error('The anchoring was not refused.');
    const [stale] = await transactions();
    await database.client.chainTransaction.update({ where: { id: stale?.id ?? '' }, data: { state: 'failed' } });
    if (stale !== undefined) await database.write((tx) => retryAnchor(tx, stale, behind));
    await world.submit('anchor-batch', order.id);
    await orderFileBatch(world.deps, order, CALLER);
    expect((await transactions()).map(({ state }) => state)).toEqual(['failed', 'final']);
    expect(await rowOf(order.id)).toMatchObject({ state: 'final', batch: 4n, leaves: 10_000_000, stateRoot: ZERO_HASH });
  });
});
