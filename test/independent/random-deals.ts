import { Random } from './waterfall/random.ts';
import { randomProgram } from './waterfall/random-program.ts';
import { randomTerms } from './waterfall/random-terms.ts';
import { writeImage } from './waterfall/write-image.ts';

export interface RandomDeal {
  /** Gives the same deal and the same reports again. */
  readonly seed: number;
  readonly image: Uint8Array;
  /** For the reports. */
  readonly random: Random;
}

/** A deal that is valid under the rule, and otherwise anything from a usual one to none that anybody would sign. */
export function randomDeal(seed: number): RandomDeal {
  const random = new Random(seed);
  const terms = randomTerms(random);
  return { seed, image: writeImage({ ...terms, steps: randomProgram(random, terms) }), random };
}
