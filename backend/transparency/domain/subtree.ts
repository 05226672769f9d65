import { assertInvariant } from '../../kernel/errors.ts';
import { keccakRecords } from '../../kernel/keccak.ts';
import { PREFIX } from '../../attestation/domain/merkle-tree.ts';

/**
 * Root of the RFC 9162 tree over `hashes`, 32 bytes each; an odd node is promoted. Works level by level in one
 * buffer, so that a tile of 256 costs eight calls of the hash and no object.
 */
export function rangeRoot(hashes: Uint8Array): Uint8Array {
  assertInvariant(hashes.length > 0 && hashes.length % 32 === 0, 'A range has at least one hash of 32 bytes.');
  const nodes = new Uint8Array(hashes);
  for (let count = nodes.length / 32; count > 1; count = (count + 1) >> 1) {
    const pairs = count >> 1;
    const above = new Uint8Array(pairs * 32);
    keccakRecords(nodes.subarray(0, pairs * 64), 64, PREFIX.node, above);
    nodes.set(above);
    if (count % 2 === 1) nodes.copyWithin(pairs * 32, (count - 1) * 32, count * 32);
  }
  return nodes.subarray(0, 32);
}
