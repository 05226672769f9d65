import { batchLeaf } from '../../../../backend/attestation/domain/batch-leaf.ts';
import { logTree } from '../../../../backend/attestation/domain/merkle-log.ts';
import { MerkleTree, rootOfPath } from '../../../../backend/attestation/domain/merkle-tree.ts';
import { utf8 } from '../../../../backend/attestation/domain/words.ts';
import { canonicalJson, type Json } from '../../../../backend/kernel/canonical-json.ts';
import { address, fromHex, hash32, toHex } from '../../../../backend/kernel/hex.ts';
import { keccakHex } from '../../../../backend/kernel/keccak.ts';
import type { Recompute } from '../../../../backend/platform/http/schemas.ts';

export interface Recomputed {
  value: string;
  expected: string;
  matches: boolean;
  milliseconds: number;
}

/** Computes a figure again from its inputs with the code that the verifier uses; asks nobody. */
export function recompute(task: Recompute): Recomputed {
  const started = performance.now();
  const value = compute(task);
  return { value, expected: task.expected, matches: value === task.expected, milliseconds: performance.now() - started };
}

/** How many inputs the computation takes. */
export function inputCount(task: Recompute): number {
  switch (task.kind) {
    case 'merkleRoot':
    case 'logRoot':
      return task.leaves.length;
    case 'inclusion':
      return task.path.length + 1;
    case 'sum':
      return task.terms.length;
    case 'batchLeaf':
    case 'document':
      return 1;
  }
}

function compute(task: Recompute): string {
  switch (task.kind) {
    case 'merkleRoot':
      return toHex(new MerkleTree(flat(task.leaves)).root);
    case 'logRoot':
      return toHex(logTree(task.leaves.map((leaf) => fromHex(leaf))).root);
    case 'batchLeaf':
      return batchLeaf({ chainId: task.chainId, ledger: address(task.ledger) }, task.issuer, {
        batch: BigInt(task.batch),
        root: hash32(task.root),
        leaves: BigInt(task.leaves),
        firstLeaf: BigInt(task.firstLeaf),
        model: hash32(task.model),
        stateRoot: hash32(task.stateRoot),
        time: BigInt(task.time),
      });
    case 'inclusion': {
      const path = task.path.map((hash) => fromHex(hash));
      const root = rootOfPath(fromHex(task.leaf), BigInt(task.index), BigInt(task.size), path);
      return root === null ? 'no root' : toHex(root);
    }
    case 'document':
      // The document came out of JSON.parse, so it holds nothing that JSON does not.
      return keccakHex(utf8(canonicalJson(task.document as Json)));
    case 'sum':
      return String(task.terms.reduce((sum, term) => sum + BigInt(term.value), 0n));
  }
}

function flat(hashes: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * 32);
  hashes.forEach((hash, place) => {
    bytes.set(fromHex(hash), place * 32);
  });
  return bytes;
}
