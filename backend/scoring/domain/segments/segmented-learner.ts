import { takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { LogOddsLearner } from '../cross-validation.ts';
import type { Part } from '../scorecard/fit-model.ts';
import { columnIn } from './build-segmented.ts';
import { assignLeaves, leavesOf, rowsByLeaf, type SegmentTree } from './segment-tree.ts';

/** What says that rows are too few or too alike for a model. */
const UNLEARNABLE = new Set(['model_empty', 'target_one_class']);

function takePart({ columns, target }: Part, rows: Int32Array): Part {
  return { rows, columns: columns.map((column) => takeRows(column, rows)), target: Uint8Array.from(rows, (row) => target[row] as number) };
}

function partsOf(part: Part, tree: SegmentTree<unknown>): Part[] {
  const leaves = leavesOf(tree).length;
  const rows = rowsByLeaf(assignLeaves(tree, columnIn(part.columns), part.target.length), leaves);
  return rows.map((own) => takePart(part, own));
}

/**
 * Learns a model for each leaf by the leaf's own learner. A leaf in which the rows at hand tell nothing takes what `whole` learns from all
 * rows.
 * @param onStandIn - told the place of each leaf that does, from left to right, once for each learning
 */
export function segmentedLearner(
  tree: SegmentTree<LogOddsLearner>,
  whole: LogOddsLearner,
  onStandIn: (leaf: number) => void = () => undefined,
): LogOddsLearner {
  const learners = leavesOf(tree).map(({ leaf }) => leaf);
  return (train) => {
    const models = partsOf(train, tree).map((part, at) => {
      try {
        return learners[at]?.(part);
      } catch (error) {
        if (!(error instanceof DomainError && UNLEARNABLE.has(error.code))) throw error;
        onStandIn(at);
        return whole(train);
      }
    });
    return (test) => {
      const logOdds = new Float64Array(test.target.length);
      partsOf(test, tree).forEach((part, at) => {
        if (part.rows.length === 0) return;
        models[at]?.(part).forEach((value, place) => {
          logOdds[part.rows[place] as number] = value;
        });
      });
      return logOdds;
    };
  };
}
