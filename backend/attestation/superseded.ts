import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical-json.ts';

/** What one anchoring supersedes: bits of revocation words, and whole batches. */
export interface Superseded {
  readonly words: readonly bigint[];
  /** 256 bits for each of `words`. */
  readonly bits: readonly bigint[];
  readonly batches: readonly bigint[];
}

const Integers = z.array(z.string().transform(BigInt));
const Shape = z.object({ words: Integers, bits: Integers, batches: Integers });

/** How many bits of a word are set. */
export function countBits(word: bigint): number {
  return word.toString(2).match(/1/g)?.length ?? 0;
}

export function readSuperseded(json: string): Superseded {
  return Shape.parse(JSON.parse(json));
}

export function writeSuperseded({ words, bits, batches }: Superseded): string {
  return canonicalJson({ words: words.map(String), bits: bits.map(String), batches: batches.map(String) });
}
