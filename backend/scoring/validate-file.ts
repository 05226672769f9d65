import { availableParallelism } from 'node:os';
import { findTarget } from '../intake/find-target.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { type CalibrationBin, calibrationTable } from './domain/metrics.ts';
import { probabilityAt } from './domain/scorecard/scaling.ts';
import type { ScorecardDocument } from './domain/scorecard/scorecard-document.ts';
import { type Measures, measureScores } from './measure-scores.ts';
import { openCardData } from './open-card-data.ts';
import { scoreInThreads } from './score-in-threads.ts';

export interface ValidatedFile extends Measures {
  readonly datasetHash: string;
  /** Whether the card was trained on this very data, on which it looks better than it is. */
  readonly isTrainingData: boolean;
  readonly calibration: readonly CalibrationBin[];
  readonly grades: readonly { readonly grade: string; readonly count: number; readonly bads: number; readonly predicted: number }[];
}

const CALIBRATION_BINS = 10;

/** Measures a scorecard on the rows of a file whose outcomes are known. @throws {@link DomainError} what reading the file throws */
export async function validateFile(
  warehouse: Warehouse,
  document: ScorecardDocument,
  { path, target, bad }: { readonly path: string; readonly target: string; readonly bad?: string },
): Promise<ValidatedFile> {
  const names = document.characteristics.map(({ name }) => name);
  const file = await openCardData(warehouse, path, document);
  const hash = await hashData(warehouse, file);
  const outcome = await findTarget(warehouse, file, target, bad);
  const columns = await loadColumns(warehouse, file, names);
  const [known = new Float64Array()] = await warehouse.numbers(`SELECT CAST(${outcome.sql} AS DOUBLE) FROM data ORDER BY rowid`, file.rows);
  const outcomes = Uint8Array.from(known);
  const scores = await scoreInThreads(document, columns, availableParallelism());
  const probabilities = Float64Array.from(scores, (score) => probabilityAt(document.scaling, score));
  return {
    ...measureScores(document, scores, outcomes),
    datasetHash: hash,
    isTrainingData: hash === document.training.datasetHash,
    calibration: calibrationTable(scores, probabilities, outcomes, CALIBRATION_BINS),
    grades: document.grades.map(({ grade, minScore }, place) => {
      const upper = document.grades[place - 1]?.minScore ?? Number.POSITIVE_INFINITY;
      const isLast = place === document.grades.length - 1;
      const rows = [...scores.keys()].filter((row) => {
        const score = scores[row] ?? 0;
        return score < upper && (isLast || score >= minScore);
      });
      const sum = (values: ArrayLike<number>) => rows.reduce((total, row) => total + (values[row] ?? 0), 0);
      return { grade, count: rows.length, bads: sum(outcomes), predicted: rows.length === 0 ? 0 : sum(probabilities) / rows.length };
    }),
  };
}
