import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDeal } from '../../backend/securitization/waterfall.ts';
import { DEAL_TEMPLATES } from '../../backend/securitization/templates.ts';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..');
const REPORT = { interest: '6000000', principal: '15000000', defaults: '2000000', index: '2.5%' };
let folder: string;

/** A program of somebody else that has nothing of us but the package's entry for waterfalls. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
import { faultsOfDeal, openDeal, readImage } from 'credence/waterfall';
const { file, report } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const deal = openDeal(file);
const state = deal.start();
const { next } = deal.run(state, deal.report(report, state));
const lines = deal.explain(state, deal.report(report, state)).steps.map(({ words }) => words.zh);
const again = openDeal(readImage(deal.bytes).file).hash;
const text = (_, value) => (typeof value === 'bigint' ? String(value) : value);
console.log(JSON.stringify({ hash: deal.hash, again, next, lines, faults: faultsOfDeal({}).length }, text));
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-waterfall-'));
  const home = join(folder, 'node_modules/credence');
  await mkdir(join(home, 'web/waterfall-module'), { recursive: true });
  await cp(join(PROJECT, 'package.json'), join(home, 'package.json'));
  await cp(join(PROJECT, 'web/waterfall-module/dist'), join(home, 'web/waterfall-module/dist'), { recursive: true });
  await writeFile(join(folder, 'analyst.mjs'), PROGRAM);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('compiles and runs as a package of its own what the back end compiles and runs', async () => {
  const file = DEAL_TEMPLATES['european-pdl'];
  const input = join(folder, 'input.json');
  await writeFile(input, JSON.stringify({ file, report: REPORT }));
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'analyst.mjs'), input]);
  const deal = openDeal(file);
  const { next } = deal.run(deal.start(), deal.report(REPORT, deal.start()));
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  const answer: unknown = JSON.parse(stdout);
  expect(answer).toMatchObject({ hash: deal.hash, again: deal.hash, next: JSON.parse(JSON.stringify(next, text)) });
  expect(answer).toMatchObject({ lines: expect.arrayContaining([expect.stringContaining('权益级短缺增加 2000000')]) });
  expect((answer as { faults: number }).faults).toBeGreaterThan(3);
});
