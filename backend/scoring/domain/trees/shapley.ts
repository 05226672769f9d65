import { type CompiledTrees, goesLeft } from './compile-trees.ts';

/**
 * Shapley values of the outputs of trees by TreeSHAP, path-dependent (Lundberg, Erion, Lee 2018, algorithm 2): an
 * input that a coalition lacks follows both ways, in shares of their covers. Time O(trees x leaves x depth^2) a row.
 *
 * A path holds each input once, with the share of coalitions without it (`zero`) and with it (`one`, 0 or 1) that
 * come by; `weight[i]` sums over coalitions of i of them. Each depth has a stretch of its own in the arrays.
 */
class TreeWalk {
  readonly #trees: CompiledTrees;
  readonly #stretch: number;
  readonly #input: Int32Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #weight: Float64Array;
  #cells: Float64Array = new Float64Array();
  #values: Float64Array = new Float64Array();

  constructor(trees: CompiledTrees) {
    this.#trees = trees;
    this.#stretch = trees.deepest + 2;
    const room = this.#stretch * this.#stretch;
    this.#input = new Int32Array(room);
    this.#zero = new Float64Array(room);
    this.#one = new Float64Array(room);
    this.#weight = new Float64Array(room);
  }

  explain(cells: Float64Array, values: Float64Array): void {
    this.#cells = cells;
    this.#values = values;
    const { roots, input } = this.#trees;
    for (let tree = 0; tree + 1 < roots.length; tree++) {
      const root = roots[tree] as number;
      if ((input[root] as number) < 0) continue;
      this.#extend(0, 0, { zero: 1, one: 1, input: -1 });
      this.#visit(root, 0, 0);
    }
  }

  /** `level` counts nodes from the root, `last` the inputs on the path. */
  #visit(node: number, level: number, last: number): void {
    const { input, right, cover } = this.#trees;
    const start = level * this.#stretch;
    const column = input[node] as number;
    if (column < 0) {
      this.#credit(this.#trees.value[node] as number, start, last);
      return;
    }
    const other = right[node] as number;
    const left = goesLeft(this.#trees, node, this.#cells[column] as number);
    let zero = 1;
    let one = 1;
    let length = last;
    let before = 1;
    while (before <= last && this.#input[start + before] !== column) before++;
    if (before <= last) {
      zero = this.#zero[start + before] as number;
      one = this.#one[start + before] as number;
      this.#unwind(start, last, before);
      length--;
    }
    const share = zero / (cover[node] as number);
    this.#descend(start, length, { zero: share * (cover[node + 1] as number), one: left ? one : 0, input: column });
    this.#visit(node + 1, level + 1, length + 1);
    this.#descend(start, length, { zero: share * (cover[other] as number), one: left ? 0 : one, input: column });
    this.#visit(other, level + 1, length + 1);
  }

  /** Copies the path to the stretch of the next level and puts one more input on it. */
  #descend(start: number, length: number, next: { readonly zero: number; readonly one: number; readonly input: number }): void {
    const below = start + this.#stretch;
    for (let place = 0; place <= length; place++) {
      this.#input[below + place] = this.#input[start + place] as number;
      this.#zero[below + place] = this.#zero[start + place] as number;
      this.#one[below + place] = this.#one[start + place] as number;
      this.#weight[below + place] = this.#weight[start + place] as number;
    }
    this.#extend(below, length + 1, next);
  }

  #extend(
    start: number,
    last: number,
    { zero, one, input }: { readonly zero: number; readonly one: number; readonly input: number },
  ): void {
    const weight = this.#weight;
    this.#input[start + last] = input;
    this.#zero[start + last] = zero;
    this.#one[start + last] = one;
    weight[start + last] = last === 0 ? 1 : 0;
    for (let place = last - 1; place >= 0; place--) {
      const at = start + place;
      const passed = (weight[at] as number) / (last + 1);
      weight[at + 1] = (weight[at + 1] as number) + one * passed * (place + 1);
      weight[at] = zero * passed * (last - place);
    }
  }

  /** Takes one input off the path, as if it had never been put on. */
  #unwind(start: number, last: number, index: number): void {
    const weight = this.#weight;
    const zero = this.#zero[start + index] as number;
    const one = this.#one[start + index] as number;
    let next = weight[start + last] as number;
    for (let place = last - 1; place >= 0; place--) {
      const at = start + place;
      const held = weight[at] as number;
      if (one === 0) weight[at] = (held * (last + 1)) / (zero * (last - place));
      else {
        weight[at] = (next * (last + 1)) / ((place + 1) * one);
        next = held - ((weight[at] as number) * zero * (last - place)) / (last + 1);
      }
    }
    for (let place = index; place < last; place++) {
      const at = start + place;
      this.#input[at] = this.#input[at + 1] as number;
      this.#zero[at] = this.#zero[at + 1] as number;
      this.#one[at] = this.#one[at + 1] as number;
    }
  }

  /** Credits each input on the path with its part in reaching the leaf. */
  #credit(value: number, start: number, last: number): void {
    const weight = this.#weight;
    for (let index = 1; index <= last; index++) {
      const zero = this.#zero[start + index] as number;
      const one = this.#one[start + index] as number;
      let total = 0;
      if (one === 0) for (let place = last - 1; place >= 0; place--) total += (weight[start + place] as number) / (zero * (last - place));
      else {
        let next = weight[start + last] as number;
        for (let place = last - 1; place >= 0; place--) {
          const part = next / (place + 1);
          total += part;
          next = (weight[start + place] as number) - part * zero * (last - place);
        }
      }
      const column = this.#input[start + index] as number;
      this.#values[column] = (this.#values[column] as number) + total * (last + 1) * (one - zero) * value;
    }
  }
}

/** Adds the Shapley values of each row of `cells`, `width` wide, to the same places of `values`. */
export function explainCells(trees: CompiledTrees, cells: Float64Array, width: number, values: Float64Array): void {
  const walk = new TreeWalk(trees);
  for (let start = 0; start < cells.length; start += width)
    walk.explain(cells.subarray(start, start + width), values.subarray(start, start + width));
}
