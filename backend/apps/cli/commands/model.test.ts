import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../program.ts';

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

async function run(...given: string[]): Promise<{ code: number; out: string; fault: string }> {
  const [out, fault] = [[] as string[], [] as string[]];
  const take = (into: string[]) => ({ write: (text: string) => void into.push(text) });
  let code = -1;
  const program = buildProgram({ stdout: take(out), stderr: take(fault), stdin: Readable.from([]), colour: false }, (exit) => {
    code = exit;
  });
  await program.parseAsync(['node', 'credence', 'model', ...given]);
  return { code, out: out.join(''), fault: fault.join('') };
}

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
    await run('train', path('dated.csv'), '--target', 'bad', ...SPLIT, '--out', path('again.json'));
    expect(await readFile(path('again.json'), 'utf8')).toBe(card);
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
      [['score', GERMAN, '--card', path('other.json'), '--out', path('y.parquet')], 'scorecard_invalid'],
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
    await expect(run(...train, '--out-of-time', 'age')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  });
});
