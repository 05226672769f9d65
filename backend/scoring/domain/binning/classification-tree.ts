import type { GroupTally } from './tally.ts';

export interface TreeLimits {
  readonly maxLeaves: number;
  readonly minLeafRows: number;
}

interface Node {
  readonly start: number;
  readonly end: number;
  /** First group of the right child of the best split. */
  readonly cut: number;
  /** Fall of the summed Gini impurity that the split brings; 0 when there is none. */
  readonly gain: number;
}

/** Smaller falls of impurity are noise of the arithmetic. */
const LEAST_GAIN = 1e-9;

function purity(goods: number, bads: number): number {
  return (goods * goods + bads * bads) / (goods + bads);
}

function bestSplit(tally: GroupTally, start: number, end: number, minLeafRows: number): Node {
  let goods = 0;
  let bads = 0;
  for (let group = start; group < end; group++) {
    goods += tally.goods[group] as number;
    bads += tally.bads[group] as number;
  }
  const before = purity(goods, bads);
  let leftGoods = 0;
  let leftBads = 0;
  let cut = -1;
  let best = before + LEAST_GAIN;
  for (let group = start; group < end - 1; group++) {
    leftGoods += tally.goods[group] as number;
    leftBads += tally.bads[group] as number;
    const rows = leftGoods + leftBads;
    if (rows < minLeafRows) continue;
    if (goods + bads - rows < minLeafRows) break;
    const after = purity(leftGoods, leftBads) + purity(goods - leftGoods, bads - leftBads);
    if (after > best) {
      best = after;
      cut = group + 1;
    }
  }
  return { start, end, cut, gain: cut < 0 ? 0 : best - before };
}

/**
 * Leaves of a classification tree over ordered groups, grown best split first by Gini impurity, as
 * scikit-learn grows it with `max_leaf_nodes` and `min_samples_leaf`.
 * @returns the first group of each leaf but the first, ascending
 */
export function growTree(tally: GroupTally, limits: TreeLimits): number[] {
  if (tally.goods.length === 0) return [];
  const leaves = [bestSplit(tally, 0, tally.goods.length, limits.minLeafRows)];
  const cuts: number[] = [];
  while (leaves.length < limits.maxLeaves) {
    const next = leaves.reduce((best, leaf) => (leaf.gain > best.gain ? leaf : best));
    if (next.gain === 0) break;
    cuts.push(next.cut);
    leaves.splice(
      leaves.indexOf(next),
      1,
      bestSplit(tally, next.start, next.cut, limits.minLeafRows),
      bestSplit(tally, next.cut, next.end, limits.minLeafRows),
    );
  }
  return cuts.sort((left, right) => left - right);
}
