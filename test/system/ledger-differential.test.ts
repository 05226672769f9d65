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
import { anchorDigest, deviceKey, type OrderKey, walletKey } from './support/anchor-order.ts';
import { FOREVER, type InProcessLedger, openInProcessLedger } from './support/in-process-ledger.ts';
import { CHECK_REASONS, type CheckReason } from './support/check-reasons.ts';

const WORLDS = 8;
const SEED = 20_261_123;
/** First answer of the inspector about a log. */
const LOG_OK = 0;

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

type Anchoring = Pick<AnchoredBatch, 'root' | 'leaves' | 'model' | 'stateRoot'>;

interface AnchorPlan {
  readonly count: number;
  readonly seed: number;
  readonly way: 'anchor' | 'relay' | 'supersede';
  readonly place: number;
}

/** An issuer as the backend computes it: its trees, and what it revoked. */
interface Issuer {
  readonly id: number;
  readonly key: Address;
  readonly storesBatchLeaf: boolean;
  readonly batches: { readonly batch: AnchoredBatch; readonly credits: readonly Credit[]; readonly tree: MerkleTree }[];
  readonly leaves: Uint8Array[];
  readonly revoked: Set<bigint>;
  readonly superseded: Set<bigint>;
  readonly held: Set<bigint>;
  /** Of single batches. */
  readonly states: Map<bigint, 'BatchSuperseded' | 'BatchRevoked'>;
  readonly frozen: Set<bigint>;
  readonly nonces: Set<bigint>;
  /** Signs orders that another account brings. */
  readonly signer: OrderKey;
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
    const secret = new Uint8Array(32).fill(id);
    const signer = storesBatchLeaf ? walletKey(secret) : deviceKey(secret);
    await this.chain.act(this.account(0), 'addKey', [id, signer.address, 0, FOREVER, 1]);
    this.issuers.push({
      id,
      key,
      storesBatchLeaf,
      batches: [],
      leaves: [],
      revoked: new Set(),
      superseded: new Set(),
      held: new Set(),
      states: new Map(),
      frozen: new Set(),
      nonces: new Set(),
      signer,
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

  /** Appends a batch of `count` credentials in one of three ways. */
  async anchor(pick: number, { count, seed, way, place }: AnchorPlan): Promise<void> {
    const issuer = this.issuer(pick);
    if (issuer.isSuspended) await this.toggle(pick);
    const now = await this.chain.time();
    const credits = Array.from({ length: count }, (_, at) => creditOf(issuer.id, `${seed} ${issuer.log.size} ${at}`, now, seed + at));
    const digests = Buffer.concat(credits.map((credit) => fromHex(creditDigest(this.separator, credit))));
    const tree = new MerkleTree(hashLeaves(digests));
    const stateRoot = seed % 2 === 0 ? ZERO_HASH : hashOf(`state ${seed}`);
    const anchoring = { root: hexOf(tree.root), leaves: BigInt(count), model: hashOf('model'), stateRoot };
    if (way === 'relay') await this.relay(issuer, anchoring, BigInt(place % 150));
    else if (way === 'supersede') await this.supersede(issuer, anchoring, place);
    else await this.chain.act(issuer.key, 'anchor', [anchoring.root, anchoring.leaves, anchoring.model, stateRoot, issuer.log.size]);
    const time = await this.chain.time();
    const batch = { ...anchoring, batch: issuer.log.size, firstLeaf: issuer.total, time };
    const leaf = fromHex(batchLeaf(this.place, issuer.id, batch));
    const before = issuer.log;
    issuer.log = appendLeaf(before, leaf);
    issuer.total += BigInt(count);
    issuer.batches.push({ batch, credits, tree });
    issuer.leaves.push(leaf);
    await this.compareLogs(issuer, before);
  }

  /** With the first nonce from `nonce` on that is free; one that is used is refused first. */
  async relay(issuer: Issuer, anchoring: Anchoring, nonce: bigint): Promise<void> {
    const deadline = (await this.chain.time()) + 1_000n;
    const bring = async (free: bigint) => {
      const order = { issuer: issuer.id, ...anchoring, expectedBatch: issuer.log.size, nonce: free, deadline };
      const signature = issuer.signer.sign(anchorDigest(this.chain.chainId, this.chain.ledger, order));
      return this.chain.act(this.account(9), 'anchorBySig', [order, issuer.signer.address, signature]);
    };
    let free = nonce;
    expect(await this.chain.view('isNonceUsed', [issuer.id, free])).toBe(issuer.nonces.has(free));
    if (issuer.nonces.has(free)) await expect(bring(free)).rejects.toThrow();
    while (issuer.nonces.has(free)) free += 1n;
    await bring(free);
    issuer.nonces.add(free);
  }

  /** Supersedes a run of credentials and, now and then, a whole batch. */
  async supersede(issuer: Issuer, { root, leaves, model, stateRoot }: Anchoring, place: number): Promise<void> {
    const { words, bits, indexes } = runOf(issuer, place);
    const size = issuer.log.size;
    const batches = size > 0n && place % 3 === 0 ? [BigInt(place) % size] : [];
    await this.chain.act(issuer.key, 'anchorAndSupersede', [root, leaves, model, stateRoot, size, { words, bits, batches }]);
    for (const index of indexes) if (!issuer.revoked.has(index)) issuer.superseded.add(index);
    for (const batch of batches) if (!issuer.states.has(batch)) issuer.states.set(batch, 'BatchSuperseded');
    for (const word of words) {
      const marked = indexes.filter((index) => issuer.superseded.has(index) && revocationPlace(index).word === word);
      const found = await this.chain.view('supersededBits', [issuer.id, word]);
      for (const index of marked) expect((found >> revocationPlace(index).bit) & 1n).toBe(1n);
    }
  }

  /** Suspends or releases a run of credentials. */
  async hold(pick: number, place: number, isHeld: boolean): Promise<CheckReason | null> {
    const issuer = this.issuer(pick);
    const { words, bits, indexes } = runOf(issuer, place);
    if (indexes.every((index) => issuer.held.has(index) === isHeld)) return null;
    await this.chain.act(issuer.key, isHeld ? 'suspendWords' : 'releaseWords', [words, bits, 2]);
    for (const index of indexes) isHeld ? issuer.held.add(index) : issuer.held.delete(index);
    return this.ask(issuer, indexes[0] ?? 0n, 'none');
  }

  /** Freezes from a batch on, thaws a few, or revokes one. */
  async markBatches(pick: number, place: number, mark: 'freeze' | 'thaw' | 'revoke'): Promise<CheckReason | null> {
    const issuer = this.issuer(pick);
    const { size } = issuer.log;
    if (size === 0n) return null;
    const batch = BigInt(place) % size;
    const until = mark === 'freeze' ? size : batch + 3n;
    const range = Array.from({ length: Number(until - batch) }, (_, at) => batch + BigInt(at));
    if (mark === 'freeze') {
      await this.chain.act(this.account(0), 'freezeFrom', [issuer.id, batch]);
      for (const each of range) issuer.frozen.add(each);
    } else if (mark === 'thaw' && range.some((each) => issuer.frozen.has(each))) {
      await this.chain.act(this.account(0), 'thaw', [issuer.id, batch, until]);
      for (const each of range) issuer.frozen.delete(each);
    } else if (mark === 'revoke' && issuer.states.get(batch) !== 'BatchRevoked') {
      await this.chain.act(issuer.key, 'revokeBatch', [batch, 2]);
      issuer.states.set(batch, 'BatchRevoked');
    }
    return this.ask(issuer, issuer.batches[Number(batch)]?.batch.firstLeaf ?? 0n, 'none');
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
    const proof = hashesOf(Buffer.concat(path));
    expect(await this.chain.inspect('verifyConsistency', [issuer.id, before.size, hexOf(oldRoot), proof])).toBe(LOG_OK);
    const newest = issuer.batches.at(-1);
    if (newest === undefined) return;
    const { batch: number, ...rest } = newest.batch;
    const inLog = hashesOf(logTree(issuer.leaves).path(Number(number)));
    expect(await this.chain.inspect('verifyInclusion', [issuer.id, { ...rest, number, issuer: issuer.id }, inLog])).toBe(LOG_OK);
  }

  async revoke(pick: number, place: number): Promise<CheckReason | null> {
    const issuer = this.issuer(pick);
    const index = issuer.total === 0n ? 0n : BigInt(place) % issuer.total;
    if (issuer.total === 0n || issuer.revoked.has(index) || issuer.superseded.has(index)) return null;
    await this.chain.act(issuer.key, 'revoke', [index, 1 + (place % 5)]);
    issuer.revoked.add(index);
    const { word, bit } = revocationPlace(index);
    const [, bits] = await this.chain.view('peek', [issuer.id, 0n, word]);
    expect((bits >> bit) & 1n).toBe(1n);
    return this.ask(issuer, index, 'none');
  }

  async toggle(pick: number): Promise<void> {
    const issuer = this.issuer(pick);
    issuer.isSuspended = !issuer.isSuspended;
    await this.chain.act(this.account(0), 'setIssuerStatus', [issuer.id, issuer.isSuspended ? 2 : 1]);
  }

  async pass(seconds: number): Promise<void> {
    await this.chain.pass((await this.chain.time()) + BigInt(seconds));
  }

  async probe(pick: number, place: number, mutation: Mutation): Promise<CheckReason | null> {
    const issuer = this.issuer(pick);
    return issuer.total === 0n ? null : this.ask(issuer, BigInt(place) % issuer.total, mutation);
  }

  /** Asks the contract about a credential, changed or not, and compares the answer with the backend's own. */
  async ask(issuer: Issuer, index: bigint, mutation: Mutation): Promise<CheckReason> {
    const held = issuer.batches.findLast(({ batch }) => batch.firstLeaf <= index);
    if (held === undefined) throw new Error(`Credential ${index} is not anchored.`);
    const position = Number(index - held.batch.firstLeaf);
    const credit = held.credits[position];
    if (credit === undefined) throw new Error(`Credential ${index} is not anchored.`);
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
    expect(CHECK_REASONS[answer], `${mutation} of credential ${position} in batch ${number} of issuer ${issuer.id}`).toBe(expected);
    return expected;
  }

  reasonOf({ credit, batch, position, path, logPath }: Input, now: bigint): CheckReason {
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
    const state = issuer.states.get(batch.batch) ?? (issuer.frozen.has(batch.batch) ? 'BatchFrozen' : null);
    if (state !== null) return state;
    if (issuer.revoked.has(batch.firstLeaf + position)) return 'Revoked';
    if (issuer.superseded.has(batch.firstLeaf + position)) return 'Superseded';
    if (issuer.held.has(batch.firstLeaf + position)) return 'Suspended';
    return now >= credit.expiry ? 'Expired' : 'Ok';
  }
}

/** Up to eight neighbouring credentials of the issuer, by words of the bitmap. */
function runOf({ total }: Issuer, place: number): { words: bigint[]; bits: bigint[]; indexes: bigint[] } {
  const first = total === 0n ? 0n : BigInt(place) % total;
  const indexes = Array.from({ length: 1 + (place % 8) }, (_, at) => first + BigInt(at)).filter((index) => index < total);
  const masks = new Map<bigint, bigint>();
  for (const index of indexes) {
    const { word, bit } = revocationPlace(index);
    masks.set(word, (masks.get(word) ?? 0n) | (1n << bit));
  }
  return { words: [...masks.keys()], bits: [...masks.values()], indexes };
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
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('anchor' as const),
      pick,
      count: fc.integer({ min: 1, max: 9 }),
      seed: fc.nat(),
      way: fc.constantFrom('anchor', 'relay', 'supersede'),
      place: fc.nat(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('hold' as const), pick, place: fc.nat(), isHeld: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('mark' as const),
      pick,
      place: fc.nat(),
      mark: fc.constantFrom('freeze', 'thaw', 'revoke'),
    }),
  },
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

async function take(world: World, step: Step): Promise<CheckReason | null> {
  switch (step.act) {
    case 'anchor':
      await world.anchor(step.pick, step);
      return null;
    case 'hold':
      return world.hold(step.pick, step.place, step.isHeld);
    case 'mark':
      return world.markBatches(step.pick, step.place, step.mark);
    case 'revoke':
      return world.revoke(step.pick, step.place);
    case 'toggle':
      await world.toggle(step.pick);
      return null;
    case 'pass':
      await world.pass(step.seconds);
      return null;
    case 'probe':
      return world.probe(step.pick, step.place, step.mutation);
  }
}

test('contract and backend agree on every root, leaf, peak and answer', async () => {
  const answers = new Map<CheckReason, number>();
  const history = fc.array(Step, { minLength: 60, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const chain = await openInProcessLedger();
      try {
        const world = new World(chain);
        await world.register(true);
        await world.register(false);
        for (const step of steps) {
          const reason = await take(world, step);
          if (reason !== null) answers.set(reason, (answers.get(reason) ?? 0) + 1);
        }
      } finally {
        await chain.close();
      }
    }),
    { numRuns: WORLDS, seed: SEED, endOnFailure: true },
  );
  // A campaign that never met an answer would say nothing about it.
  expect([...answers.keys()].sort()).toEqual([...CHECK_REASONS].sort());
});
