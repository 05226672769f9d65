import { openWasm, WASM_PAGE, type WasmMemory } from '../../../kernel/wasm.ts';
import { GAINS, LINKS, type ShapleyPlan, SIX, TREE } from './shapley-plan.ts';
import { SHAPLEY_WASM } from './shapley-wasm.ts';

/** In the place of a side where the row has left the path at a split above on the same input: the split decides nothing. */
export const NEITHER = 2;

/** Adds up the Shapley values of one row at a time; every kernel gives the same bits. */
export interface ShapleyKernel {
  /** By split: the side that the row takes, or neither. To be set before each row. */
  readonly sides: Uint8Array;
  /** Sums over the trees by input; they hold until the next row. */
  explain(): Float64Array;
}

/** Below so many splits an instance with a memory of its own costs more than it gains. */
const LEAST_SPLITS = 256;
const MOST_PAGES = 2 ** 16;

/** `width` is the number of inputs. */
export function openShapleyKernel(plan: ShapleyPlan, width: number): ShapleyKernel {
  const wasm = plan.links.length < LEAST_SPLITS * LINKS ? null : openWasmKernel(plan, width);
  return wasm ?? portableKernel(plan, width);
}

interface ShapleyExports {
  readonly memory: WasmMemory;
  explain(trees: number, count: number, ...places: number[]): void;
}

/** Null where there is no WebAssembly, or not enough of its memory. */
export function openWasmKernel({ trees, rules, slots, links, gains }: ShapleyPlan, width: number): ShapleyKernel | null {
  const splits = links.length / LINKS;
  const numbers = gains.length + rules.length + 3 * slots * SIX + width;
  const pages = Math.ceil((numbers * 8 + (links.length + trees.length) * 4 + splits) / WASM_PAGE);
  const exports = pages > MOST_PAGES ? null : openWasm<ShapleyExports>(SHAPLEY_WASM);
  if (exports === null) return null;
  const { memory } = exports;
  try {
    memory.grow(pages - memory.buffer.byteLength / WASM_PAGE);
  } catch {
    return null;
  }
  let end = 0;
  const take = <View extends { readonly byteLength: number }>(
    Kind: new (buffer: ArrayBuffer, at: number, length: number) => View,
    length: number,
  ) => {
    const view = new Kind(memory.buffer, end, length);
    end += view.byteLength;
    return view;
  };
  const ownGains = take(Float64Array, gains.length);
  const ownRules = take(Float64Array, rules.length);
  const above = take(Float64Array, slots * SIX);
  const without = take(Float64Array, slots * SIX);
  const below = take(Float64Array, slots * SIX);
  const values = take(Float64Array, width);
  const ownLinks = take(Int32Array, links.length);
  const ownTrees = take(Int32Array, trees.length);
  const sides = take(Uint8Array, splits);
  ownGains.set(gains);
  ownRules.set(rules);
  ownLinks.set(links);
  ownTrees.set(trees);
  const places = [ownLinks, ownGains, sides, ownRules, above, without, below, values].map(({ byteOffset }) => byteOffset);
  return {
    sides,
    explain: () => {
      values.fill(0);
      exports.explain(ownTrees.byteOffset, trees.length / TREE, ...places);
      return values;
    },
  };
}

/** Hands the products of one tree down, at six points. What goes to slot 0 is for no one. */
function goDown({ links, gains }: ShapleyPlan, sides: Uint8Array, { first, end, nodes, above, without }: Pass): void {
  for (let split = first; split < end; split++) {
    const own = (split - first + 1) * SIX;
    const link = split * LINKS;
    const side = sides[split] as number;
    const isOff = side === NEITHER;
    const taken = (links[isOff ? link : link + side] as number) * SIX;
    const other = (links[isOff ? link + 1 : link + 1 - side] as number) * SIX;
    const gain = gains[split * GAINS + side] as number;
    const before = gains[split * GAINS + 4] as number;
    for (let point = 0; point < SIX; point++) {
      let product = above[own + point] as number;
      if (isOff) {
        above[taken + point] = product;
        above[other + point] = product;
        continue;
      }
      const node = nodes[point] as number;
      if (links[link + 3] === 1) {
        const inverse = 1 / (1 + before * node);
        product *= inverse;
        without[own + point] = inverse;
        above[own + point] = product;
      }
      const share = product * node;
      above[taken + point] = product + share * gain;
      above[other + point] = product - share;
    }
  }
}

/** Adds up the sums below and credits the inputs. The sum of slot 0 stays 0. */
function goUp(
  { links, gains }: ShapleyPlan,
  sides: Uint8Array,
  { first, end, nodes, above, without, below }: Pass,
  values: Float64Array,
): void {
  for (let split = end - 1; split >= first; split--) {
    const own = (split - first + 1) * SIX;
    const link = split * LINKS;
    const at = split * GAINS;
    const side = sides[split] as number;
    const taken = (links[side === NEITHER ? link : link + side] as number) * SIX;
    const other = (links[side === NEITHER ? link + 1 : link + 1 - side] as number) * SIX;
    if (side === NEITHER) {
      const leaves = (gains[at + 2] as number) + (gains[at + 3] as number);
      for (let point = 0; point < SIX; point++)
        below[own + point] = leaves + (below[taken + point] as number) + (below[other + point] as number);
      continue;
    }
    const gain = gains[at + side] as number;
    const takenLeaf = gains[at + 2 + side] as number;
    const otherLeaf = gains[at + 3 - side] as number;
    const before = gains[at + 4] as number;
    // Even and odd points apart, as a vector of two holds them.
    let even = 0;
    let odd = 0;
    for (let point = 0; point < SIX; point++) {
      const here = takenLeaf + (below[taken + point] as number);
      const there = otherLeaf + (below[other + point] as number);
      const both = here + there;
      let change = gain * here - there;
      let sum = both + change * (nodes[point] as number);
      if (links[link + 3] === 1) {
        // The split above credits these leaves as if this one were not there; that is taken back.
        const inverse = without[own + point] as number;
        change = (change - before * both) * inverse;
        sum *= inverse;
      }
      below[own + point] = sum;
      const credit = (above[own + point] as number) * change;
      if (point % 2 === 0) even += credit;
      else odd += credit;
    }
    const place = links[link + 2] as number;
    values[place] = (values[place] as number) + (even + odd);
  }
}

/** One tree at six points. */
interface Pass {
  readonly first: number;
  readonly end: number;
  readonly nodes: Float64Array;
  /** By slot and point: the product above, what takes the factor of the same input out of it, the sum below. */
  readonly above: Float64Array;
  readonly without: Float64Array;
  readonly below: Float64Array;
}

export function portableKernel(plan: ShapleyPlan, width: number): ShapleyKernel {
  const { trees, rules, slots, links } = plan;
  const sides = new Uint8Array(links.length / LINKS);
  const above = new Float64Array(slots * SIX);
  const without = new Float64Array(slots * SIX);
  const below = new Float64Array(slots * SIX);
  const values = new Float64Array(width);
  return {
    sides,
    explain: () => {
      values.fill(0);
      for (let tree = 0; tree < trees.length; tree += TREE) {
        const [first = 0, end = 0, start = 0, sixes = 0] = trees.subarray(tree, tree + TREE);
        for (let six = 0; six < sixes; six++) {
          const at = start + six * 2 * SIX;
          const pass = { first, end, nodes: rules.subarray(at, at + SIX), above, without, below };
          above.set(rules.subarray(at + SIX, at + 2 * SIX), SIX);
          goDown(plan, sides, pass);
          goUp(plan, sides, pass, values);
        }
      }
      return values;
    },
  };
}
