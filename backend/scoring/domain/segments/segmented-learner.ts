import { takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { type LogOddsLearner, modelLearner } from '../cross-validation.ts';
import type { ModelOptions, Part } from '../scorecard/fit-model.ts';
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
 * Learns a model for each leaf with the leaf's own options. A leaf in which the rows at hand tell nothing takes the model of all rows,
 * which `whole` says how to learn.
 */
export function segmentedLearner(tree: SegmentTree<ModelOptions>, whole: ModelOptions): LogOddsLearner {
  const options = leavesOf(tree).map(({ leaf }) => leaf);
  return (train) => {
    const models = partsOf(train, tree).map((part, at) => {
      try {
        return modelLearner(options[at] as ModelOptions)(part);
      } catch (error) {
        if (!(error instanceof DomainError && UNLEARNABLE.has(error.code))) throw error;
        return modelLearner(whole)(train);
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
