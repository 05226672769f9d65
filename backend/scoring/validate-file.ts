import { availableParallelism } from 'node:os';
import type { Column } from '../intake/domain/columns.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { brierScore, type CalibrationBin, calibrationTable } from './domain/metrics.ts';
import { compileForm, inputsOf } from './domain/model-file/model-form.ts';
import type { StoredModel } from './domain/model-file/read-model.ts';
import { areaUnderCurve, rankByRisk, widestGap } from './domain/ranking.ts';
import { probabilityAt } from './domain/scorecard/scaling.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { placesOf } from './domain/segments/compile-document.ts';
import { pathLabel } from './domain/segments/condition-label.ts';
import { segmentList } from './domain/segments/scoring-document.ts';
import { rowsByLeaf } from './domain/segments/segment-tree.ts';
import { type BootstrapInterval, bootstrapInterval } from './domain/validation/bootstrap.ts';
import { type AucEstimate, estimateAuc } from './domain/validation/delong.ts';
import { hosmerLemeshow } from './domain/validation/calibration-tests.ts';
import { type Measures, measureRisks, measureScores } from './measure-scores.ts';
import { type OutcomeOrder, openModelData, readOutcomes } from './open-card-data.ts';
import { laterRows } from './prepare-data.ts';
import { scoreInThreads } from './score-in-threads.ts';

export interface ValidateFileOrder extends OutcomeOrder {
  readonly path: string;
  /** Replicates of the bootstrap; null leaves it out. */
  readonly bootstrap: { readonly replicates: number; readonly seed: number } | null;
  /** Column of dates and the first day (YYYY-MM-DD) of the rows that are also measured by themselves. */
  readonly later: { readonly column: string; readonly from: string } | null;
}

export interface ValidatedFile extends Measures {
  readonly datasetHash: string;
  /** Whether the model was trained on this very data, on which it looks better than it is. */
  readonly isTrainingData: boolean;
  /** By DeLong; null where the rows have fewer than two goods or two bads. */
  readonly aucInterval: AucEstimate | null;
  readonly hosmerLemeshow: { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly pValue: number };
  /** Percentile intervals; null without a bootstrap. */
  readonly bootstrap: Readonly<Record<'auc' | 'ks' | 'brier', BootstrapInterval>> | null;
  /** Rows before the day that was named, and those from it on; empty without one. */
  readonly parts: readonly (Measures & { readonly part: string })[];
  /** By score for a card, by probability for other models. */
  readonly calibration: readonly CalibrationBin[];
  /** Of a card only. */
  readonly grades: readonly { readonly grade: string; readonly count: number; readonly bads: number; readonly predicted: number }[];
  /** The rows of each segment that has any; empty where one card scores all. */
  readonly segments: readonly (Measures & { readonly segment: string; readonly label: string })[];
}

const CALIBRATION_BINS = 10;

/** What a model says of rows: what they rank by, and their probabilities. */
interface Said {
  readonly scores: Int32Array | null;
  readonly risks: Float64Array;
  readonly probabilities: Float64Array;
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? 0);
}

function measurePart(part: string, said: Said, outcomes: Uint8Array, rows: Int32Array): Measures & { readonly part: string } {
  const target = Uint8Array.from(rows, (row) => outcomes[row] ?? 0);
  return { part, ...measureRisks(pick(said.risks, rows), pick(said.probabilities, rows), target) };
}

function bootstrapOf({ risks, probabilities }: Said, outcomes: Uint8Array, options: { replicates: number; seed: number }) {
  const settings = { ...options, level: 0.95 };
  const rank = (scores: Float64Array, target: Uint8Array) => rankByRisk(scores, target);
  return {
    auc: bootstrapInterval(risks, outcomes, (scores, target) => areaUnderCurve(rank(scores, target)), settings),
    ks: bootstrapInterval(risks, outcomes, (scores, target) => widestGap(rank(scores, target)).ks, settings),
    brier: bootstrapInterval(probabilities, outcomes, brierScore, settings),
  };
}

function gradesOf(document: ScoringDocument, { probabilities }: Said, scores: Int32Array, outcomes: Uint8Array): ValidatedFile['grades'] {
  return document.grades.map(({ grade, minScore }, place) => {
    const upper = document.grades[place - 1]?.minScore ?? Number.POSITIVE_INFINITY;
    const isLast = place === document.grades.length - 1;
    const rows = [...scores.keys()].filter((row) => {
      const score = scores[row] ?? 0;
      return score < upper && (isLast || score >= minScore);
    });
    const sum = (values: ArrayLike<number>) => rows.reduce((total, row) => total + (values[row] ?? 0), 0);
    return { grade, count: rows.length, bads: sum(outcomes), predicted: rows.length === 0 ? 0 : sum(probabilities) / rows.length };
  });
}

/**
 * Measures a model of any kind on the rows of a file whose outcomes are known.
 * @throws {@link DomainError} what reading the file throws, `data_date_missing`, `setting_invalid`, `outcomes_one_class`
 */
export async function validateFile(
  warehouse: Warehouse,
  { form, training }: StoredModel,
  order: ValidateFileOrder,
): Promise<ValidatedFile> {
  const inputs = inputsOf(form);
  const file = await openModelData(warehouse, order.path, inputs);
  const datasetHash = await hashData(warehouse, file);
  const outcomes = await readOutcomes(warehouse, file, order);
  const isLater = order.later === null ? null : await laterRows(warehouse, file, order.later);
  const columns = await loadColumns(
    warehouse,
    file,
    inputs.map(({ name }) => name),
  );
  const scores = form.kind === 'scorecard' ? await scoreInThreads(form.document, columns, availableParallelism()) : null;
  const probabilities =
    form.kind === 'scorecard' && scores !== null
      ? Float64Array.from(scores, (score) => probabilityAt(form.document.scaling, score))
      : compileForm(form).predict(columns, file.rows);
  const risks = scores === null ? probabilities : Float64Array.from(scores, (score) => -score);
  const said = { scores, risks, probabilities };
  const ranking = rankByRisk(risks, outcomes);
  const { chiSquare, degreesOfFreedom, pValue } = hosmerLemeshow(probabilities, outcomes);
  const rowsWhere = (wanted: boolean) => Int32Array.from((isLater ?? []).flatMap((later, row) => (later === wanted ? [row] : [])));
  return {
    ...measureRisks(risks, probabilities, outcomes),
    datasetHash,
    isTrainingData: datasetHash === training.datasetHash,
    aucInterval: ranking.totalBads > 1 && ranking.totalGoods > 1 ? estimateAuc(ranking) : null,
    hosmerLemeshow: { chiSquare, degreesOfFreedom, pValue },
    bootstrap: order.bootstrap === null ? null : bootstrapOf(said, outcomes, order.bootstrap),
    parts: (['before', 'from'] as const)
      .map((part) => ({ part: `${part} ${order.later?.from ?? ''}`, rows: rowsWhere(part === 'from') }))
      .filter(({ rows }) => rows.length > 0)
      .map(({ part, rows }) => measurePart(part, said, outcomes, rows)),
    calibration: calibrationTable(scores ?? probabilities, probabilities, outcomes, CALIBRATION_BINS),
    grades: form.kind === 'scorecard' && scores !== null ? gradesOf(form.document, said, scores, outcomes) : [],
    segments: form.kind === 'scorecard' && scores !== null ? measureSegments(form.document, columns, scores, outcomes) : [],
  };
}

function measureSegments(
  document: ScoringDocument,
  columns: readonly Column[],
  scores: Int32Array,
  outcomes: Uint8Array,
): ValidatedFile['segments'] {
  const segments = segmentList(document);
  if (segments.length < 2) return [];
  const parts = rowsByLeaf(placesOf(document, columns), segments.length);
  return segments.flatMap(({ segment, path }, at) => {
    const rows = parts[at] ?? new Int32Array();
    if (rows.length === 0) return [];
    const own = rows.map((row) => scores[row] ?? 0);
    const known = Uint8Array.from(rows, (row) => outcomes[row] ?? 0);
    return [{ segment: segment ?? '', label: pathLabel(path), ...measureScores(document, own, known) }];
  });
}
