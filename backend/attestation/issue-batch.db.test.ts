import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type LedgerChain, openLedgerChain } from '../../test/system/support/ledger-chain.ts';
import { customerId, seedScores, WRAP } from '../../test/system/support/scored-customers.ts';
import { DomainError } from '../kernel/errors.ts';
import { fromHex, type Hex, toHex } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainReceipt } from '../platform/chain/chain-values.ts';
import { deriveProjections, type IndexParts, syncIndex } from '../platform/chain/index/sync-index.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Database } from '../platform/database/database.ts';
import { finishAnchor, resumeAnchor, retryAnchor } from './anchor-batch.ts';
import { openCredentialFile } from './credential-file.ts';
import { credentialFile } from './domain/credential.ts';
import type { LedgerReader } from './domain/ledger-facts.ts';
import { exportAnchorProof } from './export-anchor-proof.ts';
import { type IssueDeps, issueBatch } from './issue-batch.ts';
import { batchIdOf } from './issue-plan.ts';
import { createLedgerReader } from './ledger-client.ts';
import { ledgerProjection } from './ledger-projection.ts';
import { ensureIssuer } from './register-issuer.ts';
import { askRevocation, decideRevocation } from './revocation-requests.ts';
import { batchTree, openCredential } from './store.ts';
import { verifyCredential } from './verify.ts';

const now = () => Math.floor(Date.now() / 1000);
const quiet = async () => undefined;
const order = (runId: string) => ({ runId, validDays: 30, copies: 0, supersede: 'none', actor: 'user:test', requestId: null }) as const;

describeOnEachDatabase('issueBatch', (under) => {
  let ledger: LedgerChain;
  let deps: IssueDeps;
  let index: IndexParts;
  let reader: LedgerReader;
  let database: Database;

  beforeAll(async () => {
    ({ database } = under);
    ledger = await openLedgerChain(database);
    const { chain, place, admin, issuer } = ledger;
    await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
    deps = { database, chain, signer: issuer, wrap: WRAP };
    const contract = { contract: 'CreditLedger', address: place.ledger, abi: creditLedgerAbi, fromBlock: 0n };
    index = { database, chain, contracts: [contract], projections: [ledgerProjection(place.ledger)] };
    reader = createLedgerReader({ chain, place, maxAgeMs: 0 });
  });
  afterAll(() => ledger.close());

  /** What the submitter does with an order, without its care. */
  async function submit(kind: string, refId: string): Promise<ChainReceipt> {
    const row = await database.client.chainTransaction.findFirstOrThrow({ where: { kind, refId, state: 'new' } });
    const receipt = await sendTransaction(ledger.chain, ledger.issuer, {
      to: ledger.place.ledger,
      data: row.data as Hex,
      abi: creditLedgerAbi,
    });
    await database.client.chainTransaction.update({
      where: { id: row.id },
      data: { state: 'mined', txHash: receipt.txHash, gasUsed: receipt.gasUsed },
    });
    return receipt;
  }

  async function catchUp(): Promise<void> {
    for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
  }

  async function fileOf(batchId: string, position: number) {
    const row = await database.client.credential.findFirstOrThrow({ where: { batchId, position }, include: { batch: true } });
    const { chain, issuer } = ledger;
    const { credential } = await openCredentialFile({ database, chain, wrap: WRAP, signer: () => issuer }, row.id);
    return { row, file: credentialFile(credential) };
  }

  test('stores batch, credentials and the order to anchor together, once for each run', async () => {
    await seedScores(database, { runId: 'run-1', count: 9 });
    const first = await issueBatch(deps, order('run-1'), quiet);
    const again = await issueBatch(deps, order('run-1'), quiet);
    expect(again).toEqual(first);
    expect(first).toEqual({ batchId: batchIdOf('run-1'), leaves: 9 });
    expect(await database.client.credential.count({ where: { batchId: first.batchId } })).toBe(9);
    expect(await database.client.chainTransaction.count({ where: { refId: first.batchId } })).toBe(1);
    const batch = await database.client.batch.findUniqueOrThrow({ where: { id: first.batchId } });
    expect(batch.root).toBe(toHex((await batchTree(database.client, batch)).root));
    expect((await verifyCredential((await fileOf(first.batchId, 0)).file, { chain: reader, now: now() })).verdict).toBe('notAnchored');
  });

  test('ten workers that issue one run at once leave one batch', async () => {
    await seedScores(database, { runId: 'run-race', count: 9 });
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => issueBatch(deps, order('run-race'), quiet)));
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ retryable: true });
    expect(await database.client.batch.count({ where: { id: batchIdOf('run-race') } })).toBe(1);
    expect(await database.client.credential.count({ where: { batchId: batchIdOf('run-race') } })).toBe(9);
    expect(await database.client.chainTransaction.count({ where: { refId: batchIdOf('run-race') } })).toBe(1);
  });

  test('refuses a run without scores', async () => {
    await expect(issueBatch(deps, order('run-none'), quiet)).rejects.toMatchObject({ code: 'run_unknown' });
  });

  test('both batches are anchored in turn, and every credential of them verifies on chain', async () => {
    const receipt = await submit('anchor-batch', batchIdOf('run-1'));
    // Final before the index has read the block: the place comes from the receipt.
    await database.write((tx) => finishAnchor(tx, { refId: batchIdOf('run-1') }, receipt));
    const final = await database.client.batch.findUniqueOrThrow({ where: { id: batchIdOf('run-1') } });
    expect([final.state, final.batch, final.firstLeaf, final.txHash]).toEqual(['final', 0n, 0n, receipt.txHash]);
    await submit('anchor-batch', batchIdOf('run-race'));
    await catchUp();
    expect(await database.client.batch.findUniqueOrThrow({ where: { id: batchIdOf('run-1') } })).toEqual(final);
    const batch = await database.client.batch.findUniqueOrThrow({ where: { id: batchIdOf('run-race') } });
    expect([batch.state, batch.batch, batch.firstLeaf]).toEqual(['anchored', 1n, 9n]);
    for (const runId of ['run-1', 'run-race']) {
      for (let position = 0; position < 9; position++) {
        const found = await verifyCredential((await fileOf(batchIdOf(runId), position)).file, { chain: reader, now: now() });
        expect(found.checks.filter((check) => check.status !== 'pass' && check.status !== 'skipped')).toEqual([]);
        expect(found.verdict).toBe('valid');
      }
    }
  });

  test("numbers each customer's credentials and links each to the one before", async () => {
    const rows = await database.client.credential.findMany({
      where: { customerId: customerId('sample', 3) },
      orderBy: { batch: { batch: 'asc' } },
      include: { batch: true },
    });
    const opened = await Promise.all(rows.map((row) => openCredential(database.client, WRAP, row)));
    const [first, second] = opened.map(({ credential }) => credential);
    expect([first?.credit.seq, second?.credit.seq]).toEqual([0n, 1n]);
    expect(second?.fields.find((field) => field.name === 'previous')?.value).toBe(rows[0]?.digest);
    expect(first?.credit.subjectTag).toBe(second?.credit.subjectTag);
  });

  test('finality is kept when the projection is derived again', async () => {
    await database.write((tx) => deriveProjections(tx, index.projections, ledger.place.chainId));
    const states = await database.client.batch.findMany({ orderBy: { batch: 'asc' }, select: { state: true, batch: true } });
    expect(states).toEqual([
      { state: 'final', batch: 0n },
      { state: 'anchored', batch: 1n },
    ]);
  });

  test('a refused anchoring is ordered again under the number that is next now', async () => {
    await seedScores(database, { runId: 'run-2', count: 9 });
    await issueBatch(deps, order('run-2'), quiet);
    const refId = batchIdOf('run-2');
    const [failed] = await database.client.chainTransaction.findMany({ where: { refId } });
    // Somebody else anchors with the same key in between.
    await ledger.call(ledger.issuer, 'anchor', [`0x${'77'.repeat(32)}`, 1n, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, 2n]);
    const reason: unknown = await submit('anchor-batch', refId).catch((error: unknown) => error);
    if (!(reason instanceof DomainError) || failed === undefined) throw new Error('The stale anchoring was not refused.');
    expect(reason.params).toMatchObject({ error: 'LedgerStaleBatch', args: '2, 3' });
    const fail = () => database.client.chainTransaction.updateMany({ where: { refId }, data: { state: 'failed' } });
    await fail();
    // A refusal that a new number does not cure waits.
    await database.write((tx) => retryAnchor(tx, failed, new DomainError('chain_reverted', 'unprocessable', 'Suspended.')));
    expect(await database.client.chainTransaction.count({ where: { refId } })).toBe(1);
    // The index has not seen the other batch yet: the number comes from the ledger's answer.
    await database.write((tx) => retryAnchor(tx, failed, reason));
    await database.write((tx) => resumeAnchor(tx, refId));
    expect(await database.client.chainTransaction.count({ where: { refId } })).toBe(2);
    await fail();
    await catchUp();
    await database.write((tx) => resumeAnchor(tx, refId));
    await database.write((tx) => resumeAnchor(tx, refId));
    expect(await database.client.chainTransaction.count({ where: { refId } })).toBe(3);
    await submit('anchor-batch', refId);
    await catchUp();
    const batch = await database.client.batch.findUniqueOrThrow({ where: { id: refId } });
    expect([batch.state, batch.batch, batch.firstLeaf]).toEqual(['anchored', 3n, 19n]);
  });

  test('the exported proof verifies offline, and only with a trusted key', async () => {
    const { row, file } = await fileOf(batchIdOf('run-1'), 4);
    const savedProof = await exportAnchorProof({ database, chain: ledger.chain, reader, signer: ledger.issuer }, row.id);
    const offline = (keys: readonly (typeof ledger.issuer.address)[]) =>
      verifyCredential(file, { trust: { ...ledger.place, keys }, savedProof, now: now() });
    expect((await offline([ledger.issuer.address])).verdict).toBe('valid');
    expect((await offline([ledger.admin.address])).verdict).toBe('undetermined');
  });

  test('a revocation takes two people, is ordered once and counts for its credential only', async () => {
    const { row, file } = await fileOf(batchIdOf('run-1'), 2);
    const asker = { caller: { kind: 'user', actor: 'user:one' }, requestId: null } as const;
    const other = { caller: { kind: 'user', actor: 'user:two' }, requestId: null } as const;
    const ask = { kind: 'revoke', credentialId: row.id, reason: 'fraud', note: '' } as const;
    const id = await askRevocation(database, ask, asker);
    expect(await askRevocation(database, ask, other)).toBe(id);
    const decision = { id, decision: 'approve', sender: ledger.issuer.address } as const;
    await expect(decideRevocation(database, decision, asker)).rejects.toMatchObject({ code: 'four_eyes' });
    const machine = { caller: { kind: 'key', actor: 'key:abc' }, requestId: null } as const;
    await expect(decideRevocation(database, decision, machine)).rejects.toMatchObject({ code: 'four_eyes' });
    await decideRevocation(database, decision, other);
    await expect(decideRevocation(database, decision, other)).rejects.toMatchObject({ code: 'revocation_decided' });
    expect(await database.client.chainTransaction.count({ where: { kind: 'revoke' } })).toBe(1);
    await submit('revoke', id);
    await catchUp();
    expect((await verifyCredential(file, { chain: reader, now: now() })).verdict).toBe('revoked');
    expect((await verifyCredential((await fileOf(batchIdOf('run-1'), 3)).file, { chain: reader, now: now() })).verdict).toBe('valid');
    const stored = await database.client.ledgerRevocation.findMany();
    expect(stored).toMatchObject([{ index: 2n, reason: 2, by: ledger.issuer.address }]);
    await expect(askRevocation(database, { ...ask, credentialId: 'none' }, asker)).rejects.toMatchObject({ code: 'credential_unknown' });
  });

  test('whole words of revocations reach the index', async () => {
    await ledger.call(ledger.issuer, 'revokeWords', [[0n], [0b111n << 20n], 4]);
    await catchUp();
    const word = await database.client.ledgerWord.findFirstOrThrow({ where: { word: 0n } });
    expect(BigInt(word.bits)).toBe((0b111n << 20n) | 0b100n);
    const { deadBits } = await reader.read({ issuer: 1, batch: 0n, word: 0n });
    expect(BigInt(word.bits)).toBe(deadBits);
  });

  test('the index of the issuer is what the contract says', async () => {
    const view = { address: ledger.place.ledger, abi: creditLedgerAbi } as const;
    const [size, leaves] = await ledger.chain.readView({ ...view, functionName: 'checkpoint', args: [1] });
    const issuer = await database.client.ledgerIssuer.findFirstOrThrow({ where: { issuerId: 1 } });
    expect([issuer.batches, issuer.leaves, issuer.name, issuer.status]).toEqual([size, leaves, 'Test Bank', 'active']);
    const facts = await reader.read({ issuer: 1, batch: null, word: null });
    const keys = await database.client.ledgerKey.findMany({ where: { issuerId: 1 } });
    expect(keys.map((key) => [key.address, key.validFrom, key.validUntil, key.roles])).toEqual(
      facts.keys.map((key) => [key.address, key.from, key.until, key.roles]),
    );
  });

  test('the file of an erased customer can never be opened again', async () => {
    const { row } = await fileOf(batchIdOf('run-1'), 5);
    await database.client.customerKey.delete({ where: { customerId: row.customerId } });
    await expect(openCredential(database.client, WRAP, row)).rejects.toMatchObject({ code: 'customer_erased' });
    const batch = await database.client.batch.findUniqueOrThrow({ where: { id: batchIdOf('run-1') } });
    expect(toHex((await batchTree(database.client, batch)).leaf(5))).toMatch(/^0x[0-9a-f]{64}$/);
    expect(fromHex(row.digest)).toHaveLength(32);
  });
});
