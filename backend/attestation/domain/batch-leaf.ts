import { type Address, fromHex, type Hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { PREFIX } from './merkle-tree.ts';
import { concatBytes, uintBytes } from './words.ts';

/** One deployment of the ledger contract. */
export interface LedgerPlace {
  readonly chainId: number;
  readonly ledger: Address;
}

/** What one anchor transaction commits to. */
export interface AnchoredBatch {
  readonly batch: bigint;
  readonly root: Hash32;
  readonly leaves: bigint;
  /** Number of credentials that the issuer anchored before this batch. */
  readonly firstLeaf: bigint;
  readonly model: Hash32;
  readonly stateRoot: Hash32;
  /** Block time of the anchoring, seconds. */
  readonly time: bigint;
}

/** Leaf of the issuer's log for `batch`, packed and hashed as the contract does it. */
export function batchLeaf(place: LedgerPlace, issuer: number, batch: AnchoredBatch): Hash32 {
  return keccakHex(
    concatBytes(
      Uint8Array.of(PREFIX.leaf),
      uintBytes(place.chainId, 32),
      fromHex(place.ledger),
      uintBytes(issuer, 4),
      uintBytes(batch.batch, 8),
      fromHex(batch.root),
      uintBytes(batch.leaves, 8),
      uintBytes(batch.firstLeaf, 8),
      fromHex(batch.model),
      fromHex(batch.stateRoot),
      uintBytes(batch.time, 8),
    ),
  );
}
