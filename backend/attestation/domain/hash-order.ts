import { assertInvariant } from '../../kernel/errors.ts';

/**
 * Places of `hashes` (32 bytes each) in ascending order, as numbers of the records. Uniform hashes differ in their first
 * bits, so one native sort of numbers that carry these bits and the place does nearly all of the work.
 */
export function hashOrder(hashes: Uint8Array): Uint32Array {
  const count = hashes.length / 32;
  assertInvariant(Number.isInteger(count), 'Hashes have 32 bytes each.');
  const placeBits = Math.max(1, Math.ceil(Math.log2(Math.max(count, 2))));
  const span = 2 ** placeBits;
  // A double holds 53 bits exactly: the leading bits of the hash above, its place below.
  const headBits = Math.min(32, 53 - placeBits);
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = (view.getUint32(i * 32) >>> (32 - headBits)) * span + i;
  keys.sort();
  const order = Uint32Array.from(keys, (key) => key % span);
  for (let i = 1; i < count; i++) {
    for (let at = i; at > 0 && compareAt(hashes, order[at - 1] ?? 0, order[at] ?? 0) > 0; at--) {
      [order[at - 1], order[at]] = [order[at] ?? 0, order[at - 1] ?? 0];
    }
  }
  return order;
}

function compareAt(hashes: Uint8Array, left: number, right: number): number {
  for (let i = 0; i < 32; i++) {
    const difference = (hashes[left * 32 + i] ?? 0) - (hashes[right * 32 + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The records of `hashes` in the order `order`. */
export function arrangeHashes(hashes: Uint8Array, order: Uint32Array): Uint8Array {
  const arranged = new Uint8Array(hashes.length);
  order.forEach((from, to) => {
    arranged.set(hashes.subarray(from * 32, from * 32 + 32), to * 32);
  });
  return arranged;
}
