import { expect, it } from 'vitest';
import { readGermanCredit } from '../../test/system/support/reference-data.ts';
import { takeRows } from '../intake/domain/columns.ts';
import { buildScorecard, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import { compileScorecard } from './domain/scorecard/compile-scorecard.ts';
import { scoreInThreads, shareColumn } from './score-in-threads.ts';

const german = readGermanCredit();
const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });

it('gives the scores of one thread, and copies no column that is shared already', async () => {
  const rows = Int32Array.from({ length: 2_000_003 }, (_, row) => (row * 7) % 1000);
  const columns = german.columns.map((column) => shareColumn(takeRows(column, rows)));
  for (const column of columns) expect(shareColumn(column)).toBe(column);
  const [first] = columns;
  expect(first === undefined ? null : first.kind === 'numeric' ? first.values.buffer : first.codes.buffer).toBeInstanceOf(
    SharedArrayBuffer,
  );
  const expected = compileScorecard(document).scoreColumns(columns);
  expect(Buffer.compare(Buffer.from(expected.buffer), Buffer.from((await scoreInThreads(document, columns, 2)).buffer))).toBe(0);
  expect(await scoreInThreads(document, german.columns, 4)).toEqual(compileScorecard(document).scoreColumns(german.columns));
});

it('refuses columns that the card cannot score', async () => {
  await expect(scoreInThreads(document, [], 2)).rejects.toMatchObject({ code: 'scorecard_column_missing' });
});
