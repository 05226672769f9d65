import { availableParallelism } from 'node:os';
import { type Column, numericColumn } from '../intake/domain/columns.ts';
import { findTarget } from '../intake/find-target.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { type DataFile, refuseUnknown } from '../intake/open-data-file.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { type DriftLevel, driftLevel, worstLevel } from './domain/monitoring/drift-level.ts';
import { countScores, type ScoreSummary, summarizeScores } from './domain/monitoring/score-tally.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { inputsOf } from './domain/segments/scoring-document.ts';
import { stabilityMatrix } from './domain/validation/stability.ts';
import { type Measures, measureScores } from './measure-scores.ts';
import { openCardData } from './open-card-data.ts';
import { scoreInThreads } from './score-in-threads.ts';

export interface DriftOrder {
  /** The rows that the card was built on, or any that it is held against. */
  readonly base: string;
  readonly current: string;
  /** Column of dates of the current rows, by whose months drift is told; all of them together without. */
  readonly by?: string;
  /** Lowest score that is approved. */
  readonly cutOff?: number;
  /** Column of outcomes that are known by now. */
  readonly target?: string;
  readonly bad?: string;
}

export interface DriftRow {
  /** A characteristic, or `score`. */
  readonly name: string;
  /** Stability index against the base, by period. */
  readonly index: readonly number[];
  readonly level: readonly DriftLevel[];
}

export interface DriftPeriod extends ScoreSummary {
  readonly period: string;
  /** Of matured outcomes; null without a target. */
  readonly outcome: Measures | null;
}

export interface DriftReport {
  readonly baseHash: string;
  readonly currentHash: string;
  readonly periods: readonly DriftPeriod[];
  readonly base: ScoreSummary;
  /** The score first, then the characteristics of the card. */
  readonly rows: readonly DriftRow[];
  readonly worst: DriftLevel;
}

const BINS = 10;

/**
 * How far the rows of a file have drifted from those of another, in every characteristic of a card and in its score: PSI and CSI by
 * month, approvals at a cut-off, and, of outcomes that are known, ranking and calibration.
 * @throws {@link DomainError} `scorecard_column_missing`, `data_column_unknown`, `data_date_missing` and what reading a file throws
 */
export async function driftOfFile(warehouse: Warehouse, document: ScoringDocument, order: DriftOrder): Promise<DriftReport> {
  const before = await scored(warehouse, document, order.base);
  const now = await scored(warehouse, document, order.current);
  const periodOf = order.by === undefined ? now.scores.length : await monthsOf(warehouse, now.file, order.by);
  const periods = typeof periodOf === 'number' ? Array.from({ length: periodOf }, () => 'all') : periodOf;
  const outcomes = order.target === undefined ? null : await outcomesOf(warehouse, now.file, order.target, order.bad);
  const matrix = stabilityMatrix(before.columns, now.columns, periods, BINS);
  const rows = matrix.rows.map(({ name, index }): DriftRow => ({ name, index, level: index.map(driftLevel) }));
  const summary = (scores: Int32Array) =>
    summarizeScores(
      document.scaling,
      countScores(scores, () => null),
      order.cutOff ?? null,
    );
  return {
    baseHash: before.hash,
    currentHash: now.hash,
    base: summary(before.scores),
    periods: matrix.periods.map((period) => {
      const chosen = Int32Array.from(periods.keys()).filter((row) => periods[row] === period);
      const own = chosen.map((row) => now.scores[row] ?? 0);
      const known = outcomes === null ? null : Uint8Array.from(chosen, (row) => outcomes[row] ?? 0);
      return { period, ...summary(own), outcome: known === null ? null : measureScores(document, own, known) };
    }),
    rows,
    worst: worstLevel(rows.flatMap(({ level }) => level)),
  };
}

interface Scored {
  readonly file: DataFile;
  readonly hash: string;
  readonly scores: Int32Array;
  /** The score as a column, then the characteristics. */
  readonly columns: readonly Column[];
}

async function scored(warehouse: Warehouse, document: ScoringDocument, path: string): Promise<Scored> {
  const file = await openCardData(warehouse, path, document);
  const columns = await loadColumns(
    warehouse,
    file,
    inputsOf(document).map(({ name }) => name),
  );
  const scores = await scoreInThreads(document, columns, availableParallelism());
  return { file, hash: await hashData(warehouse, file), scores, columns: [numericColumn('score', scores), ...columns] };
}

async function monthsOf(warehouse: Warehouse, file: DataFile, by: string): Promise<string[]> {
  refuseUnknown(
    file.path,
    file.columns.map(({ name }) => name),
    [by],
  );
  const column = file.columns.find(({ name }) => name === by)?.sql ?? '';
  const date = `TRY_CAST(CAST(${column} AS VARCHAR) AS TIMESTAMP)`;
  const months = await warehouse.texts(`SELECT coalesce(strftime(${date}, '%Y-%m'), '') FROM data ORDER BY rowid`, file.rows);
  const unknown = months.indexOf('');
  if (unknown >= 0)
    throw new DomainError('data_date_missing', 'unprocessable', `Column ${by} of ${file.path} holds no date in row ${unknown + 1}.`);
  return months;
}

async function outcomesOf(warehouse: Warehouse, file: DataFile, name: string, bad: string | undefined): Promise<Uint8Array> {
  const target = await findTarget(warehouse, file, name, bad);
  const [known = new Float64Array()] = await warehouse.numbers(`SELECT CAST(${target.sql} AS DOUBLE) FROM data ORDER BY rowid`, file.rows);
  return Uint8Array.from(known);
}
