import { type AnchoredBatch, batchLeaf, type LedgerPlace } from '../../attestation/domain/batch-leaf.ts';
import { concatBytes, uintBytes } from '../../attestation/domain/words.ts';
import { address, fromHex, type Hash32, hash32, toHex } from '../../kernel/hex.ts';

/** What the leaf of a batch in its issuer's log is the hash of. */
export interface BatchEntry {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly anchored: AnchoredBatch;
}

const ENTRY_BYTES = 184;

/** The bytes that the contract hashes behind 00 into the leaf of the log. */
export function encodeEntry({ place, issuer, anchored }: BatchEntry): Uint8Array {
  return concatBytes(
    uintBytes(place.chainId, 32),
    fromHex(place.ledger),
    uintBytes(issuer, 4),
    uintBytes(anchored.batch, 8),
    fromHex(anchored.root),
    uintBytes(anchored.leaves, 8),
    uintBytes(anchored.firstLeaf, 8),
    fromHex(anchored.model),
    fromHex(anchored.stateRoot),
    uintBytes(anchored.time, 8),
  );
}

/** Null when `bytes` are not an entry. */
export function decodeEntry(bytes: Uint8Array): BatchEntry | null {
  if (bytes.length !== ENTRY_BYTES) return null;
  let at = 0;
  const take = (size: number) => bytes.subarray(at, (at += size));
  const uint = (size: number) => BigInt(toHex(take(size)));
  const chainId = uint(32);
  if (chainId > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const place = { chainId: Number(chainId), ledger: address(toHex(take(20))) };
  const issuer = Number(uint(4));
  const batch = uint(8);
  const root = hash32(toHex(take(32)));
  const [leaves, firstLeaf] = [uint(8), uint(8)];
  const [model, stateRoot] = [hash32(toHex(take(32))), hash32(toHex(take(32)))];
  return { place, issuer, anchored: { batch, root, leaves, firstLeaf, model, stateRoot, time: uint(8) } };
}

/** Leaf of the log that the entry stands for. */
export function entryLeaf({ place, issuer, anchored }: BatchEntry): Hash32 {
  return batchLeaf(place, issuer, anchored);
}

/** Entries one after the other, each behind its length in two bytes (C2SP tlog-tiles, "entry bundle"). */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...entries.flatMap((entry) => [uintBytes(entry.length, 2), entry]));
}

/** Null when `bytes` are not whole entries. */
export function decodeBundle(bytes: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const high = bytes[at];
    const low = bytes[at + 1];
    if (high === undefined || low === undefined) return null;
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) return null;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
