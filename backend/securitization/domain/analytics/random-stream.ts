import { normalQuantile } from './normal-distribution.ts';

/**
 * Uniform numbers by counter: the same seed, path and draw give the same number in any order and on any machine. Philox 2x32 with ten
 * rounds (Salmon and others, 2011), keyed by the seed, counting draws in one word and paths in the other.
 */
export class RandomStream {
  readonly #key: number;
  readonly #path: number;
  #draw = 0;

  /** @param seed - and `path`: 32-bit whole numbers */
  constructor(seed: number, path: number) {
    this.#key = seed >>> 0;
    this.#path = path >>> 0;
  }

  /** The next uniform number, strictly between 0 and 1, in steps of 2^-32. */
  uniform(): number {
    const value = philox(this.#draw, this.#path, this.#key);
    this.#draw += 1;
    return (value + 0.5) / 4294967296;
  }

  /** The next standard normal number, by inversion. */
  normal(): number {
    return normalQuantile(this.uniform());
  }
}

const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/** First word of Philox 2x32-10 at counter (low, high). */
export function philox(low: number, high: number, seed: number): number {
  let left = low >>> 0;
  let right = high >>> 0;
  let key = seed >>> 0;
  for (let round = 0; round < 10; round++) {
    const product = Math.imul(left, MULTIPLIER) >>> 0;
    const carry = multiplyHigh(left, MULTIPLIER);
    left = (carry ^ key ^ right) >>> 0;
    right = product;
    key = (key + WEYL) >>> 0;
  }
  return left;
}

/** Upper 32 bits of the product of two 32-bit whole numbers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + Math.floor(middle / 65536) + (cross >>> 16)) >>> 0;
}
