import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandHere } from '../../../../test/system/support/run-command.ts';

let folder: string;
const path = (name: string) => join(folder, name);
const CSV = `interest,principal,recoveries,defaults,index
6000000,15000000,0,2000000,2.5%
5500000,14000000,300000,9000000,2.5%
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-deal-'));
  await writeFile(path('reports.csv'), CSV);
  await writeFile(
    path('reports.json'),
    JSON.stringify([{ interest: '6000000', principal: '15000000', defaults: '2000000', index: '2.5%' }]),
  );
  await writeFile(path('numbers.json'), JSON.stringify([{ interest: 6000000 }]));
  await writeFile(path('wrong.csv'), 'interest,colour\n1.0,blue\n');
  await writeFile(path('pool.csv'), 'principal,poolEnd\n1,300000000\n');
  await writeFile(path('broken.json'), '{');
  await writeFile(path('faulty.json'), JSON.stringify({ type: 'CredenceDeal' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = runCommandHere;

const PDL = 'template:european-pdl';

describe('credence deal', () => {
  it('prints templates that it compiles', async () => {
    const names = (await run('deal', 'template')).out.trim().split('\n');
    expect(names.length).toBeGreaterThanOrEqual(4);
    for (const name of names) {
      await writeFile(path('template.json'), (await run('deal', 'template', name)).out);
      expect(await run('deal', 'validate', path('template.json'))).toMatchObject({ code: 0, fault: '' });
      expect((await run('deal', 'compile', path('template.json'))).out).toMatch(/image hash +0x[0-9a-f]{64}/);
    }
  });

  it('runs the same reports from CSV and JSON', async () => {
    const csv = JSON.parse((await run('--json', 'deal', 'run', PDL, '--reports', path('reports.csv'))).out);
    const json = JSON.parse((await run('--json', 'deal', 'run', PDL, '--reports', path('reports.json'))).out);
    expect(csv.periods.length).toBe(2);
    expect(json.periods[0]).toEqual(csv.periods[0]);
    const table = (await run('deal', 'run', PDL, '--reports', path('reports.csv'))).out;
    expect(table).toContain('2027-06-15');
    expect(table).toContain('6014897.412481');
  });

  it('explains a period in both languages', async () => {
    const reports = ['--reports', path('reports.csv'), '--period', '2'];
    const english = await run('deal', 'explain', PDL, ...reports);
    expect(english.out).toContain('1872711.111111 EURC from the interest bucket to Class A.');
    expect(english.out).toContain('Passed over: it is not the last period.');
    expect((await run('--lang', 'zh', 'deal', 'explain', PDL, ...reports)).out).toContain('略过：本期不是最后一期。');
    expect(await run('deal', 'explain', PDL, '--reports', path('reports.csv'), '--period', '3')).toMatchObject({
      code: 1,
      fault: expect.stringContaining('deal_period_missing'),
    });
  });

  it('names faults with their place and ends with 1', async () => {
    const faulty = await run('deal', 'validate', path('faulty.json'));
    expect(faulty.code).toBe(1);
    expect(faulty.out).toContain('/waterfall');
    const cases: readonly (readonly [string[], string])[] = [
      [['validate', path('broken.json')], 'json_malformed'],
      [['validate', 'template:none'], 'deal_template_unknown'],
      [['compile', path('faulty.json')], 'deal_file_invalid'],
      [['run', PDL, '--reports', path('numbers.json')], '/0/interest'],
      [['run', PDL, '--reports', path('wrong.csv')], 'line 2/colour'],
      [['run', PDL, '--reports', path('pool.csv')], '/poolEnd'],
    ];
    for (const [words, text] of cases) {
      const { code, fault } = await run('deal', ...words);
      expect([code, fault]).toEqual([1, expect.stringContaining(text)]);
    }
  });

  it('refuses wrong usage', async () => {
    await expect(run('deal', 'run', PDL)).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
  });
});
