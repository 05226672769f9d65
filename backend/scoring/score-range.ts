import type { Column } from '../intake/domain/columns.ts';
import { compileScorecard } from './domain/scorecard/compile-scorecard.ts';
import type { ScorecardDocument } from './domain/scorecard/scorecard-document.ts';

export interface RowRange {
  readonly scores: Int32Array;
  readonly start: number;
  /** First row after the range. */
  readonly end: number;
}

/** Scores the rows of a range to their places in `scores`. */
export function scoreRange(document: ScorecardDocument, columns: readonly Column[], { scores, start, end }: RowRange): void {
  const part = columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, values: column.values.subarray(start, end) }
      : { ...column, codes: column.codes.subarray(start, end) },
  );
  scores.set(compileScorecard(document).scoreColumns(part), start);
}
