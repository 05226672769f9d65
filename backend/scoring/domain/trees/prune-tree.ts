import type { GrownNode } from './grow-tree.ts';
import { logarithm } from '../portable-math.ts';

export type Criterion = 'gini' | 'entropy';

/** Impurity of a share of bads: Gini 2 p (1 - p), or entropy in bits. */
export function impurityOf(share: number, criterion: Criterion): number {
  if (criterion === 'gini') return 2 * share * (1 - share);
  if (share <= 0 || share >= 1) return 0;
  return -(share * logarithm(share) + (1 - share) * logarithm(1 - share)) / logarithm(2);
}

/**
 * Cost-complexity pruning (Breiman, Friedman, Olshen, Stone 1984, section 3.3): cuts the tree back to its smallest part that has
 * the least impurity plus `complexity` for each leaf, impurity as a share of all rows' weight.
 */
export function pruneTree(root: GrownNode, complexity: number, criterion: Criterion): void {
  const whole = root.sums.weight;
  const costOf = (node: GrownNode): number => {
    const { pull, weight } = node.sums;
    const alone = (impurityOf(pull / weight, criterion) * weight) / whole + complexity;
    if (node.split === null) return alone;
    const parted = costOf(node.split.lower) + costOf(node.split.upper);
    if (alone > parted) return parted;
    node.split = null;
    return alone;
  };
  costOf(root);
}
