import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabaseForTest } from '../../test/system/support/databases.ts';
import { type LedgerChain, openLedgerChain } from '../../test/system/support/ledger-chain.ts';
import { sampleBatch, sampleCredential, STRANGER_KEY } from '../../test/vectors/credential-builder.ts';
import { fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import { signerOfKey } from '../platform/chain/signer.ts';
import { batchLeaf } from './domain/batch-leaf.ts';
import { type Anchor, type Credential, credentialFile } from './domain/credential.ts';
import type { LedgerReader } from './domain/ledger-facts.ts';
import { logTree } from './domain/merkle-log.ts';
import { createLedgerReader } from './ledger-client.ts';
import { ensureIssuer } from './register-issuer.ts';
import { verifyCredential } from './verify.ts';

let ledger: LedgerChain;
let reader: LedgerReader;
let close: () => Promise<void>;
let issuerId = 0;
let credentials: readonly Credential[];

const now = () => Math.floor(Date.now() / 1000);

/** Anchors a fresh sample batch and gives its credentials the anchor that the chain answers with. */
async function anchorSample(count: number, batchNumber: bigint): Promise<readonly Credential[]> {
  const { timestamp } = await ledger.chain.readHead();
  const change = { issuedAt: timestamp, expiry: timestamp + 86_400n, issuer: issuerId };
  const sample = sampleBatch({ count, place: ledger.place, change, batchNumber });
  const { root, leaves, model } = sample.batch;
  await ledger.call(ledger.issuer, 'anchor', [root, leaves, model, ZERO_HASH, batchNumber]);
  const head = await ledger.chain.readHead();
  const [log] = await ledger.chain.logs({ addresses: [ledger.place.ledger], fromBlock: head.number, toBlock: head.number });
  if (log === undefined) throw new Error('The anchoring left no event.');
  const [, leavesSoFar] = await ledger.chain.readView({
    address: ledger.place.ledger,
    abi: creditLedgerAbi,
    functionName: 'checkpoint',
    args: [issuerId],
  });
  return sample.credentials.map((credential) => {
    const own = credential.anchor as Anchor;
    const anchor = { ...own, firstLeaf: leavesSoFar - leaves, time: head.timestamp, transaction: log.txHash, block: log.blockNumber };
    return { ...credential, anchor };
  });
}

beforeAll(async () => {
  const opened = await openDatabaseForTest('sqlite');
  ledger = await openLedgerChain(opened.database);
  close = async () => {
    await ledger.close();
    await opened.close();
  };
  const plan = { chain: ledger.chain, place: ledger.place, admin: ledger.admin, key: ledger.issuer.address, name: 'Test Bank' };
  issuerId = await ensureIssuer(plan);
  expect(await ensureIssuer(plan)).toBe(issuerId);
  credentials = await anchorSample(5, 0n);
  reader = createLedgerReader({ chain: ledger.chain, place: ledger.place, maxAgeMs: 0 });
});

afterAll(() => close());

async function verdictOf(credential: Credential, from: LedgerReader = reader) {
  return verifyCredential(credentialFile(credential), { chain: from, now: now() });
}

describe('ensureIssuer', () => {
  test('refuses a key that belongs to another issuer', async () => {
    const plan = { chain: ledger.chain, place: ledger.place, admin: ledger.admin, key: ledger.issuer.address, name: 'Other Bank' };
    await expect(ensureIssuer(plan)).rejects.toMatchObject({ code: 'issuer_key_foreign' });
  });
});

describe('createLedgerReader', () => {
  test('lets a credential that is on the chain pass every check', async () => {
    const found = await verdictOf(sampleCredential({ credentials } as never, 2));
    expect(found.checks.filter((check) => check.status !== 'pass' && check.status !== 'skipped')).toEqual([]);
    expect(found.verdict).toBe('valid');
    expect(found.asOf?.number).toBe((await ledger.chain.readHead()).number);
  });

  test('tells a batch that is not there from one that differs', async () => {
    const good = sampleCredential({ credentials } as never);
    const anchor = good.anchor as Anchor;
    expect((await verdictOf({ ...good, anchor: { ...anchor, batch: 7n } })).verdict).toBe('notAnchored');
    expect((await verdictOf({ ...good, anchor: { ...anchor, time: anchor.time + 1n } })).verdict).toBe('forged');
    expect((await verdictOf({ ...good, anchor: { ...anchor, transaction: ZERO_HASH } })).verdict).toBe('forged');
    expect((await verdictOf({ ...good, anchor: { ...anchor, block: anchor.block + 1n } })).verdict).toBe('forged');
  });

  test('says that an issuer which the ledger does not have is unknown', async () => {
    const facts = await reader.read({ issuer: 99, batch: null, word: null });
    expect(facts).toMatchObject({ statuses: null, keys: [], batchLeaf: null });
  });

  test('follows the head: a revocation counts from its block on, and only for its credential', async () => {
    const credential = sampleCredential({ credentials } as never, 1);
    const { firstLeaf } = credential.anchor as Anchor;
    expect((await verdictOf(credential)).verdict).toBe('valid');
    await ledger.call(ledger.issuer, 'revoke', [firstLeaf + 1n, 2]);
    expect((await verdictOf(credential)).verdict).toBe('revoked');
    expect((await verdictOf(sampleCredential({ credentials } as never, 2))).verdict).toBe('valid');
  });

  test('tells revoked, superseded and suspended credentials apart', async () => {
    const credential = sampleCredential({ credentials } as never, 4);
    const { firstLeaf } = credential.anchor as Anchor;
    const bit = 1n << ((firstLeaf + 4n) & 0xffn);
    const word = (firstLeaf + 4n) >> 8n;
    await ledger.call(ledger.issuer, 'suspendWords', [[word], [bit], 5]);
    expect((await verdictOf(credential)).verdict).toBe('suspended');
    await ledger.call(ledger.issuer, 'releaseWords', [[word], [bit], 5]);
    expect((await verdictOf(credential)).verdict).toBe('valid');
    expect((await reader.read({ issuer: issuerId, batch: 0n, word })).supersededBits).toBe(0n);
  });

  test('asks a contract whether it takes a signature, and takes nothing for a yes that is none', async () => {
    const digest = hash32(`0x${'12'.repeat(32)}`);
    // Neither an account nor the ledger, which has no such function, answers with the magic value.
    for (const signer of [ledger.admin.address, ledger.place.ledger]) {
      expect(await reader.isValidSignature?.(signer, digest, '0x01')).toBe(false);
    }
  });

  test('names the newest batch with its state root', async () => {
    const { newest } = await reader.read({ issuer: issuerId, batch: null, word: null });
    expect(newest).toMatchObject({ batch: 0n, stateRoot: ZERO_HASH });
    expect((await reader.read({ issuer: 99, batch: null, word: null })).newest).toBeNull();
  });

  test('sees suspension and return of the issuer', async () => {
    const credential = sampleCredential({ credentials } as never, 3);
    await ledger.call(ledger.admin, 'setIssuerStatus', [issuerId, 2]);
    expect((await verdictOf(credential)).verdict).toBe('unaccredited');
    await ledger.call(ledger.admin, 'setIssuerStatus', [issuerId, 1]);
    expect((await verdictOf(credential)).verdict).toBe('valid');
  });

  test('reads later batches, and the log has the root that the contract has', async () => {
    const more = await anchorSample(3, 1n);
    expect((await verdictOf(sampleCredential({ credentials: more } as never))).verdict).toBe('valid');
    expect((await reader.read({ issuer: issuerId, batch: null, word: null })).newest?.batch).toBe(1n);
    const facts = await Promise.all([0n, 1n].map((batch) => reader.read({ issuer: issuerId, batch, word: 0n })));
    const tree = logTree(facts.map(({ batchLeaf }) => fromHex(batchLeaf as Hash32)));
    const view = { address: ledger.place.ledger, abi: creditLedgerAbi } as const;
    const [size, , root] = await ledger.chain.readView({ ...view, functionName: 'checkpoint', args: [issuerId] });
    expect([size, root]).toEqual([2n, toHex(tree.root)]);
  });

  test('reads an issuer whose batch leaves are not stored from the events', async () => {
    const other = signerOfKey(STRANGER_KEY);
    await ledger.call(ledger.admin, 'registerIssuer', [ledger.admin.address, 'Frugal Bank', false, 0]);
    await ledger.call(ledger.admin, 'addKey', [2, other.address, 0, 2 ** 40 - 1, 1]);
    await sendTransaction(ledger.chain, ledger.admin, { to: other.address, data: '0x', value: 10n ** 18n });
    expect((await reader.read({ issuer: 2, batch: 0n, word: 0n })).batchLeaf).toBeNull();
    const { root, leaves, model } = sampleBatch({ count: 2 }).batch;
    await ledger.call(other, 'anchor', [root, leaves, model, ZERO_HASH, 0n]);
    const facts = await reader.read({ issuer: 2, batch: 0n, word: 0n });
    const { timestamp } = await ledger.chain.readHead();
    const anchored = { batch: 0n, root, leaves, firstLeaf: 0n, model, stateRoot: ZERO_HASH, time: timestamp };
    expect(facts.batchLeaf).toBe(batchLeaf(ledger.place, 2, anchored));
    expect(facts.keys).toMatchObject([{ address: other.address, roles: 1 }]);
  });

  test('asks the node a handful of times for a thousand questions at once', async () => {
    let calls = 0;
    const counting = new Proxy(ledger.chain, {
      get(target, name: keyof typeof ledger.chain) {
        const member = target[name];
        if (typeof member !== 'function') return member;
        return (...args: never[]) => {
          calls++;
          return (member as (...given: never[]) => unknown).apply(target, args);
        };
      },
    });
    const busy = createLedgerReader({ chain: counting, place: ledger.place });
    const query = { issuer: issuerId, batch: 0n, word: 0n };
    await Promise.all(Array.from({ length: 1000 }, () => busy.read(query)));
    expect(calls).toBeLessThan(10);
  });

  test('calls a chain of another number unavailable, not wrong', async () => {
    const elsewhere = { ...ledger.place, chainId: 1 };
    const reading = createLedgerReader({ chain: ledger.chain, place: elsewhere }).read({ issuer: 1, batch: null, word: null });
    await expect(reading).rejects.toMatchObject({ code: 'chain_wrong_id', kind: 'unavailable' });
  });
});
