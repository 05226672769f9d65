import { batchLeaf } from '../../../../backend/attestation/domain/batch-leaf.ts';
import { isConsistent } from '../../../../backend/attestation/domain/merkle-log.ts';
import { hashPair, rootOfPath } from '../../../../backend/attestation/domain/merkle-tree.ts';
import { address, fromHex, hash32, toHex } from '../../../../backend/kernel/hex.ts';
import type { ConsistencyProofView, InclusionProofView } from '../../../../backend/transparency/schemas.ts';

/** One hash that was computed here: what was given, on which side it stands, and what came out. */
export interface ProofStep {
  given: string;
  side: 'left' | 'right';
  /** The older tree as far as it is built; null in an inclusion proof and where this step adds nothing to it. */
  older: string | null;
  newer: string;
}
export interface Compared {
  what: 'leaf' | 'root' | 'olderRoot' | 'newerRoot';
  computed: string;
  expected: string;
}
export interface ProofTrace {
  start: string;
  steps: ProofStep[];
  compared: Compared[];
  holds: boolean;
}
interface Checkpoint {
  size: string;
  root: string;
}

/** Computes the leaf from what the batch committed to and walks up to the root of the checkpoint. */
export function traceInclusion(proof: InclusionProofView, checkpoint: Checkpoint): ProofTrace {
  const { commitment } = proof;
  const place = { chainId: commitment.chainId, ledger: address(commitment.ledger) };
  const leaf = batchLeaf(place, commitment.issuer, {
    batch: BigInt(commitment.batch),
    root: hash32(commitment.root),
    leaves: BigInt(commitment.leaves),
    firstLeaf: BigInt(commitment.firstLeaf),
    model: hash32(commitment.model),
    stateRoot: hash32(commitment.stateRoot),
    time: BigInt(commitment.time),
  });
  const path = proof.path.map((hash) => fromHex(hash));
  const index = BigInt(commitment.batch);
  const size = BigInt(checkpoint.size);
  const root = rootOfPath(fromHex(leaf), index, size, path);
  return {
    start: leaf,
    steps: climb(fromHex(leaf), index, size, path),
    compared: [
      { what: 'leaf', computed: leaf, expected: proof.leaf },
      { what: 'root', computed: root === null ? '' : toHex(root), expected: checkpoint.root },
    ],
    holds: leaf === proof.leaf && root !== null && toHex(root) === checkpoint.root,
  };
}

function climb(leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): ProofStep[] {
  const steps: ProofStep[] = [];
  const rest = [...path];
  let node = leaf;
  let place = index;
  for (let last = size - 1n; last > 0n; last >>= 1n) {
    const isRight = place % 2n === 1n;
    const sibling = isRight || place < last ? rest.shift() : undefined;
    if (sibling !== undefined) {
      node = isRight ? hashPair(sibling, node) : hashPair(node, sibling);
      steps.push({ given: toHex(sibling), side: isRight ? 'left' : 'right', older: null, newer: toHex(node) });
    }
    place >>= 1n;
  }
  return steps;
}

/** Builds the older and the newer root from the same hashes (RFC 9162, section 2.1.4.2). */
export function traceConsistency(proof: Pick<ConsistencyProofView, 'path'>, from: Checkpoint, to: Checkpoint): ProofTrace {
  const path = proof.path.map((hash) => fromHex(hash));
  const older = { size: BigInt(from.size), root: fromHex(from.root) };
  const newer = { size: BigInt(to.size), root: fromHex(to.root) };
  const { start, steps, oldNode, newNode } = growth(older.size, newer.size, [...(isPowerOfTwo(older.size) ? [older.root] : []), ...path]);
  return {
    start: toHex(start),
    steps,
    compared: [
      { what: 'olderRoot', computed: toHex(oldNode), expected: from.root },
      { what: 'newerRoot', computed: toHex(newNode), expected: to.root },
    ],
    holds: isConsistent(older, newer, path),
  };
}

const isPowerOfTwo = (size: bigint): boolean => (size & (size - 1n)) === 0n;

function growth(oldSize: bigint, newSize: bigint, [first = new Uint8Array(32), ...rest]: readonly Uint8Array[]) {
  const steps: ProofStep[] = [];
  let place = oldSize - 1n;
  let last = newSize - 1n;
  while (place % 2n === 1n) {
    place >>= 1n;
    last >>= 1n;
  }
  let oldNode = first;
  let newNode = first;
  for (const given of rest) {
    const isLeft = place % 2n === 1n || place === last;
    if (isLeft) oldNode = hashPair(given, oldNode);
    newNode = isLeft ? hashPair(given, newNode) : hashPair(newNode, given);
    steps.push({ given: toHex(given), side: isLeft ? 'left' : 'right', older: isLeft ? toHex(oldNode) : null, newer: toHex(newNode) });
    while (isLeft && place % 2n === 0n && place !== 0n) {
      place >>= 1n;
      last >>= 1n;
    }
    place >>= 1n;
    last >>= 1n;
  }
  return { start: first, steps, oldNode, newNode };
}
