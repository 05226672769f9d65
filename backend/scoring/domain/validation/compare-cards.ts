import type { Dataset } from '../../../intake/domain/columns.ts';
import { calibrationTable } from '../metrics.ts';
import { captureCurve, rankByRisk, thinCurve, widestGap } from '../ranking.ts';
import { probabilityAt, scoreAt } from '../scorecard/scaling.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compileRegistryDocument, type RegistryDocument } from '../scored-model/registry-document.ts';
import { columnIn } from '../segments/build-segmented.ts';
import { inputsOf, segmentList } from '../segments/scoring-document.ts';
import { correctedResampledTest, type ResampledTest } from './champion-challenger.ts';
import { type AucComparison, type AucEstimate, compareAuc, estimateAuc } from './delong.ts';
import {
  type Evaluation,
  evaluateLearner,
  measurePerformance,
  outOfFold,
  type Performance,
  type SplitResult,
  summarize,
} from './evaluate-learner.ts';
import { recipeClassifier } from './recipe-learner.ts';
import { type Split, splitByFolds } from './splits.ts';
import { type SwapCell, swapSet } from './swap-set.ts';

const CURVE_POINTS = 120;
const CALIBRATION_BINS = 10;

/** One card on rows that its learnt-anew self, or as it is the model itself, had not seen. */
export interface CardOnRows {
  readonly mean: Performance;
  readonly sd: Performance;
  /** AUC on each fold, in the order of the folds. */
  readonly folds: readonly number[];
  /** Of all rows together, with DeLong's interval. */
  readonly auc: AucEstimate;
  readonly roc: readonly { readonly x: number; readonly y: number }[];
  /** Bads less goods caught, by share of all rows from the riskiest on: the KS is its peak. */
  readonly gap: readonly { readonly rows: number; readonly gap: number }[];
  /** The peak of `gap`. */
  readonly ks: number;
  readonly calibration: readonly { readonly predicted: number; readonly observed: number; readonly rows: number }[];
  /** Against the first card, over the folds; null for it and where nothing was learnt anew. */
  readonly test: ResampledTest | null;
  readonly delong: AucComparison | null;
  readonly swaps: readonly SwapStep[];
  /** Folds in which another segment's card stood in, by segment; one 0 of a plain card, none where nothing was learnt anew. */
  readonly standInFolds: readonly number[];
}

/** Whom this card and the first one approve when each approves at most `approval` of the rows. */
export interface SwapStep {
  readonly approval: number;
  /** Lowest score that is approved; null when everybody is, or nobody. */
  readonly firstScore: number | null;
  readonly ownScore: number | null;
  readonly bothApprove: SwapCell;
  readonly bothDecline: SwapCell;
  /** Approved by this card alone. */
  readonly swapIn: SwapCell;
  /** Approved by the first card alone. */
  readonly swapOut: SwapCell;
}

const APPROVALS = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);

/** Score of the probability below which a row is approved; null where everybody is, or nobody. */
function cutOffScore({ scaling }: Pick<RegistryDocument, 'scaling'>, risk: number): number | null {
  return risk > 0 && risk < 1 ? scoreAt(scaling, risk) : null;
}

function swapsOf(first: Evaluated, own: Evaluated, target: Uint8Array): SwapStep[] {
  return APPROVALS.map((approval) => {
    const { championCutOff, challengerCutOff, ...cells } = swapSet({ champion: first.risks, challenger: own.risks }, target, {
      approvalRate: approval,
    });
    return {
      approval,
      firstScore: cutOffScore(first.document, championCutOff),
      ownScore: cutOffScore(own.document, challengerCutOff),
      ...cells,
    };
  });
}

function testAgainst(first: Evaluation, own: Evaluation, splits: readonly Split[]): ResampledTest {
  const differences = own.results.map((result, place) => result.performance.auc - (first.results[place]?.performance.auc ?? 0));
  const testShare = splits.reduce((total, { test, train }) => total + test.length / train.length, 0) / splits.length;
  return correctedResampledTest(differences, testShare);
}

interface Evaluated {
  readonly document: Pick<RegistryDocument, 'scaling'>;
  readonly evaluation: Evaluation;
  readonly standInFolds: readonly number[];
  /** Of a bad outcome, by row. */
  readonly risks: Float64Array;
}

function evaluate(
  { columns, target }: Pick<Dataset, 'columns' | 'target'>,
  document: ScoringDocument,
  splits: readonly Split[],
): Evaluated {
  const columnOf = columnIn(columns);
  const own = inputsOf(document).map(({ name }) => columnOf(name));
  const standInFolds = segmentList(document).map(() => 0);
  const learner = recipeClassifier(document, (at) => {
    standInFolds[at] = (standInFolds[at] ?? 0) + 1;
  });
  const evaluation = evaluateLearner(learner, { columns: own, target }, splits);
  return { document, evaluation, standInFolds, risks: outOfFold(evaluation.results, target.length) };
}

/**
 * Measures cards, plain or by segments, on the same rows and folds, each learnt anew by its own recipe without the rows of the fold, and
 * tests and swaps each against the first.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `folds_unusable`, `outcomes_too_few`, `model_empty`
 */
export function compareCards(
  dataset: Pick<Dataset, 'columns' | 'target'>,
  documents: readonly ScoringDocument[],
  folds: Uint8Array,
): CardOnRows[] {
  const { target } = dataset;
  const splits = splitByFolds(target, folds);
  return standBeside(
    documents.map((document) => evaluate(dataset, document, splits)),
    target,
    splits,
  );
}

function evaluateAsItIs(
  { columns, target }: Pick<Dataset, 'columns' | 'target'>,
  document: RegistryDocument,
  splits: readonly Split[],
): Evaluated {
  const scores = compileRegistryDocument(document).scoreColumns(columns);
  const risks = Float64Array.from(scores, (score) => probabilityAt(document.scaling, score));
  const results = splits.map((split): SplitResult => {
    const predicted = Float64Array.from(split.test, (row) => risks[row] as number);
    const outcomes = Uint8Array.from(split.test, (row) => target[row] as number);
    return { split, predicted, performance: measurePerformance(predicted, outcomes) };
  });
  return { document, evaluation: { results, ...summarize(results.map(({ performance }) => performance)) }, standInFolds: [], risks };
}

/**
 * Measures models of any kind as they are, by the scores that they give, on rows that none of them had seen; folds only say how much the
 * figures vary, so there is no test over them.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `folds_unusable`, `outcomes_too_few`
 */
export function compareAsTheyAre(
  dataset: Pick<Dataset, 'columns' | 'target'>,
  documents: readonly RegistryDocument[],
  folds: Uint8Array,
): CardOnRows[] {
  const { target } = dataset;
  const splits = splitByFolds(target, folds);
  return standBeside(
    documents.map((document) => evaluateAsItIs(dataset, document, splits)),
    target,
    null,
  );
}

/** `learnt` are the splits that each was learnt anew by; null where none was. */
function standBeside(evaluated: readonly Evaluated[], target: Uint8Array, learnt: readonly Split[] | null): CardOnRows[] {
  const [first] = evaluated;
  return evaluated.map((own): CardOnRows => {
    const isFirst = first === undefined || own === first;
    const ranking = rankByRisk(own.risks, target);
    const curve = captureCurve(ranking);
    const shown = thinCurve(curve, CURVE_POINTS);
    const bads = ranking.totalBads / target.length;
    return {
      mean: own.evaluation.mean,
      sd: own.evaluation.sd,
      folds: own.evaluation.results.map((result) => result.performance.auc),
      auc: estimateAuc(ranking),
      roc: shown.map((point) => ({ x: point.goods, y: point.bads })),
      gap: shown.map((point) => ({ rows: point.bads * bads + point.goods * (1 - bads), gap: point.bads - point.goods })),
      ks: widestGap(ranking).ks,
      calibration: calibrationTable(own.risks, own.risks, target, CALIBRATION_BINS).map(({ predicted, observed, count }) => ({
        predicted,
        observed,
        rows: count,
      })),
      test: isFirst || learnt === null ? null : testAgainst(first.evaluation, own.evaluation, learnt),
      delong: isFirst ? null : compareAuc(own.risks, first.risks, target),
      swaps: isFirst ? [] : swapsOf(first, own, target),
      standInFolds: own.standInFolds,
    };
  });
}
