import type { Address, Hash32 } from '../../kernel/hex.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import type { CheckSource } from './check-list.ts';

/** Bits of a key's roles on the ledger. */
export const KEY_ROLE = { anchor: 1, revoke: 2, sign: 4 } as const;
/** `until` of a key without an end: the largest uint40. */
export const NO_END = 2n ** 40n - 1n;

/** A time span in which `address` may act for an issuer: `from` <= t < `until`. */
export interface KeyWindow {
  readonly address: Address;
  readonly from: bigint;
  readonly until: bigint;
  readonly roles: number;
}

export type IssuerStatus = 'active' | 'suspended';

export interface StatusChange {
  readonly since: bigint;
  readonly status: IssuerStatus;
}

export interface BlockPoint {
  readonly number: bigint;
  readonly hash: Hash32;
  readonly time: bigint;
}

export const BATCH_STATES = ['live', 'superseded', 'revoked', 'frozen'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export interface NewestBatch {
  readonly batch: bigint;
  readonly leaf: Hash32;
  /** Zero when the batch commits to no state. */
  readonly stateRoot: Hash32;
}

/** What the ledger says about one issuer, one batch and one word of revocation bits, all as of one block. */
export interface LedgerFacts {
  readonly source: Exclude<CheckSource, 'file'>;
  readonly place: LedgerPlace;
  readonly asOf: BlockPoint;
  /**
   * `log`: only the batches are vouched for, as by a cosigned checkpoint; what is said about issuer, keys, revocation and
   * batch states is not. Everything when left out.
   */
  readonly scope?: 'log';
  /** Changes of status, oldest first; null when the ledger has no such issuer. */
  readonly statuses: readonly StatusChange[] | null;
  /** All key windows that the issuer ever had. */
  readonly keys: readonly KeyWindow[];
  readonly batchLeaf: Hash32 | null;
  readonly anchored: { readonly transaction: Hash32; readonly block: bigint } | null;
  /** Revoked or superseded credentials of the word. */
  readonly deadBits: bigint;
  /** Which of the dead ones are superseded. */
  readonly supersededBits: bigint;
  /** Suspended credentials of the word. */
  readonly heldBits: bigint;
  readonly batchState: BatchState;
  /** The newest batch of the issuer; null while it has none. */
  readonly newest: NewestBatch | null;
}

export interface LedgerQuery {
  readonly issuer: number;
  /** Null when the credential is not anchored. */
  readonly batch: bigint | null;
  /** Number of the 256-bit word of revocation bits; null with `batch`. */
  readonly word: bigint | null;
}

/** Answers from the chain, from an index of it, or from a saved proof. */
export interface LedgerReader {
  readonly place: LedgerPlace;
  read(query: LedgerQuery): Promise<LedgerFacts>;
  /** Whether the contract `signer` takes `signature` for `digest` (ERC-1271); left out where nobody can be asked. */
  isValidSignature?(signer: Address, digest: Hash32, signature: string): Promise<boolean>;
}

/** Status at `time`; null before the issuer was registered. Of changes in one second the last counts. */
export function statusAt(statuses: readonly StatusChange[], time: bigint): IssuerStatus | null {
  return statuses.findLast((change) => change.since <= time)?.status ?? null;
}

/**
 * Whether the issuer was active in any part of the second `time`. The chain's clock is no finer than that: what an
 * active issuer anchored in the second of its suspension was anchored by an active issuer.
 */
export function wasActiveIn(statuses: readonly StatusChange[], time: bigint): boolean {
  return statusAt(statuses, time - 1n) === 'active' || statuses.some(({ since, status }) => since === time && status === 'active');
}

/** Whether `address` held `role` at `time`, or at any time when `time` is null. */
export function hasRole(keys: readonly KeyWindow[], address: Address, role: number, time: bigint | null): boolean {
  return keys.some(
    (key) => key.address === address && (key.roles & role) !== 0 && (time === null || (key.from <= time && time < key.until)),
  );
}

/** Word and bit of the credential with running number `index` of its issuer. */
export function revocationPlace(index: bigint): { readonly word: bigint; readonly bit: bigint } {
  return { word: index >> 8n, bit: index & 0xffn };
}
