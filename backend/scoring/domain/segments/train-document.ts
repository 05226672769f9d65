import type { Dataset } from '../../../intake/domain/columns.ts';
import { foldsOf, type LogOddsLearner, modelLearner, predictUnseen } from '../cross-validation.ts';
import { type BuiltScorecard, buildScorecard, type TrainingOptions } from '../scorecard/build-scorecard.ts';
import { type ModelOptions, optionsFor } from '../scorecard/fit-model.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compareAuc } from '../validation/delong.ts';
import { type BuiltSegment, buildSegmented } from './build-segmented.ts';
import { pathLabel } from './condition-label.ts';
import { proposeSegments } from './find-segments.ts';
import { planSegments, type SegmentSplit } from './plan-segments.ts';
import { leavesOf, mapLeaves, type SegmentTree } from './segment-tree.ts';
import type { SegmentLimits } from './segment-limits.ts';
import { segmentedLearner } from './segmented-learner.ts';

/** Segments that a person gives, or `find` to have them proposed. */
export interface SegmentOrder extends SegmentLimits {
  readonly splits: readonly SegmentSplit[] | 'find';
}

/** Most segments that are proposed. */
const MOST_PROPOSED = 4;
/** A proposal is taken when chance alone would be better than one card less often than this. */
export const CHANCE = 0.05;

/** How cards by segment do against one card, on rows that neither had seen. */
export interface Segmentation {
  readonly source: 'given' | 'found';
  /** Whether the document has the segments: always when they were given, on proof when they were found. */
  readonly used: boolean;
  /** What leads to each segment that was tried, from left to right; empty when none was found to try. */
  readonly segments: readonly string[];
  /** Areas under the curve over the predictions of all folds, and DeLong's paired test of their difference. */
  readonly segmentedAuc: number;
  readonly singleAuc: number;
  readonly difference: number;
  readonly standardError: number;
  readonly pValue: number;
}

/** A trained document, of one card or of several. */
export interface TrainedDocument {
  readonly document: ScoringDocument;
  /** The card of all rows, or those of the segments. */
  readonly parts: readonly (Pick<BuiltSegment, 'label' | 'built'> & { readonly segment: string | null })[];
  /** Log-odds of each row by models that had not seen it, made the same way as the document. */
  readonly unseen: Float64Array;
  /** Null when segments were not asked for. */
  readonly segmentation: Segmentation | null;
}

type Data = Pick<Dataset, 'columns' | 'target' | 'datasetHash' | 'folds'>;

const tests = (tree: SegmentTree<unknown>) => leavesOf(tree).length - 1;

interface Tried {
  readonly source: Segmentation['source'];
  readonly tree: SegmentTree<unknown>;
  readonly unseen: Float64Array;
}

function compare({ source, tree, unseen }: Tried, single: Float64Array, target: Uint8Array): Omit<Segmentation, 'used'> {
  const { first, second, difference, standardError, pValue } = compareAuc(unseen, single, target);
  const segments = tests(tree) === 0 ? [] : leavesOf(tree).map(({ path }) => pathLabel(path));
  return { source, segments, segmentedAuc: first, singleAuc: second, difference, standardError, pValue };
}

function trainSingle(built: BuiltScorecard, unseen: Float64Array, segmentation: Segmentation | null): TrainedDocument {
  return { document: built.document, parts: [{ segment: null, label: '', built }], unseen, segmentation };
}

/**
 * Searches in each fold's training rows by themselves, so that what is measured is the search with all its luck: a split that holds by
 * chance on the rows it was found on does not on the others.
 */
function searchLearner(model: ModelOptions, limits: SegmentLimits): LogOddsLearner {
  return (train) => {
    const tree = proposeSegments(train.columns, train.target, model, { ...limits, maxSegments: MOST_PROPOSED });
    const single = modelLearner(model);
    const learners = mapLeaves(tree, () => single);
    return tests(tree) === 0 ? single(train) : segmentedLearner(learners, single)(train);
  };
}

/**
 * Trains one card, or one for each segment of an order. Given segments are used whatever they gain; found ones only when the search,
 * repeated inside each fold, ranks unseen rows better than one card and DeLong's paired test says that chance is less than 5 %.
 * @throws {@link DomainError} `segments_invalid`, `segment_too_small`, `segment_untrainable`, `folds_unusable`, and those of `buildScorecard`
 */
export function trainDocument(dataset: Data, options: TrainingOptions, order: SegmentOrder | null): TrainedDocument {
  const built = buildScorecard(dataset, options);
  const { target, columns } = dataset;
  const folds = foldsOf(dataset);
  const single = predictUnseen(dataset, folds, modelLearner(built.options));
  if (order === null) return trainSingle(built, single, null);
  const seen = (source: Segmentation['source'], tree: SegmentTree<unknown>, unseen: Float64Array) =>
    compare({ source, tree, unseen }, single, target);
  if (order.splits === 'find') {
    const tree = proposeSegments(columns, target, built.options, { ...order, maxSegments: MOST_PROPOSED });
    const unseen = predictUnseen(dataset, folds, searchLearner(built.options, order));
    const found = seen('found', tree, unseen);
    const used = found.segments.length > 0 && found.difference > 0 && found.pValue < CHANCE;
    if (!used) return trainSingle(built, single, { ...found, used });
    const { document, segments } = buildSegmented(dataset, tree, options, order);
    return { document, parts: segments, unseen, segmentation: { ...found, used } };
  }
  const specialsOf = (name: string) => optionsFor(name, options.model).specials;
  const tree = planSegments(order.splits, { columns, exclude: options.model.exclude, specialsOf });
  const { document, segments } = buildSegmented(dataset, tree, options, order);
  const own = mapLeaves(tree, (_, at) => modelLearner(segments[at]?.built.options ?? built.options));
  const unseen = predictUnseen(dataset, folds, segmentedLearner(own, modelLearner(built.options)));
  return { document, parts: segments, unseen, segmentation: { ...seen('given', tree, unseen), used: true } };
}
