import { gaussLegendre } from '../quadrature.ts';
import type { CompiledTrees } from './compile-trees.ts';

/** Places of a tree in `trees`: its first split, the split after its last, where its rule begins in `rules`, the sixes of the rule. */
export const TREE = 4;
/** Points that go together: a rule has a whole number of sixes. */
export const SIX = 6;
/** Places of a split in `links`: the slots on its left and on its right, its input, 1 when a split above is on the same input. */
export const LINKS = 4;
/** Places of a split in `gains`: gains of its left and of its right, worths of its left and of its right leaf, the gain above. */
export const GAINS = 5;
/** Places of a cut in `cuts`: the split, its input, the side of a missing cell. */
export const CUT = 3;
/** Places of a subset in `subsets`: as of a cut, then the first of its words. */
export const SUBSET = 4;
/** Places of a repeat in `repeats`: the split, the nearest split above on the same input, the side of that one that leads here. */
export const REPEAT = 3;

/**
 * What the Shapley values of trees need and no row changes. Splits count from 0 on through all trees, each behind those above it. Slots
 * are those of a tree: its splits from 1 on, 0 for any leaf. Sides are 0 left, 1 right.
 *
 * The gain of a side is 1 / share - 1, where share is that of the cover that follows the path at all its splits on the same input. The
 * worth of a leaf is its value times its share of the cover of the tree, 0 where the side is no leaf.
 */
export interface ShapleyPlan {
  readonly trees: Int32Array;
  /** Rules of quadrature, six nodes and their six weights in turn. A tree has half as many points as its longest path has inputs, or more. */
  readonly rules: Float64Array;
  /** Slots of the largest tree. */
  readonly slots: number;
  readonly links: Int32Array;
  readonly gains: Float64Array;
  readonly cuts: Int32Array;
  /** By cut: numbers below this go left. */
  readonly below: Float64Array;
  readonly subsets: Int32Array;
  /** Each behind the repeats above it. */
  readonly repeats: Int32Array;
}

class Planner {
  readonly #trees: CompiledTrees;
  /** By node: its split, the node that it is a side of, which side, the gain of that side, inputs on the path above. */
  readonly #split: Int32Array;
  readonly #parent: Int32Array;
  readonly #side: Uint8Array;
  readonly #gain: Float64Array;
  readonly #depth: Int32Array;
  readonly #links: Int32Array;
  readonly #gains: Float64Array;
  readonly #rules: number[] = [];
  readonly #ruleStarts = new Map<number, number>();
  readonly #cuts: number[] = [];
  readonly #below: number[] = [];
  readonly #subsets: number[] = [];
  readonly #repeats: number[] = [];

  constructor(trees: CompiledTrees) {
    const nodes = trees.input.length;
    this.#trees = trees;
    this.#split = new Int32Array(nodes);
    this.#parent = new Int32Array(nodes).fill(-1);
    this.#side = new Uint8Array(nodes);
    this.#gain = new Float64Array(nodes);
    this.#depth = new Int32Array(nodes);
    let splits = 0;
    for (let node = 0; node < nodes; node++) if ((trees.input[node] as number) >= 0) this.#split[node] = splits++;
    this.#links = new Int32Array(splits * LINKS);
    this.#gains = new Float64Array(splits * GAINS);
  }

  plan(): ShapleyPlan {
    const { roots, input } = this.#trees;
    const trees = new Int32Array((roots.length - 1) * TREE);
    let split = 0;
    let slots = 1;
    for (let tree = 0; tree + 1 < roots.length; tree++) {
      const root = roots[tree] as number;
      const first = split;
      let depth = 0;
      for (let node = root; node < (roots[tree + 1] as number); node++) {
        if ((input[node] as number) < 0) continue;
        depth = Math.max(depth, this.#addSplit(node, root));
        split++;
      }
      const sixes = Math.ceil(depth / (2 * SIX));
      trees.set([first, split, this.#ruleOf(sixes), sixes], tree * TREE);
      slots = Math.max(slots, 1 + split - first);
    }
    return {
      trees,
      rules: Float64Array.from(this.#rules),
      slots,
      links: this.#links,
      gains: this.#gains,
      cuts: Int32Array.from(this.#cuts),
      below: Float64Array.from(this.#below),
      subsets: Int32Array.from(this.#subsets),
      repeats: Int32Array.from(this.#repeats),
    };
  }

  /** @returns where the rule of so many points begins */
  #ruleOf(sixes: number): number {
    const known = this.#ruleStarts.get(sixes);
    if (known !== undefined) return known;
    const start = this.#rules.length;
    const { nodes, weights } = gaussLegendre(sixes * SIX);
    for (let point = 0; point < nodes.length; point += SIX)
      this.#rules.push(...nodes.subarray(point, point + SIX), ...weights.subarray(point, point + SIX));
    this.#ruleStarts.set(sixes, start);
    return start;
  }

  /** @returns the inputs on the path down to `node`, its own among them */
  #addSplit(node: number, root: number): number {
    const { input, right } = this.#trees;
    const split = this.#split[node] as number;
    const above = this.#sideAbove(node);
    const isRepeat = above >= 0;
    const before = isRepeat ? (this.#gain[above] as number) : 0;
    const depth = (this.#depth[node] as number) + (isRepeat ? 0 : 1);
    if (isRepeat) this.#repeats.push(split, this.#split[this.#parent[above] as number] as number, this.#side[above] as number);
    this.#addTest(node);
    this.#links[split * LINKS + 2] = input[node] as number;
    this.#links[split * LINKS + 3] = isRepeat ? 1 : 0;
    this.#gains[split * GAINS + 4] = before;
    this.#addSide({ node, root, side: 0, child: node + 1 }, before, depth);
    this.#addSide({ node, root, side: 1, child: right[node] as number }, before, depth);
    return depth;
  }

  /** @returns the side, as a node, that leads to `node` at the nearest split above on the same input; -1 when there is none */
  #sideAbove(node: number): number {
    const { input } = this.#trees;
    for (let side = node, above = this.#parent[node] as number; above >= 0; side = above, above = this.#parent[above] as number)
      if (input[above] === input[node]) return side;
    return -1;
  }

  #addTest(node: number): void {
    const { input, missingLeft, subset, below } = this.#trees;
    const test = [this.#split[node] as number, input[node] as number, missingLeft[node] === 1 ? 0 : 1];
    const words = subset[node] as number;
    if (words < 0) {
      this.#cuts.push(...test);
      this.#below.push(below[node] as number);
    } else this.#subsets.push(...test, words);
  }

  #addSide(
    { node, root, side, child }: { readonly node: number; readonly root: number; readonly side: number; readonly child: number },
    before: number,
    depth: number,
  ): void {
    const { input, cover, value } = this.#trees;
    const split = this.#split[node] as number;
    const gain = (1 + before) * ((cover[node] as number) / (cover[child] as number)) - 1;
    this.#parent[child] = node;
    this.#side[child] = side;
    this.#gain[child] = gain;
    this.#depth[child] = depth;
    this.#gains[split * GAINS + side] = gain;
    if ((input[child] as number) >= 0)
      this.#links[split * LINKS + side] = 1 + (this.#split[child] as number) - (this.#split[root] as number);
    else this.#gains[split * GAINS + 2 + side] = (value[child] as number) * ((cover[child] as number) / (cover[root] as number));
  }
}

/** Lays trees out for their Shapley values. Time O(splits x depth). */
export function planShapley(trees: CompiledTrees): ShapleyPlan {
  return new Planner(trees).plan();
}
