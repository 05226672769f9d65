import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, runCommandHere } from '../../../../test/system/support/run-command.ts';

const GERMAN = fileURLToPath(new URL('../../../../data/german/german_uci.csv', import.meta.url));
let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-model-'));
  const [head = '', ...lines] = (await readFile(GERMAN, 'utf8')).trim().split(/\r?\n/);
  const dated = lines.map(
    (line, row) => `${line},C${row % 400},2020-${String((row % 12) + 1).padStart(2, '0')}-15,${line.split(',').at(-1)}`,
  );
  await writeFile(path('dated.csv'), [`${head},customer,opened,leak`, ...dated, ''].join('\n'));
  await writeFile(path('broken.json'), '{');
  await writeFile(path('other.json'), '{"type":"CredenceDeal"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]): Promise<Ran> => runCommandHere('model', ...words);

const SPLIT = ['--exclude', 'leak', '--group', 'customer', '--test-share', '0.3', '--out-of-time', 'opened=2020-10-01'];

describe('credence model', () => {
  it('profiles a file and ends with 1 when a column needs a decision', async () => {
    const clean = await run('profile', GERMAN, '--target', 'bad');
    expect([clean.code, clean.fault]).toEqual([0, '']);
    expect(clean.out).toMatch(/content hash +0x[0-9a-f]{64}/);
    const faulty = JSON.parse((await run('--json', 'profile', path('dated.csv'), '--target', 'bad')).out);
    expect(faulty.findings.map(({ code, column }: { code: string; column: string }) => [code, column])).toEqual([
      ['date', 'opened'],
      ['duplicate', 'leak'],
      ['leakage', 'leak'],
    ]);
    expect((await run('profile', path('dated.csv'), '--target', 'bad')).code).toBe(1);
  });

  it('trains on the rows that are not held back, the same card each time', async () => {
    const first = JSON.parse(
      (await run('--json', 'train', path('dated.csv'), '--target', 'bad', ...SPLIT, '--out', path('card.json'))).out,
    );
    const parts: { part: string; rows: number; auc: number }[] = first.parts;
    expect(parts.map(({ part }) => part)).toEqual(['train', 'test', 'outOfTime']);
    expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(1000);
    expect(parts[2]?.rows).toBe(249);
    for (const { auc } of parts) expect(auc).toBeGreaterThan(0.65);
    const card = await readFile(path('card.json'), 'utf8');
    expect(JSON.parse(card)).toMatchObject({ training: { datasetHash: first.datasetHash, rows: parts[0]?.rows, excluded: ['leak'] } });
    const documents = ['model.pdf', 'model.html'].map(path);
    for (const file of documents)
      await run('train', path('dated.csv'), '--target', 'bad', ...SPLIT, '--out', path('again.json'), '--document', file);
    expect((await readFile(documents[0] ?? '')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await readFile(documents[1] ?? '', 'utf8')).toContain('<!doctype html>');
    expect(await readFile(path('again.json'), 'utf8')).toBe(card);
  });

  it('trains by the settings of a scenario', async () => {
    const words = ['train', GERMAN, '--target', 'bad', '--out', path('small.json'), '--scenario'];
    expect((await run(...words, 'small_business')).code).toBe(0);
    const card: { characteristics: { iv: number }[] } = JSON.parse(await readFile(path('small.json'), 'utf8'));
    expect(Math.min(...card.characteristics.map(({ iv }) => iv))).toBeGreaterThanOrEqual(0.05);
    await expect(run(...words, 'everybody')).rejects.toThrow(/Allowed choices are new, existing, small_business/);
  });

  it('trains, measures, scores, exports and explains with a card for each segment', async () => {
    const words = ['train', GERMAN, '--target', 'bad', '--segment-min-rows', '100', '--segment-min-bads', '30'];
    const card = path('segments.json');
    const trained = await run(...words, '--segment', 'age<33', '--segment', 'housing in A152 or missing', '--out', card);
    expect([trained.code, trained.fault]).toEqual([0, '']);
    expect(trained.out).toMatch(/AUC on unseen rows 0\.\d{4} by segments, 0\.\d{4} by one card: [+-]0\.\d{4}, p = /);
    expect(trained.out).toMatch(/The given segments are (no better|worse) than one card/);
    expect(trained.out).toMatch(/S3 +age ≥ 33 or missing; housing not in A152 +143/);
    const splits = [
      { attribute: 'age', cut: 33 },
      { attribute: 'housing', levels: ['A152'], missing: 'left' },
    ];
    await writeFile(path('splits.json'), JSON.stringify(splits));
    await run(...words, '--segments', path('splits.json'), '--out', path('same.json'));
    expect(await readFile(path('same.json'), 'utf8')).toBe(await readFile(card, 'utf8'));
    const measured = JSON.parse((await run('--json', 'validate', GERMAN, '--target', 'bad', '--model', card)).out);
    expect(measured.segments.map(({ segment, rows }: { segment: string; rows: number }) => [segment, rows])).toEqual([
      ['S1', 483],
      ['S2', 374],
      ['S3', 143],
    ]);
    expect((await run('score', GERMAN, '--card', card, '--reasons', '--out', path('by-segment.parquet'))).out).toMatch(/rows +1000/);
    expect((await run('export', card, '--to', 'sql')).out).toMatch(/CASE WHEN .* THEN 'S1' ELSE CASE/);
    expect((await run('export', card, '--to', 'pmml')).out).toContain('multipleModelMethod="selectFirst"');
    const explained = (await run('explain', GERMAN, '--card', card, '--rows', '1,2')).out;
    expect(explained).toMatch(/Row 1: score \d+, grade [A-G], segment S\d \(age/);
    const later = await run('calibrate', GERMAN, '--target', 'bad', '--model', card, '--out', path('true-segments.json'));
    expect([later.code, later.fault]).toEqual([0, expect.stringMatching(/trained on these rows/)]);
    expect((await run('explain', GERMAN, '--model', path('true-segments.json'))).fault).toMatch(/gives no reasons/);
    const changed = (await readFile(card, 'utf8')).replace('"cut":33', '"cut":34');
    await writeFile(path('tampered.json'), changed);
    expect((await run('validate', GERMAN, '--target', 'bad', '--card', path('tampered.json'))).fault).toMatch(/\/seal/);
  });

  it('keeps one card where found segments are not better, and says what is wrong with given ones', async () => {
    const words = ['train', GERMAN, '--target', 'bad', '--exclude', 'foreign', '--out', path('found.json')];
    expect((await run(...words, '--find-segments')).out).toMatch(/one card is better|One card is kept/);
    expect(JSON.parse(await readFile(path('found.json'), 'utf8'))).toMatchObject({ type: 'CredenceScorecard' });
    expect((await run(...words, '--segment', 'foreign in A201')).fault).toMatch(/may not tell segments/);
    expect((await run(...words, '--segment', 'age<20')).fault).toMatch(/Segment S1 \(age < 20\) has \d+ rows/);
    expect((await run(...words, '--segment', 'age<33', '--find-segments')).fault).toMatch(/only one of them/);
    await expect(run(...words, '--segment', 'age of 33')).rejects.toThrow(/Expected a condition such as/);
  });

  it('validates, scores and exports with the card', async () => {
    const measured = JSON.parse((await run('--json', 'validate', path('dated.csv'), '--target', 'bad', '--card', path('card.json'))).out);
    expect(measured).toMatchObject({ rows: 1000, bads: 300, isTrainingData: true });
    expect(measured.auc).toBeGreaterThan(0.75);
    expect((await run('validate', GERMAN, '--target', 'bad', '--card', path('card.json'))).out).toMatch(/trained on this data +no/);
    const scored = await run(
      'score',
      GERMAN,
      '--card',
      path('card.json'),
      '--out',
      path('scores.parquet'),
      '--reasons',
      '--part-rows',
      '400',
    );
    expect(scored.fault).toMatch(/score: 400 of 1,000 rows, [\d,]+ rows\/s, \d+ s left/);
    expect(scored.out).toMatch(/rows +1000/);
    expect((await run('export', path('card.json'), '--to', 'sql', '--dialect', 'spark', '--table', 'lake.loans')).out).toContain(
      'FROM `lake`.`loans` AS t',
    );
    expect((await run('export', path('card.json'), '--to', 'pmml')).out).toMatch(/^<\?xml/);
    expect((await run('export', path('card.json'), '--to', 'json')).out.trim()).toBe(await readFile(path('card.json'), 'utf8'));
    expect((await run('export', path('card.json'), '--to', 'js', '--out', path('card.mjs'))).out).toContain('written to');
    expect(await readFile(path('card.mjs'), 'utf8')).toContain('export function scoreCustomer');
  });

  it('compares kinds of models on the same folds, and approvals by what no model reads', async () => {
    const { code, out } = await run(
      'compare',
      GERMAN,
      '--target',
      'bad',
      '--models',
      'scorecard,boosting,cart',
      '--exclude',
      'age',
      '--protected',
      'status_sex',
      '--json',
    );
    expect(code).toBe(0);
    const { rows, models } = JSON.parse(out) as {
      rows: number;
      models: {
        kind: string;
        mean: { auc: number };
        folds: number[];
        test: { difference: number } | null;
        fairness: { attribute: string; groups: { rows: number; approvalRate: number }[] }[];
      }[];
    };
    expect(models.map(({ kind, test }) => [kind, test === null])).toEqual([
      ['scorecard', true],
      ['boosting', false],
      ['cart', false],
    ]);
    for (const { mean, folds, test, fairness } of models) {
      expect(folds).toHaveLength(5);
      expect(folds.reduce((sum, auc) => sum + auc, 0) / 5).toBeCloseTo(mean.auc, 10);
      if (test !== null) expect(test.difference).toBeCloseTo(mean.auc - (models[0]?.mean.auc ?? 0), 10);
      const groups = fairness[0]?.groups ?? [];
      expect(groups.reduce((sum, group) => sum + group.rows, 0)).toBe(rows);
      const approved = groups.reduce((sum, group) => sum + group.rows * group.approvalRate, 0) / rows;
      // Rows of the same probability, as leaves of a tree have, are approved together or not at all.
      expect(approved).toBeLessThanOrEqual(0.7 + 1e-9);
    }
    expect(models[0]?.mean.auc).toBeGreaterThan(models[2]?.mean.auc ?? 1);
  });

  it('grows trees and explains rows by values that add up to their risk', async () => {
    const grown = await run(
      'grow',
      GERMAN,
      '--target',
      'bad',
      '--test-share',
      '0.3',
      '--monotone',
      'duration:+',
      '--out',
      path('trees.json'),
      '--json',
    );
    expect(grown.code).toBe(0);
    const { parts, hash } = JSON.parse(grown.out) as { parts: { part: string; auc: number }[]; hash: string };
    expect(parts.map(({ part }) => part)).toEqual(['train', 'test']);
    expect(parts[1]?.auc).toBeGreaterThan(0.75);
    expect(await readFile(path('trees.json'), 'utf8')).toContain(hash);
    const explained = JSON.parse((await run('explain', GERMAN, '--model', path('trees.json'), '--rows', '2,1000', '--json')).out) as {
      base: number;
      rows: { row: number; probability: number; output: number; contributions: { value: number }[] }[];
    };
    expect(explained.rows.map(({ row }) => row)).toEqual([2, 1000]);
    for (const { output, probability, contributions } of explained.rows) {
      expect(explained.base + contributions.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(output, 9);
      expect(1 / (1 + Math.exp(-output))).toBeCloseTo(probability, 9);
    }
    expect((await run('explain', GERMAN, '--model', path('trees.json'), '--rows', '1001')).fault).toContain('row_unknown');
    await writeFile(path('changed.json'), (await readFile(path('trees.json'), 'utf8')).replace('boosting', 'boostin9'));
    expect((await run('explain', GERMAN, '--model', path('changed.json'))).fault).toContain('tree_model_invalid');
    const cart = await run('grow', GERMAN, '--target', 'bad', '--kind', 'cart', '--monotone', 'duration:+', '--out', path('x.json'));
    expect([cart.code, cart.fault]).toEqual([1, expect.stringContaining('tree_options_invalid')]);
  });

  it('tells drift by month, and ends with 1 on an alert', async () => {
    await run('train', path('dated.csv'), '--target', 'bad', '--exclude', 'leak,customer,opened', '--out', path('drift.json'));
    const still = await run(
      'drift',
      GERMAN,
      path('dated.csv'),
      '--card',
      path('drift.json'),
      '--target',
      'bad',
      '--cut-off',
      '500',
      '--json',
    );
    expect(still.code).toBe(0);
    interface Report {
      readonly worst: string;
      readonly base: { readonly rows: number; readonly approvalRate: number };
      readonly rows: readonly { readonly name: string; readonly index: readonly number[] }[];
      readonly periods: readonly {
        readonly period: string;
        readonly rows: number;
        readonly approvalRate: number;
        readonly outcome: { readonly bads: number };
      }[];
    }
    const report = JSON.parse(still.out) as Report;
    expect(report.rows[0]?.name).toBe('score');
    for (const { index } of report.rows) expect(index[0]).toBeCloseTo(0, 10);
    expect(report.periods[0]).toMatchObject({ period: 'all', rows: 1000, approvalRate: report.base.approvalRate, outcome: { bads: 300 } });
    const [head = '', ...lines] = (await readFile(path('dated.csv'), 'utf8')).trim().split('\n');
    const long = lines.map((line) => line.replace(/^([^,]*),\d+,/, '$1,60,'));
    await writeFile(path('long.csv'), [head, ...long, ''].join('\n'));
    const moved = await run('drift', GERMAN, path('long.csv'), '--card', path('drift.json'), '--by', 'opened', '--json');
    expect(moved.code).toBe(1);
    const monthly = JSON.parse(moved.out) as Report;
    expect(monthly.worst).toBe('alert');
    expect(monthly.periods.map(({ period }) => period)).toEqual(
      Array.from({ length: 12 }, (_, at) => `2020-${String(at + 1).padStart(2, '0')}`),
    );
    expect(monthly.rows.find(({ name }) => name === 'duration')?.index.every((value) => value > 1)).toBe(true);
    expect((await run('drift', GERMAN, path('long.csv'), '--card', path('drift.json'), '--by', 'when')).fault).toContain('no column when');
    expect((await run('drift', GERMAN, path('long.csv'), '--card', path('drift.json'), '--by', 'customer')).fault).toContain(
      'data_date_missing',
    );
  });

  it('says in one sentence what is wrong', async () => {
    const out = ['--out', path('x.json')];
    const cases: readonly (readonly [string[], string])[] = [
      [['profile', path('none.csv')], 'data_file_unreadable'],
      [['train', GERMAN, '--target', 'amount', ...out], 'data_target_coding'],
      [['train', GERMAN, '--target', 'bad', '--exclude', 'agee', ...out], 'no column agee'],
      [['train', path('dated.csv'), '--target', 'bad', ...out], 'leak: leak tells the outcome by itself'],
      [
        ['train', path('dated.csv'), '--target', 'bad', '--exclude', 'leak', '--out-of-time', 'age=2020-01-01', ...out],
        'data_date_missing',
      ],
      [
        ['train', path('dated.csv'), '--target', 'bad', '--exclude', 'leak', '--out-of-time', 'opened=2000-01-01', ...out],
        'data_part_empty',
      ],
      [['train', GERMAN, '--target', 'bad', '--out', join(folder, 'no', 'card.json')], 'file_unwritable'],
      [['score', GERMAN, '--card', path('broken.json'), '--out', path('y.parquet')], 'json_malformed'],
      [['score', GERMAN, '--card', path('other.json'), '--out', path('y.parquet')], 'model_invalid'],
      [['score', GERMAN, '--card', path('card.json'), '--out', join(folder, 'broken.json', 'y.parquet')], 'file_unwritable'],
    ];
    for (const [words, text] of cases) {
      const { code, fault } = await run(...words);
      expect([code, fault]).toEqual([1, expect.stringContaining(text)]);
    }
  });

  it('refuses wrong usage', async () => {
    await expect(run('train', GERMAN)).rejects.toMatchObject({ exitCode: 1, code: 'commander.missingMandatoryOptionValue' });
    await expect(run('export', path('card.json'), '--to', 'excel')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    const train = ['train', GERMAN, '--target', 'bad', '--out', path('x.json')];
    await expect(run(...train, '--test-share', '2')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    await expect(run(...train, '--special', 'a')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    await expect(run('compare', GERMAN, '--target', 'bad', '--models', 'oracle')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
    await expect(run('grow', GERMAN, '--target', 'bad', '--out', path('x.json'), '--monotone', 'age')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
    await expect(run(...train, '--out-of-time', 'age')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  });
});
