import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGermanCredit } from '../../test/system/support/reference-data.ts';
import { cellAt } from '../intake/domain/columns.ts';
import { fileSql } from '../intake/open-data-file.ts';
import { sqlText } from '../kernel/sql-quote.ts';
import { openWarehouse, type SqlRow } from '../platform/warehouse/warehouse.ts';
import { buildScorecard, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { compileDocument } from './domain/segments/compile-document.ts';
import { trainDocument } from './domain/segments/train-document.ts';
import { type ScoreFileOrder, scoreFile } from './score-file.ts';
import { hashFile } from './score-file-manifest.ts';

const german = readGermanCredit();
const { document: segmented } = trainDocument(
  german,
  { ...DEFAULT_TRAINING, name: 'By segment' },
  {
    splits: [
      { attribute: 'age', cut: 33, missing: 'right' },
      { attribute: 'housing', levels: ['A152'], missing: 'left' },
    ],
    minRows: 100,
    minBads: 30,
  },
);
const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });

let folder: string;
let order: ScoreFileOrder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-it's [1] *? "));
  const lines = german.ids.map((id, row) => [id, ...german.columns.map((column) => cellAt(column, row) ?? '')].join(','));
  const input = join(folder, 'customers.csv');
  await writeFile(input, [`id,${german.columns.map(({ name }) => name).join(',')}`, ...lines, ''].join('\n'));
  order = { input, output: join(folder, 'scores.parquet'), document, keep: ['id'], withReasons: true, partRows: 300, memoryMegabytes: 500 };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rowsOf(path: string): Promise<SqlRow[]> {
  const warehouse = await openWarehouse({ threads: 1, memoryMegabytes: 500 });
  return warehouse.rows(`SELECT * FROM read_parquet(${fileSql(path)})`).finally(() => warehouse.close());
}

function expected(card: ScoringDocument) {
  const scorer = compileDocument(card);
  return german.ids.map((id, row) => {
    const { score, grade, pdWad, reasons } = scorer.scoreRow(
      Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)])),
    );
    return { id, score, grade, pd: Number(pdWad) / 1e18, reasons: reasons.map(({ code }) => code).join(',') };
  });
}

const EXPECTED = expected(document);

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : String(error)),
  );

it('writes scores, grades, probabilities and reasons of the scorer, row by row in the order of the input', async () => {
  const told: string[] = [];
  const result = await scoreFile(order, ({ stage, rows }) => told.push(`${stage} ${rows}`));
  expect(told).toEqual(['read 1000', 'check 1000', 'score 300', 'score 600', 'score 900', 'score 1000', 'join 1000']);
  expect(result).toMatchObject({ rows: 1000, resumedRows: 0, sha256: await hashFile(order.output) });
  expect(await rowsOf(order.output)).toEqual(EXPECTED);
  const manifest: unknown = JSON.parse(await readFile(`${order.output}.manifest.json`, 'utf8'));
  expect(manifest).toMatchObject({ scorecard: result.scorecard, rows: 1000, output: { name: 'scores.parquet', sha256: result.sha256 } });
  expect((await readdir(folder)).sort()).toEqual(['customers.csv', 'scores.parquet', 'scores.parquet.manifest.json']);
});

it('scores by the card of each segment, with its reasons', async () => {
  const output = join(folder, 'segments.parquet');
  await scoreFile({ ...order, document: segmented, output }, () => undefined);
  expect(await rowsOf(output)).toEqual(expected(segmented));
});

it('goes on after an interruption, does a damaged part again and gives the same file', async () => {
  const whole = await scoreFile({ ...order, output: join(folder, 'whole.parquet') }, () => undefined);
  const output = join(folder, 'again.parquet');
  const stop = new Error('stopped');
  const until = (rows: number) =>
    scoreFile({ ...order, output }, (progress) => {
      if (progress.stage === 'score' && progress.rows >= rows) throw stop;
    });
  await expect(until(600)).rejects.toBe(stop);
  await writeFile(join(`${output}.parts`, 'part-000001.parquet'), 'damaged');
  expect(await refusalOf(scoreFile({ ...order, output, keep: [] }, () => undefined))).toMatch(/^scoring_run_differs: .*another keep/);
  const result = await scoreFile({ ...order, output }, () => undefined);
  expect(result).toMatchObject({ rows: 1000, resumedRows: 300, sha256: whole.sha256 });
  expect(await rowsOf(output)).toEqual(EXPECTED);
});

it('refuses a file that the card cannot score, with column and row', async () => {
  const score = async (name: string, change: (line: string, at: number) => string, over: Partial<ScoreFileOrder> = {}) => {
    const lines = (await readFile(order.input, 'utf8')).trim().split('\n');
    await writeFile(join(folder, name), `${lines.map(change).join('\n')}\n`);
    return refusalOf(scoreFile({ ...order, input: join(folder, name), output: join(folder, `${name}.parquet`), ...over }, () => undefined));
  };
  const place = 1 + german.columns.findIndex(({ name }) => name === 'duration');
  const cell = (row: number, text: string) => (line: string, at: number) =>
    at === row ? line.split(',').with(place, text).join(',') : line;
  expect(await score('word.csv', cell(7, 'long'))).toMatch(/^data_column_unusable: Column duration holds no finite number in row 7/);
  expect(await score('far.csv', cell(9, '-Infinity'))).toMatch(/row 9/);
  expect(await score('gone.csv', cell(0, 'length'))).toMatch(/^scorecard_column_missing: .*duration/);
  expect(await score('keep.csv', (line) => line, { keep: ['ident'] })).toMatch(/^data_column_unknown: .*ident/);
  expect(await score('taken.csv', (line) => line, { keep: ['Score'] })).toMatch(/^data_column_duplicate: Column Score/);
  expect(await score('missing.csv', cell(5, ''))).toBe('accepted');
  const kinds = join(folder, 'kinds.parquet');
  const warehouse = await openWarehouse({ threads: 1, memoryMegabytes: 500 });
  await warehouse.run(
    `COPY (SELECT * REPLACE (DATE '2020-01-01' AS duration) FROM read_csv(${fileSql(order.input)})) TO ${sqlText(kinds)} (FORMAT parquet)`,
  );
  await warehouse.close();
  expect(await refusalOf(scoreFile({ ...order, input: kinds, output: join(folder, 'k.parquet') }, () => undefined))).toMatch(
    /^column_kind_mismatch: .*duration.*DATE/,
  );
});
