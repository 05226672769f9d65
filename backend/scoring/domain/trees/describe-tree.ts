import type { GrownNode, GrownSplit } from './grow-tree.ts';
import type { BinnedColumn } from './training-matrix.ts';
import type { DocumentNode, DocumentTree, TreeInput } from './tree-document.ts';

const SIGNIFICANT_DIGITS = 9;
const FIRST_LONGER = 10 ** SIGNIFICANT_DIGITS;

/** Rounded to nine digits: shorter files, and rounding keeps the order that monotone columns ask for. */
export function settled(value: number): number {
  // Whole numbers of so few digits stay as they are, and are common among weights.
  if (value % 1 === 0 && Math.abs(value) < FIRST_LONGER) return value + 0;
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/** The inputs of a model that was trained on `columns`. */
export function describeInputs(columns: readonly BinnedColumn[]): TreeInput[] {
  return columns.map(({ name, kind, levels }) => (kind === 'numeric' ? { name, kind } : { name, kind, levels }));
}

function describeSplit(split: GrownSplit, column: BinnedColumn): DocumentNode {
  const input = split.column;
  const missing = split.left[column.valueBins] === 1 ? 'left' : 'right';
  if (column.kind === 'numeric') return { below: column.cuts[split.bin] ?? null, input, missing };
  const levels = Array.from({ length: column.valueBins }, (_, bin) => bin).filter((bin) => split.left[bin] === 1);
  return { input, levels, missing };
}

/**
 * A grown tree as data, members in the order of canonical JSON, which is then written without a copy; `coverOf` gives the weight of a leaf's rows,
 * `valueOf` what a leaf is worth.
 */
export function describeTree(
  root: GrownNode,
  columns: readonly BinnedColumn[],
  measures: { readonly coverOf: (node: GrownNode) => number; readonly valueOf: (node: GrownNode) => number },
): DocumentTree {
  const nodes: DocumentNode[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.split === null) nodes.push({ cover: measures.coverOf(node), value: measures.valueOf(node) });
    else {
      nodes.push(describeSplit(node.split, columns[node.split.column] as BinnedColumn));
      pending.push(node.split.upper, node.split.lower);
    }
  }
  return nodes;
}
