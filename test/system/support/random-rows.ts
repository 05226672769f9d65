import { categoricalColumn, type Column, type Dataset, numericColumn, takeRows } from '../../../backend/intake/domain/columns.ts';
import type { Learner, TrainingRows } from '../../../backend/scoring/domain/classifier.ts';
import { areaUnderCurve, rankByRisk } from '../../../backend/scoring/domain/ranking.ts';
import { seededRandom } from '../../../backend/scoring/domain/seeded-random.ts';

export interface RowsShape {
  readonly rows: number;
  readonly numbers: number;
  readonly categories: number;
  /** Distinct values of a column. */
  readonly distinct: number;
  readonly missingShare: number;
}

/** Rows with outcomes that depend on their columns, both classes among them; the same seed gives the same rows. */
export function randomRows({ rows, numbers, categories, distinct, missingShare }: RowsShape, seed: number): TrainingRows {
  const random = seededRandom(seed);
  const risk = new Float64Array(rows);
  const columns = Array.from({ length: numbers + categories }, (_, place): Column => {
    const cells = Array.from(risk, () => (random() < missingShare ? null : Math.floor(random() * distinct)));
    const pull = random() * 4 - 2;
    cells.forEach((cell, row) => {
      const worth = cell === null ? 0.3 : place < numbers ? cell / distinct : (cell * 7) % 3;
      risk[row] = (risk[row] as number) + pull * worth;
    });
    const texts = cells.map((cell) => (cell === null ? null : `L${cell}`));
    return place < numbers ? numericColumn(`n${place}`, cells) : categoricalColumn(`c${place}`, texts);
  });
  const middle = [...risk].sort((left, right) => left - right)[rows >> 1] as number;
  const target = Uint8Array.from(risk, (value) => Number(random() < 1 / (1 + Math.exp(middle - value))));
  target[0] = 0;
  target[rows - 1] = 1;
  return { columns, target };
}

/** The given rows of `training`, in the given order. */
export function pickRows({ columns, target, weights }: TrainingRows, rows: Int32Array): TrainingRows {
  return {
    columns: columns.map((column) => takeRows(column, rows)),
    target: Uint8Array.from(rows, (row) => target[row] as number),
    ...(weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row] as number) }),
  };
}

/** Mean AUC over the folds of `dataset`, each predicted by what was learnt on the others. */
export function crossValidatedAuc(dataset: Pick<Dataset, 'columns' | 'target' | 'folds'>, learn: Learner): number {
  const folds = dataset.folds ?? new Uint8Array(dataset.target.length);
  const names = [...new Set(folds)];
  const all = Int32Array.from(dataset.target.keys());
  const aucs = names.map((fold) => {
    const model = learn(
      pickRows(
        dataset,
        all.filter((row) => folds[row] !== fold),
      ),
    );
    const unseen = pickRows(
      dataset,
      all.filter((row) => folds[row] === fold),
    );
    return areaUnderCurve(rankByRisk(model.predict(unseen.columns, unseen.target.length), unseen.target));
  });
  return aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
}
