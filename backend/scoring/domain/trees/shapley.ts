import type { CompiledTrees } from './compile-trees.ts';
import { NEITHER, openShapleyKernel, type ShapleyKernel } from './shapley-kernel.ts';
import { CUT, planShapley, REPEAT, type ShapleyPlan, SUBSET } from './shapley-plan.ts';

/** Sides that a row takes. Kind by kind, since a processor guesses badly which kind comes next. */
export function setSides(sides: Uint8Array, { cuts, below, subsets, repeats }: ShapleyPlan, words: Uint32Array, cells: Float64Array): void {
  for (let cut = 0, at = 0; cut < below.length; cut++, at += CUT) {
    const cell = cells[cuts[at + 1] as number] as number;
    sides[cuts[at] as number] = Number.isNaN(cell) ? (cuts[at + 2] as number) : cell < (below[cut] as number) ? 0 : 1;
  }
  for (let at = 0; at < subsets.length; at += SUBSET) {
    const cell = cells[subsets[at + 1] as number] as number;
    const word = words[(subsets[at + 3] as number) + (cell >> 5)] as number;
    sides[subsets[at] as number] = Number.isNaN(cell) ? (subsets[at + 2] as number) : 1 - ((word >>> (cell & 31)) & 1);
  }
  for (let at = 0; at < repeats.length; at += REPEAT)
    if (sides[repeats[at + 1] as number] !== repeats[at + 2]) sides[repeats[at] as number] = NEITHER;
}

/**
 * Exact Shapley values of the outputs of trees, path-dependent as in TreeSHAP (Lundberg, Erion, Lee 2018): an input that a coalition lacks
 * follows both ways, in shares of their covers.
 *
 * A leaf is a product game: each input of its path that joins the coalition multiplies what the leaf adds by 1 + gain, where gain is -1 if
 * the row goes another way. So the value of input j is the integral over t from 0 to 1 of worth x gain_j x the product over the others of
 * 1 + t gain (Owen 1972), a polynomial that Gauss and Legendre's rule takes exactly with half as many points as there are inputs. All
 * leaves go together: down the tree each split is handed the product of the path above it at each point, and up it hands on the sum over
 * its leaves of worth x product below it. All factors are above 0, so that a split on an input that stood above can take the factor of
 * that one out again without loss. Time O(splits x inputs of a path) a row.
 */
export class TreeExplainer {
  readonly #plan: ShapleyPlan;
  readonly #words: Uint32Array;
  readonly #width: number;
  readonly #kernel: ShapleyKernel;

  /** `width` is the number of inputs. */
  constructor(trees: CompiledTrees, width: number) {
    this.#plan = planShapley(trees);
    this.#words = trees.words;
    this.#width = width;
    this.#kernel = openShapleyKernel(this.#plan, width);
  }

  /** Writes the Shapley values of each row of `cells` to the same places of `values`. */
  explain(cells: Float64Array, values: Float64Array): void {
    for (let start = 0; start < cells.length; start += this.#width) {
      setSides(this.#kernel.sides, this.#plan, this.#words, cells.subarray(start, start + this.#width));
      values.set(this.#kernel.explain(), start);
    }
  }
}
