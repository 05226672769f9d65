import { InvariantError } from '../../../kernel/errors.ts';

/** Repeatable 32-bit numbers: the counter of Weyl through the finalizer of MurmurHash3. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

/**
 * 0 to `count - 1` in an order that follows from `seed` alone (Fisher and Yates; numbers that would favour a place are drawn again).
 * @throws {@link InvariantError} for a seed that is no whole number of 32 bits
 */
export function seededOrder(count: number, seed: number): Uint32Array {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) throw new InvariantError('A seed is a whole number of 32 bits.');
  const next = numbers(seed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let left = count; left > 1; left--) {
    const fair = 2 ** 32 - (2 ** 32 % left);
    let drawn = next();
    while (drawn >= fair) drawn = next();
    const at = drawn % left;
    const other = order[at] ?? 0;
    order[at] = order[left - 1] ?? 0;
    order[left - 1] = other;
  }
  return order;
}
