import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnchoredBatch, batchLeaf, type LedgerPlace } from '../../backend/attestation/domain/batch-leaf.ts';
import { revocationPlace } from '../../backend/attestation/domain/ledger-facts.ts';
import {
  appendLeaf,
  consistencyPath,
  EMPTY_LOG,
  isConsistent,
  type LogState,
  logRoot,
  logTree,
} from '../../backend/attestation/domain/merkle-log.ts';
import { hashLeaves, MerkleTree, rootOfPath } from '../../backend/attestation/domain/merkle-tree.ts';
import { type Credit, creditDigest, domainSeparator } from '../../backend/attestation/domain/typed-data.ts';
import { type Address, fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../../backend/kernel/hex.ts';
import { keccakHex } from '../../backend/kernel/keccak.ts';
import { FOREVER, type InProcessLedger, openInProcessLedger } from './support/in-process-ledger.ts';

const WORLDS = 8;
const SEED = 20_261_123;
const REASONS = [
  'Ok',
  'UnknownIssuer',
  'IssuerSuspended',
  'BatchUnknown',
  'BatchMismatch',
  'LogPathInvalid',
  'NotIncluded',
  'BatchFrozen',
  'BatchRevoked',
  'BatchSuperseded',
  'Revoked',
  'Superseded',
  'Suspended',
  'Expired',
] as const;
type Reason = (typeof REASONS)[number];

const MUTATIONS = [
  'none',
  'issuer',
  'batchIssuer',
  'batchNumber',
  'batchRoot',
  'batchLeaves',
  'batchFirstLeaf',
  'batchModel',
  'batchState',
  'batchTime',
  'credentialRoot',
  'tag',
  'expiry',
  'seq',
  'holder',
  'position',
  'path',
  'shortPath',
  'longPath',
  'logPath',
  'noLogPath',
] as const;
type Mutation = (typeof MUTATIONS)[number];

interface Input {
  credit: Credit;
  batch: AnchoredBatch & { issuer: number };
  position: bigint;
  path: Hash32[];
  logPath: Hash32[];
}

/** An issuer as the backend computes it: its trees, and what it revoked. */
interface Issuer {
  readonly id: number;
  readonly key: Address;
  readonly storesBatchLeaf: boolean;
  readonly batches: { readonly batch: AnchoredBatch; readonly credits: readonly Credit[]; readonly tree: MerkleTree }[];
  readonly leaves: Uint8Array[];
  readonly revoked: Set<bigint>;
  log: LogState;
  total: bigint;
  isSuspended: boolean;
}

const hashOf = (text: string): Hash32 => keccakHex(Buffer.from(text));
const other = (hash: Hash32): Hash32 => keccakHex(fromHex(hash));
const bytesOf = (hashes: readonly Hash32[]): Uint8Array[] => hashes.map((hash) => fromHex(hash));
const hexOf = (bytes: Uint8Array): Hash32 => hash32(toHex(bytes));

function hashesOf(flat: Uint8Array): Hash32[] {
  return Array.from({ length: flat.length / 32 }, (_, at) => hexOf(flat.subarray(at * 32, at * 32 + 32)));
}

/** One random history: two issuers on a chain of their own. */
class World {
  readonly chain: InProcessLedger;
  readonly place: LedgerPlace;
  readonly separator: Uint8Array;
  readonly issuers: Issuer[] = [];

  constructor(chain: InProcessLedger) {
    this.chain = chain;
    this.place = { chainId: chain.chainId, ledger: chain.ledger };
    this.separator = domainSeparator(this.place);
  }

  async register(storesBatchLeaf: boolean): Promise<void> {
    const id = this.issuers.length + 1;
    const key = this.account(id);
    await this.chain.act(this.account(0), 'registerIssuer', [this.account(0), 'Bank', storesBatchLeaf, 0]);
    await this.chain.act(this.account(0), 'addKey', [id, key, 0, FOREVER, 7]);
    this.issuers.push({
      id,
      key,
      storesBatchLeaf,
      batches: [],
      leaves: [],
      revoked: new Set(),
      log: EMPTY_LOG,
      total: 0n,
      isSuspended: false,
    });
    expect(await this.chain.view('checkpoint', [id])).toEqual([0n, 0n, hexOf(logRoot(EMPTY_LOG)), 0]);
  }

  account(at: number): Address {
    const found = this.chain.accounts[at];
    if (found === undefined) throw new Error(`The chain has no account ${at}.`);
    return found;
  }

  issuer(pick: number): Issuer {
    const found = this.issuers[pick % this.issuers.length];
    if (found === undefined) throw new Error('The world has no issuers.');
    return found;
  }

  async anchor(pick: number, count: number, seed: number): Promise<void> {
    const issuer = this.issuer(pick);
    if (issuer.isSuspended) return;
    const now = await this.chain.time();
    const credits = Array.from({ length: count }, (_, at) => creditOf(issuer.id, `${seed} ${issuer.log.size} ${at}`, now, seed + at));
    const digests = Buffer.concat(credits.map((credit) => fromHex(creditDigest(this.separator, credit))));
    const tree = new MerkleTree(hashLeaves(digests));
    const root = hexOf(tree.root);
    const [model, stateRoot] = [hashOf('model'), seed % 2 === 0 ? ZERO_HASH : hashOf(`state ${seed}`)];
    await this.chain.act(issuer.key, 'anchor', [root, BigInt(count), model, stateRoot, issuer.log.size]);
    const time = await this.chain.time();
    const batch = { batch: issuer.log.size, root, leaves: BigInt(count), firstLeaf: issuer.total, model, stateRoot, time };
    const leaf = fromHex(batchLeaf(this.place, issuer.id, batch));
    const before = issuer.log;
    issuer.log = appendLeaf(before, leaf);
    issuer.total += BigInt(count);
    issuer.batches.push({ batch, credits, tree });
    issuer.leaves.push(leaf);
    await this.compareLogs(issuer, before);
  }

  /** The contract's log against the backend's peaks, its whole tree, its batch leaf, and its proof of growth. */
  async compareLogs(issuer: Issuer, before: LogState): Promise<void> {
    const root = logRoot(issuer.log);
    const last = issuer.leaves.at(-1) ?? new Uint8Array();
    const anchoredAt = issuer.batches.at(-1)?.batch.time;
    expect(await this.chain.view('checkpoint', [issuer.id])).toEqual([issuer.log.size, issuer.total, hexOf(root), Number(anchoredAt)]);
    expect(hexOf(logTree(issuer.leaves).root)).toBe(hexOf(root));
    expect(await this.chain.view('peaks', [issuer.id])).toEqual(issuer.log.peaks.map(hexOf));
    const [stored] = await this.chain.view('peek', [issuer.id, issuer.log.size - 1n, 0n]);
    expect(stored).toBe(issuer.storesBatchLeaf ? hexOf(last) : ZERO_HASH);
    if (before.size === 0n) return;
    const oldRoot = logRoot(before);
    const path = consistencyPath(issuer.leaves, Number(before.size));
    expect(isConsistent({ size: before.size, root: oldRoot }, { size: issuer.log.size, root }, path)).toBe(true);
  }

  async revoke(pick: number, place: number): Promise<void> {
    const issuer = this.issuer(pick);
    const index = issuer.total === 0n ? 0n : BigInt(place) % issuer.total;
    if (issuer.total === 0n || issuer.revoked.has(index)) return;
    await this.chain.act(issuer.key, 'revoke', [index, 1 + (place % 5)]);
    issuer.revoked.add(index);
    const { word, bit } = revocationPlace(index);
    const [, bits] = await this.chain.view('peek', [issuer.id, 0n, word]);
    expect((bits >> bit) & 1n).toBe(1n);
  }

  async toggle(pick: number): Promise<void> {
    const issuer = this.issuer(pick);
    issuer.isSuspended = !issuer.isSuspended;
    await this.chain.act(this.account(0), 'setIssuerStatus', [issuer.id, issuer.isSuspended ? 2 : 1]);
  }

  async pass(seconds: number): Promise<void> {
    await this.chain.pass((await this.chain.time()) + BigInt(seconds));
  }

  /** Asks the contract about a credential, changed or not, and compares the answer with the backend's own. */
  async probe(pick: number, place: number, mutation: Mutation): Promise<Reason | null> {
    const issuer = this.issuer(pick);
    const held = issuer.batches[place % Math.max(1, issuer.batches.length)];
    if (held === undefined) return null;
    const position = place % held.credits.length;
    const credit = held.credits[position];
    if (credit === undefined) return null;
    const input: Input = {
      credit: { ...credit },
      batch: { ...held.batch, issuer: issuer.id },
      position: BigInt(position),
      path: hashesOf(held.tree.path(position)),
      logPath: hashesOf(logTree(issuer.leaves).path(Number(held.batch.batch))),
    };
    change(input, mutation);
    const { credit: shown, batch, ...proof } = input;
    const { batch: number, ...rest } = batch;
    const answer = await this.chain.inspect('check', [{ credit: shown, batch: { ...rest, number }, ...proof }]);
    const expected = this.reasonOf(input, await this.chain.time());
    expect(REASONS[answer], `${mutation} of credential ${position} in batch ${number} of issuer ${issuer.id}`).toBe(expected);
    return expected;
  }

  reasonOf({ credit, batch, position, path, logPath }: Input, now: bigint): Reason {
    const issuer = this.issuers.find(({ id }) => id === credit.issuer);
    if (issuer === undefined) return 'UnknownIssuer';
    if (issuer.isSuspended) return 'IssuerSuspended';
    if (batch.batch >= issuer.log.size) return 'BatchUnknown';
    if (batch.issuer !== credit.issuer) return 'BatchMismatch';
    const leaf = fromHex(batchLeaf(this.place, issuer.id, batch));
    if (issuer.storesBatchLeaf) {
      const anchored = issuer.leaves[Number(batch.batch)];
      if (anchored === undefined || hexOf(anchored) !== hexOf(leaf)) return 'BatchMismatch';
    } else if (!leadsTo(logRoot(issuer.log), rootOfPath(leaf, batch.batch, issuer.log.size, bytesOf(logPath)))) return 'LogPathInvalid';
    const credentialLeaf = hashLeaves(fromHex(creditDigest(this.separator, credit)));
    if (!leadsTo(fromHex(batch.root), rootOfPath(credentialLeaf, position, batch.leaves, bytesOf(path)))) return 'NotIncluded';
    if (issuer.revoked.has(batch.firstLeaf + position)) return 'Revoked';
    return now >= credit.expiry ? 'Expired' : 'Ok';
  }
}

function leadsTo(root: Uint8Array, found: Uint8Array | null): boolean {
  return found !== null && hexOf(root) === hexOf(found);
}

function creditOf(issuer: number, seed: string, now: bigint, spread: number): Credit {
  return {
    issuer,
    credentialRoot: hashOf(`fields ${seed}`),
    subjectTag: hashOf(`tag ${seed}`),
    model: hashOf('model'),
    issuedAt: now,
    expiry: now + 100n + BigInt(spread % 300),
    seq: BigInt(spread % 7),
    holder: spread % 3 === 0 ? ZERO_HASH : hashOf(`holder ${seed}`),
  };
}

/** Another value in one place; `none` leaves the proof as it is. */
function change(input: Input, mutation: Mutation): void {
  const { credit, batch, path, logPath } = input;
  const changes: Record<Mutation, () => void> = {
    none: () => undefined,
    issuer: () => (input.credit = { ...credit, issuer: 3 }),
    batchIssuer: () => (input.batch = { ...batch, issuer: 3 - batch.issuer }),
    batchNumber: () => (input.batch = { ...batch, batch: batch.batch + 1n }),
    batchRoot: () => (input.batch = { ...batch, root: other(batch.root) }),
    batchLeaves: () => (input.batch = { ...batch, leaves: batch.leaves + 1n }),
    batchFirstLeaf: () => (input.batch = { ...batch, firstLeaf: batch.firstLeaf + 1n }),
    batchModel: () => (input.batch = { ...batch, model: other(batch.model) }),
    batchState: () => (input.batch = { ...batch, stateRoot: other(batch.stateRoot) }),
    batchTime: () => (input.batch = { ...batch, time: batch.time + 1n }),
    credentialRoot: () => (input.credit = { ...credit, credentialRoot: other(credit.credentialRoot) }),
    tag: () => (input.credit = { ...credit, subjectTag: other(credit.subjectTag) }),
    expiry: () => (input.credit = { ...credit, expiry: credit.expiry + 1n }),
    seq: () => (input.credit = { ...credit, seq: credit.seq + 1n }),
    holder: () => (input.credit = { ...credit, holder: other(credit.holder) }),
    position: () => (input.position += 1n),
    path: () => (input.path = path.map(other)),
    shortPath: () => (input.path = path.slice(1)),
    longPath: () => (input.path = [...path, batch.root]),
    logPath: () => (input.logPath = logPath.map(other)),
    noLogPath: () => (input.logPath = []),
  };
  changes[mutation]();
}

const pick = fc.nat({ max: 1 });
const Step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('anchor' as const), pick, count: fc.integer({ min: 1, max: 9 }), seed: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('revoke' as const), pick, place: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('toggle' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 300 }) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('probe' as const),
      pick,
      place: fc.nat(),
      mutation: fc.constantFrom('none', 'none', 'none', 'none', ...MUTATIONS),
    }),
  },
);
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;

async function take(world: World, step: Step, answers: Map<Reason, number>): Promise<void> {
  switch (step.act) {
    case 'anchor':
      return world.anchor(step.pick, step.count, step.seed);
    case 'revoke':
      return world.revoke(step.pick, step.place);
    case 'toggle':
      return world.toggle(step.pick);
    case 'pass':
      return world.pass(step.seconds);
    case 'probe': {
      const reason = await world.probe(step.pick, step.place, step.mutation);
      if (reason !== null) answers.set(reason, (answers.get(reason) ?? 0) + 1);
    }
  }
}

test('contract and backend agree on every root, leaf, peak and answer', async () => {
  const answers = new Map<Reason, number>();
  const history = fc.array(Step, { minLength: 60, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const chain = await openInProcessLedger();
      try {
        const world = new World(chain);
        await world.register(true);
        await world.register(false);
        for (const step of steps) await take(world, step, answers);
      } finally {
        await chain.close();
      }
    }),
    { numRuns: WORLDS, seed: SEED, endOnFailure: true },
  );
  // A campaign that never met an answer would say nothing about it.
  expect(answers.size).toBeGreaterThan(8);
});
