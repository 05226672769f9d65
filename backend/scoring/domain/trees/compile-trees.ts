import type { DocumentNode, TreeModelDocument } from './tree-document.ts';

/** All trees of a model in flat arrays, for walking. */
export interface CompiledTrees {
  /** First node of each tree; one more entry ends the last. */
  readonly roots: Int32Array;
  /** Input of a split, -1 at a leaf. */
  readonly input: Int32Array;
  /** NaN at a subset. */
  readonly below: Float64Array;
  /** First of the eight words of a subset of level places, -1 for a cut. */
  readonly subset: Int32Array;
  readonly words: Uint32Array;
  readonly right: Int32Array;
  /** 1: missing goes left, that is to the next node. */
  readonly missingLeft: Uint8Array;
  readonly value: Float64Array;
  /** Weight of the training rows that came by: of a split, the sum of both sides. */
  readonly cover: Float64Array;
}

const WORDS = 8;

interface Growing {
  readonly trees: CompiledTrees;
  readonly words: number[];
}

function placeNode({ trees, words }: Growing, node: DocumentNode, at: number): void {
  trees.input[at] = -1;
  if ('value' in node) {
    trees.value[at] = node.value;
    trees.cover[at] = node.cover;
    return;
  }
  trees.input[at] = node.input;
  trees.missingLeft[at] = node.missing === 'left' ? 1 : 0;
  trees.subset[at] = -1;
  if ('below' in node) trees.below[at] = node.below ?? Number.POSITIVE_INFINITY;
  else {
    const start = words.length;
    trees.below[at] = Number.NaN;
    trees.subset[at] = start;
    for (let word = 0; word < WORDS; word++) words.push(0);
    for (const level of node.levels) words[start + (level >> 5)] = (words[start + (level >> 5)] as number) | (1 << (level & 31));
  }
}

/** Lays the trees of a valid document out for walking. */
export function compileTrees(document: Pick<TreeModelDocument, 'trees'>): CompiledTrees {
  const count = document.trees.reduce((sum, tree) => sum + tree.length, 0);
  const words: number[] = [];
  const trees = {
    roots: new Int32Array(document.trees.length + 1),
    input: new Int32Array(count),
    below: new Float64Array(count),
    subset: new Int32Array(count),
    words: new Uint32Array(),
    right: new Int32Array(count),
    missingLeft: new Uint8Array(count),
    value: new Float64Array(count),
    cover: new Float64Array(count),
  };
  let at = 0;
  document.trees.forEach((tree, place) => {
    trees.roots[place] = at;
    const waiting: number[] = [];
    for (const node of tree) {
      placeNode({ trees, words }, node, at);
      if ('value' in node) {
        const parent = waiting.pop();
        if (parent !== undefined) trees.right[parent] = at + 1;
      } else waiting.push(at);
      at++;
    }
  });
  trees.roots[document.trees.length] = at;
  for (let node = count - 1; node >= 0; node--)
    if ((trees.input[node] as number) >= 0)
      trees.cover[node] = (trees.cover[node + 1] as number) + (trees.cover[trees.right[node] as number] as number);
  return { ...trees, words: Uint32Array.from(words) };
}

/** Does `value`, a number or the place of a level, go left at `node`? NaN is missing. */
export function goesLeft(trees: CompiledTrees, node: number, value: number): boolean {
  if (Number.isNaN(value)) return trees.missingLeft[node] === 1;
  const subset = trees.subset[node] as number;
  if (subset < 0) return value < (trees.below[node] as number);
  return (((trees.words[subset + (value >> 5)] as number) >>> (value & 31)) & 1) === 1;
}

/** Adds the leaf values of every tree to `sums`; `cells` holds `width` values for each row. */
export function addLeafValues(trees: CompiledTrees, cells: Float64Array, width: number, sums: Float64Array): void {
  const { roots, input, below, right, value } = trees;
  for (let tree = 0; tree + 1 < roots.length; tree++) {
    const root = roots[tree] as number;
    for (let row = 0; row < sums.length; row++) {
      let node = root;
      for (let column = input[node] as number; column >= 0; column = input[node] as number) {
        const cell = cells[row * width + column] as number;
        const cut = below[node] as number;
        // A missing cell and a subset compare false both times; they are rare.
        if (cell < cut) node++;
        else if (cell >= cut) node = right[node] as number;
        else node = goesLeft(trees, node, cell) ? node + 1 : (right[node] as number);
      }
      sums[row] = (sums[row] as number) + (value[node] as number);
    }
  }
}
