import type { CellValue, Column } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';

/** `left` is where a test holds. */
export type Side = 'left' | 'right';

/** A question about one attribute; what has no answer goes to the side that `missing` names. */
export type SegmentTest =
  /** Whether a number is below `cut`; `specials` are codes, which count as missing. */
  | {
      readonly kind: 'below';
      readonly attribute: string;
      readonly cut: number;
      readonly specials: readonly number[];
      readonly missing: Side;
    }
  /** Whether a category is one of `levels`; a level that nobody named is not. */
  | { readonly kind: 'among'; readonly attribute: string; readonly levels: readonly string[]; readonly missing: Side };

/** Tests that lead every row to exactly one leaf. */
export type SegmentTree<Leaf> =
  | { readonly leaf: Leaf }
  | { readonly test: SegmentTest; readonly left: SegmentTree<Leaf>; readonly right: SegmentTree<Leaf> };

/** One step on the way to a leaf. */
export interface Condition {
  readonly test: SegmentTest;
  readonly side: Side;
}

/** Works a tree out from its leaves up. */
export function foldTree<Leaf, Result>(
  tree: SegmentTree<Leaf>,
  onLeaf: (leaf: Leaf) => Result,
  onTest: (test: SegmentTest, left: Result, right: Result) => Result,
): Result {
  if ('leaf' in tree) return onLeaf(tree.leaf);
  return onTest(tree.test, foldTree(tree.left, onLeaf, onTest), foldTree(tree.right, onLeaf, onTest));
}

/** The leaves from left to right, each with the conditions that lead to it. */
export function leavesOf<Leaf>(tree: SegmentTree<Leaf>): { readonly leaf: Leaf; readonly path: readonly Condition[] }[] {
  if ('leaf' in tree) return [{ leaf: tree.leaf, path: [] }];
  const under = (side: Side) => leavesOf(tree[side]).map(({ leaf, path }) => ({ leaf, path: [{ test: tree.test, side }, ...path] }));
  return [...under('left'), ...under('right')];
}

/** The same tests with other leaves; `at` counts the leaves from left to right. */
export function mapLeaves<From, To>(tree: SegmentTree<From>, change: (leaf: From, at: number) => To): SegmentTree<To> {
  let at = 0;
  return foldTree<From, SegmentTree<To>>(
    tree,
    (leaf) => ({ leaf: change(leaf, at++) }),
    (test, left, right) => ({ test, left, right }),
  );
}

/** The tests from the root on, each before those under it. */
export function testsOf<Leaf>(tree: SegmentTree<Leaf>): SegmentTest[] {
  return 'leaf' in tree ? [] : [tree.test, ...testsOf(tree.left), ...testsOf(tree.right)];
}

/** The side of one cell; null is missing. */
export function sideOf(test: SegmentTest, cell: CellValue): Side {
  if (cell === null) return test.missing;
  if (test.kind === 'among') return test.levels.includes(String(cell)) ? 'left' : 'right';
  const value = Number(cell);
  if (test.specials.includes(value)) return test.missing;
  return value < test.cut ? 'left' : 'right';
}

/** Whether the test holds, by row of its column. */
function sidesOf(test: SegmentTest, column: Column): (row: number) => boolean {
  const isLeft = (cell: CellValue) => sideOf(test, cell) === 'left';
  if (test.kind === 'among' && column.kind === 'categorical') {
    const sides = [null, ...column.levels].map(isLeft);
    return (row) => sides[(column.codes[row] as number) + 1] as boolean;
  }
  if (test.kind === 'below' && column.kind === 'numeric') {
    const { values } = column;
    return (row) => isLeft(Number.isNaN(values[row]) ? null : (values[row] as number));
  }
  const kind = test.kind === 'below' ? 'numbers' : 'text';
  throw new DomainError('column_kind_mismatch', 'unprocessable', `A test of segments takes ${kind} in column ${test.attribute}.`, {
    params: { column: test.attribute },
  });
}

/**
 * Place of the leaf of each row, counted from left to right.
 * @param columnOf - the column of an attribute; throws when there is none
 * @throws {@link DomainError} `column_kind_mismatch`
 */
export function assignLeaves<Leaf>(tree: SegmentTree<Leaf>, columnOf: (attribute: string) => Column, rows: number): Uint8Array {
  let leaves = 0;
  const placeOf = foldTree<Leaf, (row: number) => number>(
    tree,
    () => {
      const place = leaves++;
      return () => place;
    },
    (test, left, right) => {
      const holds = sidesOf(test, columnOf(test.attribute));
      return (row) => (holds(row) ? left(row) : right(row));
    },
  );
  const places = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) places[row] = placeOf(row);
  return places;
}

/** Rows of each leaf, in order. */
export function rowsByLeaf(places: Uint8Array, leaves: number): Int32Array[] {
  const counts = new Int32Array(leaves);
  for (const place of places) counts[place] = (counts[place] as number) + 1;
  const parts = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  places.forEach((place, row) => {
    const at = counts[place] as number;
    (parts[place] as Int32Array)[at] = row;
    counts[place] = at + 1;
  });
  return parts;
}
