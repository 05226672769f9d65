import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, type Hex, ZERO_HASH } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient, ChainHead } from '../platform/chain/chain-client.ts';
import { takesSignature } from '../platform/chain/contract-signature.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import {
  BATCH_STATES,
  type BatchState,
  type IssuerStatus,
  type KeyWindow,
  type LedgerFacts,
  type LedgerQuery,
  type LedgerReader,
  type StatusChange,
} from './domain/ledger-facts.ts';
import { LedgerHistory } from './ledger-history.ts';

export interface LedgerReaderOptions {
  readonly chain: ChainClient;
  readonly place: LedgerPlace;
  /** Block of the contract's deployment; events are read from there. */
  readonly firstBlock?: bigint;
  /** How old a head may be before it is asked for again. */
  readonly maxAgeMs?: number;
}

const MAX_AGE_MS = 250;
/** Answers kept for one head; beyond that the head is as good as new. */
const ANSWER_LIMIT = 20_000;

interface IssuerFacts {
  readonly statuses: readonly StatusChange[] | null;
  readonly keys: readonly KeyWindow[];
}

/** What `peek` and the superseded bits of one word say. */
interface Standing {
  readonly leaf: Hash32;
  readonly deadBits: bigint;
  readonly supersededBits: bigint;
  readonly heldBits: bigint;
  readonly batchState: BatchState;
}

const NO_STANDING: Standing = { leaf: ZERO_HASH, deadBits: 0n, supersededBits: 0n, heldBits: 0n, batchState: 'live' };

interface Snapshot {
  readonly head: ChainHead;
  readonly issuers: Map<number, Promise<IssuerFacts>>;
  readonly batches: Map<string, Promise<Standing>>;
}

/**
 * Reads the ledger from the chain itself. All answers of one moment are as of one head block and kept
 * until the head moves, so a thousand verifications a second cost the node a handful of calls.
 */
export function createLedgerReader(options: LedgerReaderOptions): LedgerReader {
  const { chain, place, firstBlock = 0n, maxAgeMs = MAX_AGE_MS } = options;
  const history = new LedgerHistory(chain, place, firstBlock);
  let snapshot: Snapshot | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Snapshot> | null = null;

  async function advance(): Promise<Snapshot> {
    const head = await chain.readHead();
    if (head.chainId !== place.chainId) throw wrongChain(head.chainId, place.chainId);
    if (snapshot === null || snapshot.head.hash !== head.hash || snapshot.batches.size > ANSWER_LIMIT) {
      await history.extend(head);
      snapshot = { head, issuers: new Map(), batches: new Map() };
    }
    askedAt = performance.now();
    return snapshot;
  }

  async function current(): Promise<Snapshot> {
    if (snapshot !== null && performance.now() - askedAt < maxAgeMs) return snapshot;
    asking ??= advance().finally(() => {
      asking = null;
    });
    return asking;
  }

  return {
    place,
    async read(query: LedgerQuery): Promise<LedgerFacts> {
      const at = await current();
      const issuer = await remember(at.issuers, query.issuer, () => readIssuer(options, at.head, history, query.issuer));
      const base = {
        source: 'chain',
        place,
        asOf: { number: at.head.number, hash: at.head.hash, time: at.head.timestamp },
        ...issuer,
      } as const;
      const { batch, word } = query;
      const { leaf, ...standing } =
        batch === null || word === null
          ? NO_STANDING
          : await remember(at.batches, `${query.issuer}:${batch}:${word}`, () => peek(options, at.head, query.issuer, batch, word));
      const event = batch === null ? null : history.anchorOf(query.issuer, batch);
      return {
        ...base,
        ...standing,
        // Issuers whose leaves are not stored are read from the event alone.
        batchLeaf: leaf === ZERO_HASH ? (event?.leaf ?? null) : leaf,
        anchored: event === null ? null : { transaction: event.transaction, block: event.block },
        newest: history.newestOf(query.issuer),
      };
    },
    async isValidSignature(signer, digest, signature) {
      const { head } = await current();
      return takesSignature(chain, signer, { digest, signature: signature as Hex }, head.number);
    },
  };
}

/** One question for all who ask at the same time; a refused question is asked again. */
function remember<K, V>(answers: Map<K, Promise<V>>, key: K, ask: () => Promise<V>): Promise<V> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}

async function peek(
  { chain, place }: LedgerReaderOptions,
  head: ChainHead,
  ...args: readonly [issuer: number, batch: bigint, word: bigint]
): Promise<Standing> {
  const view = { address: place.ledger, abi: creditLedgerAbi, at: head.number } as const;
  const [leaf, deadBits, heldBits, state] = await chain.readView({ ...view, functionName: 'peek', args });
  const [issuer, , word] = args;
  const supersededBits = deadBits === 0n ? 0n : await chain.readView({ ...view, functionName: 'supersededBits', args: [issuer, word] });
  return { leaf: hash32(leaf), deadBits, supersededBits, heldBits, batchState: BATCH_STATES[state] ?? 'frozen' };
}

async function readIssuer(
  { chain, place }: LedgerReaderOptions,
  head: ChainHead,
  history: LedgerHistory,
  issuer: number,
): Promise<IssuerFacts> {
  const view = { address: place.ledger, abi: creditLedgerAbi, at: head.number } as const;
  const [, , status] = await chain.readView({ ...view, functionName: 'issuerOf', args: [issuer] }).catch((error: unknown) => {
    if (isUnknownIssuer(error)) return [null, null, 0] as const;
    throw error;
  });
  if (status === 0) return { statuses: null, keys: [] };
  const changes = await chain.readView({ ...view, functionName: 'issuerStatusHistory', args: [issuer] });
  const keys: KeyWindow[] = [];
  for (const key of history.keysOf(issuer)) {
    const windows = await chain.readView({ ...view, functionName: 'keyWindows', args: [key] });
    for (const { from, until, roles } of windows) keys.push({ address: key, from: BigInt(from), until: BigInt(until), roles });
  }
  return { statuses: changes.map((change) => ({ since: BigInt(change.time), status: statusName(change.status) })), keys };
}

function statusName(status: number): IssuerStatus {
  return status === 1 ? 'active' : 'suspended';
}

function isUnknownIssuer(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'chain_reverted' && error.params.error === 'LedgerIssuerUnknown';
}

function wrongChain(actual: number, expected: number): DomainError {
  return new DomainError('chain_wrong_id', 'unavailable', `The chain node answers for chain ${actual}, not for chain ${expected}.`, {
    params: { actual, expected },
  });
}
