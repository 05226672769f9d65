import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, runCommandHere } from '../../../../test/system/support/run-command.ts';
import { openWarehouse } from '../../../platform/warehouse/warehouse.ts';
import { fileSql } from '../../../intake/open-data-file.ts';

const GERMAN = fileURLToPath(new URL('../../../../data/german/german_uci.csv', import.meta.url));
let folder: string;
const path = (name: string) => join(folder, name);
const run = (...words: string[]): Promise<Ran> => runCommandHere('model', ...words);
async function answer<T>(...words: string[]): Promise<T> {
  const { code, out, fault } = await run('--json', ...words);
  expect([code, code === 0 ? '' : fault]).toEqual([0, '']);
  return JSON.parse(out) as T;
}
const TARGET = ['--target', 'bad'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-challengers-'));
  const [head = '', ...lines] = (await readFile(GERMAN, 'utf8')).trim().split(/\r?\n/);
  const file = (name: string, rows: readonly string[]) => writeFile(path(name), [head, ...rows, ''].join('\n'));
  await file('early.csv', lines.slice(0, 700));
  await file('late.csv', lines.slice(700));
  const dated = lines.slice(700).map((line, row) => `${line},20${row < 150 ? '24' : '25'}-03-01`);
  await writeFile(path('dated.csv'), [`${head},opened`, ...dated, ''].join('\n'));
  // Rejected applications: no outcome, and loans of a length that few of the accepted have.
  const cut = (line: string) => line.replace(/,[^,]*$/, '').replace(/^([^,]*),\d+,/, '$1,48,');
  await writeFile(path('rejected.csv'), [head.replace(/,bad$/, ''), ...lines.slice(700).map(cut), ''].join('\n'));
  const names = head.split(',');
  const row = (lines[701] ?? '').split(',').map((cell, place) => [names[place], /^\d+$/.test(cell) ? Number(cell) : cell]);
  await writeFile(path('row.json'), JSON.stringify(Object.fromEntries(row)));
  for (const kind of ['scorecard', 'boosting', 'linear_svm', 'ensemble'])
    await run('grow', path('early.csv'), ...TARGET, '--kind', kind, '--out', path(`${kind}.json`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Validated {
  readonly model: string;
  readonly auc: number;
  readonly brier: number;
  readonly isTrainingData: boolean;
  readonly aucInterval: { readonly lower: number; readonly upper: number };
  readonly bootstrap: Record<string, { readonly lower: number; readonly upper: number; readonly estimate: number }> | null;
  readonly parts: readonly { readonly part: string; readonly rows: number }[];
  readonly grades: readonly unknown[];
}
const validate = (model: string, ...words: string[]) =>
  answer<Validated>('validate', path('late.csv'), ...TARGET, '--model', path(`${model}.json`), ...words);

describe('credence model, challengers', () => {
  it('grows every kind the same each time, with a hash that the other commands name', async () => {
    const hashes: string[] = [];
    for (const kind of ['scorecard', 'boosting', 'linear_svm', 'ensemble']) {
      const again = await answer<{ hash: string }>('grow', path('early.csv'), ...TARGET, '--kind', kind, '--out', path('again.json'));
      expect(await readFile(path('again.json'), 'utf8')).toBe(await readFile(path(`${kind}.json`), 'utf8'));
      const { model, auc, isTrainingData } = await validate(kind);
      expect([model, isTrainingData]).toEqual([again.hash, false]);
      expect(auc).toBeGreaterThan(0.74);
      hashes.push(model);
    }
    expect(new Set(hashes).size).toBe(4);
    const text = await run(
      'grow',
      path('early.csv'),
      ...TARGET,
      '--kind',
      'rbf_svm',
      '--set',
      'cost=2',
      '--test-share',
      '0.3',
      '--out',
      path('x.json'),
    );
    expect(text.out).toMatch(/support vectors +\d+/);
    expect(JSON.parse(await readFile(path('x.json'), 'utf8'))).toMatchObject({ type: 'CredenceModel', version: 1, options: { cost: 2 } });
  });

  it('validates with intervals by bootstrap, the same for the same seed, and by time', async () => {
    const first = await validate('boosting', '--bootstrap', '200');
    expect(await validate('boosting', '--bootstrap', '200')).toEqual(first);
    expect((await validate('boosting', '--bootstrap', '200', '--seed', '2')).bootstrap).not.toEqual(first.bootstrap);
    const { auc } = first.bootstrap ?? {};
    expect(auc?.estimate).toBeCloseTo(first.auc, 12);
    expect(Math.abs((auc?.lower ?? 0) - first.aucInterval.lower)).toBeLessThan(0.03);
    expect(Math.abs((auc?.upper ?? 0) - first.aucInterval.upper)).toBeLessThan(0.03);
    const timed = await answer<Validated>(
      'validate',
      path('dated.csv'),
      ...TARGET,
      '--card',
      path('scorecard.json'),
      '--out-of-time',
      'opened=2025-01-01',
    );
    expect(timed.parts.map(({ part, rows }) => [part, rows])).toEqual([
      ['before 2025-01-01', 150],
      ['from 2025-01-01', 150],
    ]);
    expect([timed.grades.length > 3, first.grades.length]).toEqual([true, 0]);
    const shown = (await run('validate', path('late.csv'), ...TARGET, '--model', path('ensemble.json'), '--bootstrap', '50')).out;
    expect(shown).toMatch(/AUC, 95 % by DeLong +0\.\d{4} to 0\.\d{4}/);
    expect(shown).toMatch(/bootstrap +estimate/);
  });

  it('calibrates out of fold and writes a model that all commands take', async () => {
    interface Calibrated {
      readonly hash: string;
      readonly trueShare: number | null;
      readonly before: { readonly brier: number; readonly table: readonly { rows: number }[] } | null;
      readonly after: { readonly brier: number; readonly reliability: number } | null;
    }
    const calibrate = (method: string, out: string, ...words: string[]) =>
      answer<Calibrated>('calibrate', path('late.csv'), '--model', path('boosting.json'), '--method', method, '--out', path(out), ...words);
    for (const method of ['platt', 'isotonic']) {
      const { hash, before, after } = await calibrate(method, `${method}.json`, ...TARGET);
      expect(before?.brier).toBeCloseTo((await validate('boosting')).brier, 12);
      expect(before?.table.reduce((sum, { rows }) => sum + rows, 0)).toBe(300);
      const measured = await validate(method);
      expect(measured.model).toBe(hash);
      // On its own rows the calibrator looks better than out of fold.
      expect(measured.brier).toBeLessThan(after?.brier ?? 0);
    }
    const shifted = await calibrate('prior-shift', 'shifted.json', '--share', '0.1');
    expect([shifted.trueShare, shifted.before]).toEqual([0.1, null]);
    expect((await validate('shifted')).auc).toBeCloseTo((await validate('boosting')).auc, 12);
    const text = (await run('calibrate', path('late.csv'), ...TARGET, '--card', path('scorecard.json'), '--out', path('x.json'))).out;
    expect(text).toMatch(/mapping +1 \/ \(1 \+ exp/);
    const seen = await run('calibrate', path('early.csv'), ...TARGET, '--card', path('scorecard.json'), '--out', path('x.json'));
    expect(seen.fault).toContain('too sure here');
    const grown = await answer<{ hash: string }>(
      'grow',
      path('early.csv'),
      ...TARGET,
      '--calibrate',
      'platt',
      '--out',
      path('crossed.json'),
    );
    expect((await validate('crossed')).model).toBe(grown.hash);
  });

  it('infers of the rejected by three methods, and says what changed', async () => {
    interface Inferred {
      readonly hash: string;
      readonly rejected: number;
      readonly badRate: { readonly accepted: number; readonly all: number };
      readonly auc: { readonly before: number; readonly after: number };
      readonly characteristics: readonly { readonly name: string; readonly after: unknown }[];
    }
    const infer = (method: string, ...words: string[]) =>
      answer<Inferred>(
        'infer',
        path('early.csv'),
        '--rejected',
        path('rejected.csv'),
        ...TARGET,
        '--method',
        method,
        '--out',
        path('inferred.json'),
        ...words,
      );
    const fuzzy = await infer('fuzzy', '--factor', '2');
    expect(fuzzy.rejected).toBe(300);
    expect(fuzzy.badRate.all).toBeGreaterThan(fuzzy.badRate.accepted + 0.05);
    expect(Math.abs(fuzzy.auc.after - fuzzy.auc.before)).toBeLessThan(0.02);
    const card = JSON.parse(await readFile(path('inferred.json'), 'utf8')) as { training: unknown };
    expect(card.training).toMatchObject({ rows: 700 });
    expect((await validate('inferred')).model).toBe(fuzzy.hash);
    expect((await infer('fuzzy', '--factor', '2')).hash).toBe(fuzzy.hash);
    // The rejected are long loans, which the model of the accepted calls risky.
    expect((await infer('parcelling')).badRate.all).toBeGreaterThan(fuzzy.badRate.accepted + 0.02);
    const shown = await run(
      'infer',
      path('early.csv'),
      '--rejected',
      path('rejected.csv'),
      ...TARGET,
      '--method',
      'augmentation',
      '--out',
      path('x.json'),
    );
    expect(shown.out).toMatch(/rejected that no accepted one stands for +\d+/);
    expect(shown.out).toMatch(/base points +\d+ +\d+/);
    const short = path('short.csv');
    await writeFile(short, 'checking\nA11\n');
    const refused = await run('infer', path('early.csv'), '--rejected', short, ...TARGET, '--out', path('x.json'));
    expect([refused.code, refused.fault]).toEqual([1, expect.stringContaining('scorecard_column_missing')]);
  });

  it('searches the same way each time, never below the usual settings, with a nested estimate', async () => {
    interface Searched {
      readonly best: Record<string, number>;
      readonly table: readonly { readonly candidate: Record<string, number>; readonly mean: { readonly auc: number } }[];
      readonly nested: { readonly results: readonly unknown[]; readonly mean: { readonly auc: number } };
    }
    const words = [
      'search',
      path('early.csv'),
      ...TARGET,
      '--kind',
      'cart',
      '--over',
      'maxDepth=2,3',
      '--over',
      'minLeafRows=10..60',
      '--nested',
      '3',
    ];
    const found = await answer<Searched>(...words);
    expect(await answer<Searched>(...words)).toEqual(found);
    expect(found.table).toHaveLength(7);
    const areas = found.table.map(({ mean }) => mean.auc);
    expect(areas).toEqual([...areas].sort((left, right) => right - left));
    expect(found.table[0]?.candidate).toEqual(found.best);
    expect(found.table.some(({ candidate }) => candidate['maxDepth'] === 5 && candidate['minLeafRows'] === 20)).toBe(true);
    expect(found.nested.results).toHaveLength(3);
    const drawn = [
      'search',
      path('early.csv'),
      ...TARGET,
      '--kind',
      'linear_svm',
      '--method',
      'random',
      '--candidates',
      '3',
      '--objective',
      'brier',
    ];
    expect((await run(...drawn)).out).toMatch(/best +cost=/);
    const usual = await run('search', path('early.csv'), ...TARGET, '--kind', 'scorecard', '--points', '2', '--folds', '3');
    expect([usual.code, usual.fault]).toEqual([0, expect.stringContaining('models learnt')]);
  });

  it('tells who is swapped between two models', async () => {
    interface Swapped {
      readonly rows: number;
      readonly trainedOn: readonly string[];
      readonly swap: Record<'bothApprove' | 'bothDecline' | 'swapIn' | 'swapOut', { readonly rows: number; readonly bads: number }>;
      readonly auc: { readonly first: number; readonly second: number };
    }
    const words = ['swap', path('late.csv'), ...TARGET, '--champion', path('scorecard.json'), '--challenger', path('ensemble.json')];
    const { rows, trainedOn, swap, auc } = await answer<Swapped>(...words, '--approval', '0.6');
    const cells = [swap.bothApprove, swap.bothDecline, swap.swapIn, swap.swapOut];
    expect([cells.reduce((sum, cell) => sum + cell.rows, 0), trainedOn]).toEqual([rows, []]);
    expect(cells.reduce((sum, cell) => sum + cell.bads, 0)).toBe(93);
    expect(swap.bothApprove.rows + swap.swapIn.rows).toBe(180);
    expect(auc.second).toBeCloseTo((await validate('scorecard')).auc, 12);
    expect((await run(...words, '--cut-off', '0.3')).out).toMatch(/cut-off of the champion +0\.3000/);
    const self = await answer<Swapped>(
      'swap',
      path('late.csv'),
      ...TARGET,
      '--champion',
      path('ensemble.json'),
      '--challenger',
      path('ensemble.json'),
    );
    expect([self.swap.swapIn.rows, self.swap.swapOut.rows]).toEqual([0, 0]);
  });

  it('scores files and single rows by any model through one interface', async () => {
    const warehouse = await openWarehouse({ threads: 1, memoryMegabytes: 300 });
    for (const model of ['ensemble', 'boosting', 'scorecard']) {
      const out = path(`${model}.parquet`);
      const reasons = model === 'ensemble' ? [] : ['--reasons'];
      const done = await run('score', path('late.csv'), '--model', path(`${model}.json`), '--out', out, '--part-rows', '77', ...reasons);
      expect([done.code, done.fault]).toEqual([0, expect.stringContaining('score: 300 of 300 rows')]);
      const found = await warehouse.rows(`SELECT * FROM read_parquet(${fileSql(out)})`);
      expect(found).toHaveLength(300);
      const row = await answer<{ probability: number; reasons: { column: string; code: string | null }[] | null }>(
        'score-row',
        path('row.json'),
        '--model',
        path(`${model}.json`),
      );
      expect(found[1]?.['pd']).toBeCloseTo(row.probability, 6);
      if (model !== 'ensemble') expect(found[1]?.['reasons']).toBe((row.reasons ?? []).map(({ code, column }) => code ?? column).join(','));
    }
    await warehouse.close();
    const shown = (await run('score-row', path('row.json'), '--model', path('ensemble.json'))).out;
    expect(shown).toContain('gives no reasons');
  });

  it('says in one sentence what is wrong', async () => {
    const document = await readFile(path('ensemble.json'), 'utf8');
    await writeFile(path('tampered.json'), document.replace('"intercept":', '"intercept" :'));
    await writeFile(path('newer.json'), document.replace(/"version":1\}$/, '"version":2}'));
    await writeFile(path('list.json'), '[]');
    await writeFile(path('odd.json'), '{"age":true}');
    const late = path('late.csv');
    const out = ['--out', path('y.parquet')];
    const cases: readonly (readonly [string[], string])[] = [
      [['validate', late, ...TARGET, '--model', path('tampered.json')], 'model_invalid'],
      [['validate', late, ...TARGET, '--model', path('newer.json')], 'Expected version 1'],
      [['score', late, '--model', path('ensemble.json'), '--reasons', ...out], 'model_reasons_unavailable'],
      [['calibrate', late, '--model', path('boosting.json'), '--out', path('x.json')], 'calibration_outcomes_missing'],
      [['grow', late, ...TARGET, '--kind', 'cart', '--set', 'depth=3', '--out', path('x.json')], 'model_setting_unknown'],
      [['search', late, ...TARGET, '--over', 'trees=400..50'], 'search_space_invalid'],
      [['score-row', path('list.json'), '--model', path('boosting.json')], 'holds no object'],
      [['score-row', path('odd.json'), '--model', path('boosting.json')], 'scorecard_input_invalid'],
      [
        ['swap', path('rejected.csv'), ...TARGET, '--champion', path('scorecard.json'), '--challenger', path('boosting.json')],
        'data_column_unknown',
      ],
      [['validate', late, ...TARGET, '--model', path('boosting.json'), '--out-of-time', 'opened=2025-01-01'], 'data_column_unknown'],
    ];
    for (const [words, text] of cases) {
      const { code, fault } = await run(...words);
      expect([code, fault]).toEqual([1, expect.stringContaining(text)]);
    }
  });

  it('refuses wrong usage', async () => {
    const late = path('late.csv');
    await expect(run('validate', late, ...TARGET)).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
    await expect(run('validate', late, ...TARGET, '--model', 'a', '--card', 'b')).rejects.toMatchObject({
      code: 'commander.conflictingOption',
    });
    const invalid = { code: 'commander.invalidArgument' };
    await expect(run('grow', late, ...TARGET, '--out', 'x', '--kind', 'oracle')).rejects.toMatchObject(invalid);
    await expect(run('grow', late, ...TARGET, '--out', 'x', '--set', 'trees')).rejects.toMatchObject(invalid);
    await expect(run('search', late, ...TARGET, '--over', '=3')).rejects.toMatchObject(invalid);
    await expect(run('calibrate', late, '--model', 'a', '--out', 'x', '--share', '2')).rejects.toMatchObject(invalid);
  });
});
