import { Worker } from 'node:worker_threads';
import { type Column, rowCount } from '../intake/domain/columns.ts';
import { missingColumn } from './domain/scorecard/fit-model.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { inputsOf } from './domain/segments/scoring-document.ts';
import { type RowRange, scoreRange } from './score-range.ts';

export interface ThreadOrder extends RowRange {
  readonly document: ScoringDocument;
  readonly columns: readonly Column[];
}

/** Below so many rows a thread takes longer to start than to score. */
const ROWS_PER_THREAD = 1_000_000;

/** A column that threads can read without a copy of their own; one that lies in shared memory already stays where it is. */
export function shareColumn(column: Column): Column {
  if (column.kind === 'numeric') {
    if (column.values.buffer instanceof SharedArrayBuffer) return column;
    const values = new Float64Array(new SharedArrayBuffer(column.values.byteLength));
    values.set(column.values);
    return { ...column, values };
  }
  if (column.codes.buffer instanceof SharedArrayBuffer) return column;
  const codes = new Int32Array(new SharedArrayBuffer(column.codes.byteLength));
  codes.set(column.codes);
  return { ...column, codes };
}

/**
 * Scores of all rows, in as many threads as are wanted and worth it. Columns and scores are shared memory: nothing is copied.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`
 */
export async function scoreInThreads(document: ScoringDocument, columns: readonly Column[], threads: number): Promise<Int32Array> {
  const needed = inputsOf(document).map(({ name }) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw missingColumn(name);
    return column;
  });
  const rows = Math.min(...needed.map(rowCount));
  const count = Math.max(1, Math.min(threads, Math.floor(rows / ROWS_PER_THREAD)));
  if (count === 1) {
    const scores = new Int32Array(rows);
    scoreRange(document, needed, { scores, start: 0, end: rows });
    return scores;
  }
  const shared = needed.map(shareColumn);
  const scores = new Int32Array(new SharedArrayBuffer(rows * Int32Array.BYTES_PER_ELEMENT));
  const cut = (place: number) => Math.floor((rows * place) / count);
  await Promise.all(
    Array.from({ length: count }, (_, place) => runThread({ document, columns: shared, scores, start: cut(place), end: cut(place + 1) })),
  );
  return scores;
}

function runThread(order: ThreadOrder): Promise<void> {
  const worker = new Worker(new URL('./score-thread.ts', import.meta.url), { workerData: order });
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}
