import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..');
let folder: string;

/** A program of somebody else that has nothing of us but the package's entry for verification. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
import { verifyCredential } from 'credence/verify';
const { text, now, trust } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { verdict, words, checks } = await verifyCredential(text, { now, trust });
console.log(JSON.stringify({ verdict, zh: words.zh, checks: checks.length, signature: checks.find(({ id }) => id === 'fieldsMatchRoot').status }));
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-verify-'));
  const home = join(folder, 'node_modules/credence');
  await mkdir(join(home, 'web/verify-module'), { recursive: true });
  await cp(join(PROJECT, 'package.json'), join(home, 'package.json'));
  await cp(join(PROJECT, 'web/verify-module/dist'), join(home, 'web/verify-module/dist'), { recursive: true });
  await writeFile(join(folder, 'lender.mjs'), PROGRAM);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(text: string, now: number, trust: unknown): Promise<unknown> {
  const input = join(folder, 'input.json');
  await writeFile(input, JSON.stringify({ text, now, trust }));
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'lender.mjs'), input]);
  return JSON.parse(stdout);
}

it('verifies as a package of its own, without the rest of the project', async () => {
  const [good] = JSON.parse(await readFile(join(PROJECT, 'test/vectors/credentials/cases.json'), 'utf8'));
  const { chain } = JSON.parse(good.text);
  expect(await verify(good.text, good.now, chain)).toEqual({
    verdict: 'undetermined',
    zh: expect.stringContaining('无法判定'),
    checks: 18,
    signature: 'pass',
  });
  const changed = good.text.replace('"value": "651"', '"value": "652"');
  expect(changed).not.toBe(good.text);
  expect(await verify(changed, good.now, chain)).toMatchObject({ verdict: 'forged', signature: 'fail' });
});
