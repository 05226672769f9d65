import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, runCommandHere } from '../../../../test/system/support/run-command.ts';
import { DEAL_TEMPLATES } from '../../../securitization/templates.ts';

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-project-'));
  await writeFile(path('deal.json'), JSON.stringify(DEAL_TEMPLATES['european-pdl']));
  await writeFile(path('pool.csv'), 'id,balance,rate,remaining,age,kind\n1,100000000,6%,60,3,\n2,200000000.00,0.08,84,,level\n');
  const loans = Array.from({ length: 600 }, (_, at) => `500000,${(5 + (at % 4)).toFixed(1)}%,${40 + (at % 12)}`);
  await writeFile(path('tape.csv'), `Balance,Rate,Remaining\n${loans.join('\n')}\n`);
  await writeFile(path('bad.csv'), 'balance,rate,remaining,age,kind\n1.1234567,x,0,-1,odd\n');
  await writeFile(
    path('assumptions.json'),
    JSON.stringify({ prepay: { abs: '1.3%' }, default: { cdr: ['1%', '2%'] }, index: ['3%'], call: true }),
  );
  await writeFile(path('wrong.json'), JSON.stringify({ prepay: { cpr: 'fast' }, speed: 1 }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]): Promise<Ran> => runCommandHere('deal', 'project', ...words);

interface Answer {
  readonly basis: string;
  readonly lines: number;
  readonly classes: readonly {
    id: string;
    original: string;
    principal: string;
    loss: string;
    discountMargin: number | null;
    breakEven?: unknown;
  }[];
  readonly periods: readonly { date: string; pool: string; isCalled: boolean; collections: Record<string, string> }[];
}

describe('credence deal project', () => {
  test('shows classes and periods of a deal on a pool', async () => {
    const { code, out, fault } = await run(
      path('deal.json'),
      '--pool',
      path('pool.csv'),
      '--cpr',
      '10%',
      '--cdr',
      '2%',
      '--recovery',
      '40%',
      '--lag',
      '6',
    );
    expect([code, fault]).toEqual([0, '']);
    expect(out).toContain('Exact (bma order, 2 lines), EURC; years ACT/365F.');
    expect(out).toMatch(/^A\s+246000000\.000000/m);
    expect(out).toMatch(/^\s*1\s+2027-03-15/m);
  });

  test('gives everything as JSON, with break-evens, and calls the deal', async () => {
    const { code, out } = await run(
      path('deal.json'),
      '--json',
      '--pool',
      path('pool.csv'),
      '--assumptions',
      path('assumptions.json'),
      '--break-even',
    );
    const answer = JSON.parse(out) as Answer;
    expect(code).toBe(0);
    const [a] = answer.classes;
    expect(a).toMatchObject({ id: 'A', original: '246000000000000', principal: '246000000000000', loss: '0' });
    expect(a?.discountMargin).toBeGreaterThan(0.006);
    expect(a?.breakEven).toMatchObject({ multiple: expect.any(String) });
    expect(answer.periods.filter(({ isCalled }) => isCalled)).toHaveLength(1);
    const paid = answer.periods.reduce(
      (sum, { collections }) => sum + BigInt(collections['principal'] ?? '0') + BigInt(collections['defaults'] ?? '0'),
      0n,
    );
    expect(paid).toBe(300_000_000n * 1_000_000n);
  });

  test('gathers a long tape into lines unless each loan is asked for', async () => {
    const grouped = JSON.parse((await run(path('deal.json'), '--json', '--pool', path('tape.csv'))).out) as Answer;
    const each = JSON.parse((await run(path('deal.json'), '--json', '--pool', path('tape.csv'), '--loans')).out) as Answer;
    expect([grouped.basis, each.basis, each.lines]).toEqual(['rep-lines', 'lines-as-given', 600]);
    expect(grouped.lines).toBeLessThan(20);
  });

  test('names the place of each fault', async () => {
    const pool = await run(path('deal.json'), '--json', '--pool', path('bad.csv'));
    expect([pool.code, pool.out]).toEqual([1, '']);
    const fault = JSON.parse(pool.fault) as { code: string; errors: { pointer: string }[] };
    expect(fault.code).toBe('pool_file_invalid');
    expect(fault.errors.map(({ pointer }) => pointer)).toEqual(['2:balance', '2:rate', '2:remaining', '2:age', '2:kind']);
    const supposed = await run(path('deal.json'), '--json', '--pool', path('pool.csv'), '--assumptions', path('wrong.json'));
    expect(JSON.parse(supposed.fault)).toMatchObject({ code: 'projection_file_invalid' });
    const broken = await run(path('deal.json'), '--pool', path('pool.csv'), '--assumptions', path('pool.csv'));
    expect(broken.fault).toContain('The assumptions are not JSON');
    const other = await run(path('wrong.json'), '--pool', path('pool.csv'));
    expect(other.fault).toContain('deal_file_invalid');
    const text = await run(path('pool.csv'), '--pool', path('pool.csv'));
    expect(text.fault).toContain('json_malformed');
    const total = await run(path('deal.json'), '--pool', path('deal.json'));
    expect(total.code).toBe(1);
  });
});
