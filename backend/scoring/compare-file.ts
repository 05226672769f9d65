import type { Column } from '../intake/domain/columns.ts';
import { loadColumns } from '../intake/load-columns.ts';
import type { Finding } from '../intake/domain/data-profile.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import type { ClassifierKind } from './domain/classifier.ts';
import { stratifiedFolds } from './domain/cross-validation.ts';
import { usualLearner } from './domain/usual-learners.ts';
import { correctedResampledTest, type ResampledTest } from './domain/validation/champion-challenger.ts';
import { compareAuc } from './domain/validation/delong.ts';
import { type Evaluation, evaluateLearner, outOfFold, type Performance } from './domain/validation/evaluate-learner.ts';
import { type FairnessReport, reportFairness } from './domain/validation/fairness.ts';
import { type Split, splitByFolds } from './domain/validation/splits.ts';
import { type DataOrder, prepareData } from './prepare-data.ts';

export interface CompareFileOrder extends DataOrder {
  /** Kinds of models, the champion first. */
  readonly kinds: readonly ClassifierKind[];
  readonly folds: number;
  readonly seed: number;
  /** Attributes that no model reads, by whose values approvals are compared. */
  readonly protected: readonly string[];
  /** Share of the rows that is approved, the least risky first. */
  readonly approval: number;
}

export interface ComparedModel {
  readonly kind: ClassifierKind;
  readonly mean: Performance;
  readonly sd: Performance;
  /** AUC on each fold. */
  readonly folds: readonly number[];
  /** Against the champion, by AUC on the same folds; null for the champion itself. */
  readonly test: ResampledTest | null;
  /** DeLong's two-sided p-value on all rows out of fold, against the champion. */
  readonly delong: number | null;
  readonly fairness: readonly FairnessReport[];
}

export interface ComparedFile {
  readonly datasetHash: string;
  readonly rows: number;
  readonly bads: number;
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly models: readonly ComparedModel[];
}

/**
 * Learns models of several kinds on the same folds of a file and measures each on rows that it had not seen.
 * @param tell - called with each kind before it is learnt
 * @throws {@link DomainError} what {@link prepareData} throws, `folds_unusable`, and what learning throws
 */
export async function compareFile(
  warehouse: Warehouse,
  order: CompareFileOrder,
  tell: (kind: ClassifierKind) => void,
): Promise<ComparedFile> {
  const data = await prepareData(warehouse, order, order.protected);
  const attributes = order.protected.length === 0 ? [] : await loadColumns(warehouse, data.file, order.protected);
  const { columns, target, datasetHash, leftOut, warnings } = data;
  const splits = splitByFolds(target, stratifiedFolds(target, order.folds, order.seed));
  const evaluated = order.kinds.map((kind) => {
    tell(kind);
    return { kind, evaluation: evaluateLearner(usualLearner(kind, { name: kind, datasetHash }, order.seed), { columns, target }, splits) };
  });
  const champion = evaluated[0];
  const models = evaluated.map(({ kind, evaluation }): ComparedModel => {
    const predicted = outOfFold(evaluation.results, target.length);
    const isChampion = champion === undefined || champion.evaluation === evaluation;
    return {
      kind,
      mean: evaluation.mean,
      sd: evaluation.sd,
      folds: evaluation.results.map(({ performance }) => performance.auc),
      test: isChampion ? null : testAgainst(champion.evaluation, evaluation, splits),
      delong: isChampion ? null : compareAuc(predicted, outOfFold(champion.evaluation.results, target.length), target).pValue,
      fairness: fairnessOf(predicted, target, columns, attributes, order.approval),
    };
  });
  return { datasetHash, rows: target.length, bads: target.reduce((sum, outcome) => sum + outcome, 0), leftOut, warnings, models };
}

function testAgainst(champion: Evaluation, challenger: Evaluation, splits: readonly Split[]): ResampledTest {
  const differences = challenger.results.map(({ performance }, place) => performance.auc - (champion.results[place]?.performance.auc ?? 0));
  const testShare = splits.reduce((total, { test, train }) => total + test.length / train.length, 0) / splits.length;
  return correctedResampledTest(differences, testShare);
}

function fairnessOf(
  probabilities: Float64Array,
  target: Uint8Array,
  columns: readonly Column[],
  attributes: readonly Column[],
  approval: number,
): FairnessReport[] {
  const inputs = columns.map(({ name }) => name);
  const cutOff = riskAt(probabilities, approval);
  return attributes.map((attribute) => reportFairness(probabilities, target, { attribute, inputs, cutOff }));
}

/** Probability below which the share `approval` of the rows lies. */
function riskAt(probabilities: Float64Array, approval: number): number {
  const sorted = Float64Array.from(probabilities).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(approval * sorted.length))] ?? 1;
}
