import type { Column } from '../intake/domain/columns.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { compileDocument } from './domain/segments/compile-document.ts';

export interface RowRange {
  readonly scores: Int32Array;
  readonly start: number;
  /** First row after the range. */
  readonly end: number;
}

/** Scores the rows of a range to their places in `scores`. */
export function scoreRange(document: ScoringDocument, columns: readonly Column[], { scores, start, end }: RowRange): void {
  const part = columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, values: column.values.subarray(start, end) }
      : { ...column, codes: column.codes.subarray(start, end) },
  );
  scores.set(compileDocument(document).scoreColumns(part), start);
}
