import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellAt } from '../../backend/intake/domain/columns.ts';
import { openWarehouse } from '../../backend/platform/warehouse/warehouse.ts';
import { buildScorecard, DEFAULT_TRAINING } from '../../backend/scoring/domain/scorecard/build-scorecard.ts';
import { compileScorecard } from '../../backend/scoring/domain/scorecard/compile-scorecard.ts';
import { scorecardText } from '../../backend/scoring/domain/scorecard/scorecard-document.ts';
import { readGermanCredit } from './support/reference-data.ts';

const CLI = fileURLToPath(new URL('../../backend/apps/cli/main.ts', import.meta.url));
const ROWS = 40_000;
const PART_ROWS = 2_000;
const KILLS = 4;

const german = readGermanCredit();
const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-kill-'));
  const lines = german.ids.map((_, row) => german.columns.map((column) => cellAt(column, row) ?? '').join(','));
  const body = Array.from({ length: ROWS }, (_, row) => `${row},${lines[row % lines.length]}`);
  await writeFile(join(folder, 'customers.csv'), [`id,${german.columns.map(({ name }) => name).join(',')}`, ...body, ''].join('\n'));
  await writeFile(join(folder, 'card.json'), scorecardText(document));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Scores in a process of its own; kills it as soon as `parts` parts are told, when it is to be killed. */
async function score(output: string, parts: number): Promise<{ signal: string | null; json: string }> {
  const args = [
    'model',
    'score',
    'customers.csv',
    '--card',
    'card.json',
    '--out',
    output,
    '--keep',
    'id',
    '--part-rows',
    String(PART_ROWS),
  ];
  const child = spawn(process.execPath, [CLI, '--json', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [json, told] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    json += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (told.split('score: ').length > parts) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return { signal: child.signalCode, json };
}

test('a scoring run that is killed again and again loses no finished part and gives the file of an undisturbed run', async () => {
  const undisturbed = JSON.parse((await score('whole.parquet', Number.POSITIVE_INFINITY)).json);
  expect(undisturbed).toMatchObject({ rows: ROWS, resumedRows: 0 });
  let finished = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    expect((await score('scores.parquet', 2)).signal).toBe('SIGKILL');
    const manifest: { parts: unknown[] } = JSON.parse(await readFile(join(folder, 'scores.parquet.parts', 'manifest.json'), 'utf8'));
    expect(manifest.parts.length).toBeGreaterThanOrEqual(finished + 2);
    finished = manifest.parts.length;
  }
  const last = JSON.parse((await score('scores.parquet', Number.POSITIVE_INFINITY)).json);
  expect(last.resumedRows).toBe(finished * PART_ROWS);
  expect(last.sha256).toBe(undisturbed.sha256);
  expect((await readdir(folder)).filter((name) => name.includes('.parts') || name.endsWith('.tmp'))).toEqual([]);

  const warehouse = await openWarehouse({ threads: 1, memoryMegabytes: 500 });
  const [ids = [], scores = []] = await warehouse
    .numbers(`SELECT CAST(id AS DOUBLE), CAST(score AS DOUBLE) FROM '${join(folder, 'scores.parquet')}'`, ROWS)
    .finally(() => warehouse.close());
  const expected = compileScorecard(document).scoreColumns(german.columns);
  expect(Array.from(ids)).toEqual(Array.from({ length: ROWS }, (_, row) => row));
  expect(Array.from(scores)).toEqual(Array.from({ length: ROWS }, (_, row) => expected[row % expected.length]));
});
