import { takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { TrainingRows } from '../classifier.ts';
import { stratifiedFolds } from '../cross-validation.ts';
import { requireCount } from './scored-rows.ts';

/** Rows to learn from and rows to measure on; they have no row in common. */
export interface Split {
  readonly name: string;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** The given rows, in the given order. */
export function takeTraining(rows: TrainingRows, chosen: Int32Array): TrainingRows {
  const { weights } = rows;
  return {
    columns: rows.columns.map((column) => takeRows(column, chosen)),
    target: Uint8Array.from(chosen, (row) => rows.target[row] as number),
    ...(weights === undefined ? {} : { weights: Float64Array.from(chosen, (row) => weights[row] as number) }),
  };
}

function requireUsable(split: Split, target: Uint8Array): Split {
  for (const [part, rows] of [['train', split.train] as const, ['test', split.test] as const]) {
    const bads = rows.reduce((total, row) => total + (target[row] as number), 0);
    if (rows.length > 0 && bads > 0 && bads < rows.length) continue;
    throw new DomainError(
      'folds_unusable',
      'unprocessable',
      'Each of at least two folds needs rows with a good and rows with a bad outcome.',
      { params: { fold: split.name, part, rows: rows.length, bads } },
    );
  }
  return split;
}

function rowsWhere(length: number, holds: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length }, (_, row) => row).filter(holds);
}

/** One split for each fold, which is measured on after learning from the others. @throws {@link DomainError} `folds_unusable` */
export function splitByFolds(target: Uint8Array, folds: ArrayLike<number>): Split[] {
  const names = [...new Set(Array.from(folds))].sort((left, right) => left - right);
  return names.map((fold) =>
    requireUsable(
      {
        name: String(fold),
        train: rowsWhere(target.length, (row) => folds[row] !== fold),
        test: rowsWhere(target.length, (row) => folds[row] === fold),
      },
      target,
    ),
  );
}

/**
 * Stratified k-fold, `repeats` times with another shuffle each time.
 * @throws {@link DomainError} `folds_unusable`, `setting_invalid`
 */
export function splitRepeatedly(target: Uint8Array, { folds, repeats, seed }: { folds: number; repeats: number; seed: number }): Split[] {
  requireCount('folds', folds, 2, 255);
  requireCount('repeats', repeats, 1, 1000);
  return Array.from({ length: repeats }, (_, repeat) =>
    splitByFolds(target, stratifiedFolds(target, folds, seed + repeat)).map((split) => ({ ...split, name: `${repeat}/${split.name}` })),
  ).flat();
}

/**
 * Learns from the periods before `from` and measures on it and what follows. Periods are compared as text, so they
 * have to sort in the order of time, as `2026-04` does.
 * @throws {@link DomainError} `folds_unusable`, `target_length`
 */
export function splitOutOfTime(target: Uint8Array, periods: readonly string[], from: string): Split[] {
  if (periods.length !== target.length) {
    throw new DomainError('target_length', 'invalid', 'The periods and the outcomes differ in length.', { params: { column: 'period' } });
  }
  const late = (row: number) => (periods[row] as string) >= from;
  return [
    requireUsable(
      { name: `from ${from}`, train: rowsWhere(target.length, (row) => !late(row)), test: rowsWhere(target.length, late) },
      target,
    ),
  ];
}
