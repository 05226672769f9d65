import { cellAt, takeRows } from '../intake/domain/columns.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { explainScore, type ScoreReason } from './domain/explain/explain-score.ts';
import type { Waterfall } from './domain/explain/waterfall.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { pathLabel } from './domain/segments/condition-label.ts';
import { segmentOfRow } from './domain/segments/compile-document.ts';
import { inputsOf } from './domain/segments/scoring-document.ts';
import { openCardData } from './open-card-data.ts';

/** Why one row has the score that it has. */
export interface ExplainedScore {
  /** From 1. */
  readonly row: number;
  readonly score: number;
  readonly grade: string;
  /** Null without segments. */
  readonly segment: string | null;
  /** What leads to the segment. */
  readonly conditions: string;
  readonly reasons: readonly ScoreReason[];
  readonly waterfall: Waterfall;
}

/**
 * Explains the scores of rows of a file.
 * @param rows - numbers of rows, from 1
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `row_unknown` and what reading the file throws
 */
export async function explainCardFile(
  warehouse: Warehouse,
  document: ScoringDocument,
  path: string,
  rows: readonly number[],
): Promise<{ readonly datasetHash: string; readonly rows: readonly ExplainedScore[] }> {
  const file = await openCardData(warehouse, path, document);
  requireRows(path, file.rows, rows);
  const names = inputsOf(document).map(({ name }) => name);
  const chosen = Int32Array.from(rows, (row) => row - 1);
  const columns = (await loadColumns(warehouse, file, names)).map((column) => takeRows(column, chosen));
  return {
    datasetHash: await hashData(warehouse, file),
    rows: rows.map((row, place) => {
      const cells = Object.fromEntries(columns.map((column) => [column.name, cellAt(column, place)]));
      const { score, grade, segment, worded, waterfall } = explainScore(document, cells, 'best');
      return { row, score, grade, segment, conditions: pathLabel(segmentOfRow(document, cells).path), reasons: worded, waterfall };
    }),
  };
}

/** @throws {@link DomainError} `row_unknown` */
export function requireRows(path: string, count: number, rows: readonly number[]): void {
  const beyond = rows.find((row) => row > count);
  if (beyond !== undefined)
    throw new DomainError('row_unknown', 'not_found', `${path} has ${count} rows, no row ${beyond}.`, { params: { row: beyond } });
}
