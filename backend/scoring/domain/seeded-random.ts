/** Multiplier and increment of the linear congruential generator of Numerical Recipes. */
const MULTIPLIER = 1_664_525;
const INCREMENT = 1_013_904_223;
const MODULUS = 2 ** 32;

/** Repeatable numbers in [0, 1): the same `seed` gives the same sequence on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, MULTIPLIER) + INCREMENT) >>> 0;
    return state / MODULUS;
  };
}

/** Shuffles `values` in place by Fisher and Yates. */
export function shuffle<T extends { [index: number]: number; readonly length: number }>(values: T, random: () => number): T {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = values[last] as number;
    values[last] = values[other] as number;
    values[other] = held;
  }
  return values;
}
