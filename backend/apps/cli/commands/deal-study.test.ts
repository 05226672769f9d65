import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, runCommandHere } from '../../../../test/system/support/run-command.ts';

const DEAL = 'template:european-pdl';
const BASE = ['--cpr', '8%', '--cdr', '4%', '--recovery', '40%'];
let folder: string;
let pool: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-study-'));
  pool = join(folder, 'pool.csv');
  const rows = Array.from({ length: 600 }, (_, at) => `500000,${5 + (at % 4)}%,${40 + (at % 12)},${1 + (at % 5) * 2}%`);
  await writeFile(pool, `balance,rate,remaining,pd\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'bad.csv'), 'balance,rate,remaining,pd,count\n300000000,6%,60,140%,0\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (verb: string, ...words: string[]): Promise<Ran> => runCommandHere('deal', verb, DEAL, ...words);

async function json<T>(verb: string, ...args: string[]): Promise<T> {
  const { out, fault } = await run(verb, ...args, '--json');
  expect(fault).toBe('');
  return JSON.parse(out) as T;
}

describe('credence deal scenarios', () => {
  test('runs every combination, and its middle is what project says', async () => {
    type Cell = { prepay: string; default: string; value: { id: string; yield: number; loss: number; averageLife: number }[] };
    const cells = await json<Cell[]>('scenarios', '--pool', pool, ...BASE, '--prepay', '0.5,1', '--default', '0,1,4');
    expect(cells).toHaveLength(6);
    const { classes } = await json<{ classes: { id: string; yield: number; averageLife: number }[] }>('project', '--pool', pool, ...BASE);
    const middle = cells.find((cell) => cell.prepay === String(10n ** 18n) && cell.default === String(10n ** 18n));
    expect(middle?.value.map(({ id, yield: bond, averageLife }) => ({ id, yield: bond, averageLife }))).toEqual(
      classes.map(({ id, yield: bond, averageLife }) => ({ id, yield: bond, averageLife })),
    );
    const losses = cells.slice(3).map((cell) => cell.value.at(-1)?.loss ?? 0);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
  });

  test('names what is no multiple', async () => {
    await expect(run('scenarios', '--pool', pool, '--default', '1,x')).rejects.toThrow('x is no multiple such as 0.5');
  });
});

describe('credence deal sensitivity', () => {
  test('swings widest first', async () => {
    const answer = await json<{ base: number; bars: { name: string; swing: number }[] }>(
      'sensitivity',
      '--pool',
      pool,
      ...BASE,
      '--class',
      'E',
      '--measure',
      'yield',
    );
    expect(answer.bars[0]?.name).toBe('default');
    expect(answer.bars.map(({ swing }) => swing)).toEqual(answer.bars.map(({ swing }) => swing).sort((a, b) => b - a));
  });

  test('knows its classes', async () => {
    const { code, fault } = await run('sensitivity', '--pool', pool, '--class', 'Z');
    expect(code).toBe(1);
    expect(fault).toContain('no class Z; it has A, B, E');
  });
});

describe('credence deal simulate', () => {
  type Answer = {
    pool: { meanLoss: { value: number } };
    classes: { id: string; expectedLoss: { value: number; standardError: number } }[];
    sized: { attachment: number; defaultProbability: number }[];
  };
  const args = ['--pool', '', ...BASE, '--paths', '2000', '--size', '0.5%,5%'];

  test('gives the same paths for the same seed, loses from below and sizes to the targets', async () => {
    const own = args.map((text) => (text === '' ? pool : text));
    const answer = await json<Answer>('simulate', ...own, '--seed', '7');
    expect(await json('simulate', ...own, '--seed', '7')).toEqual(answer);
    expect(await json('simulate', ...own, '--seed', '8')).not.toEqual(answer);
    const losses = answer.classes.map(({ expectedLoss }) => expectedLoss.value);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    expect(answer.sized[0]?.defaultProbability).toBeLessThanOrEqual(0.005);
    expect(answer.sized[0]?.attachment).toBeGreaterThan(answer.sized[1]?.attachment ?? 1);
  });

  test('names the place of a probability and a count that are none', async () => {
    const { code, fault } = await run('simulate', '--pool', join(folder, 'bad.csv'), ...BASE);
    expect(code).toBe(1);
    expect(fault).toContain('2:pd: is a probability');
    expect(fault).toContain('2:count: is a whole number');
  });
});
