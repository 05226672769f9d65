import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATES } from '../checks/gates.mjs';
import { describe, runGates } from '../checks/run-gates.mjs';
import { PROJECT } from '../node/right-node.mjs';
import { countHardhat, countVitest, settle } from './count-results.mjs';
import { describeActs, readActs } from './invariant-acts.mjs';

/** Runs a script of node_modules, shows its output as it comes and keeps it. */
function run(script, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(PROJECT, 'node_modules', script), ...args], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'test', ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => process.stderr.write(chunk));
    child.once('error', () => resolve({ code: 1, output }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function vitest(project, filters) {
  const folder = mkdtempSync(join(tmpdir(), 'credence-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const { code } = await run('vitest/vitest.mjs', [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...filters,
    ]);
    let counts;
    try {
      counts = countVitest(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // No report means no result, which `settle` counts as a failure.
    }
    return { counts, code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function gates() {
  const results = await runGates(GATES, PROJECT, (result) => process.stdout.write(`${describe(result)}\n`));
  const failed = results.filter((result) => !result.passed).length;
  return { counts: { passed: results.length - failed, failed, skipped: 0 }, code: failed === 0 ? 0 : 1 };
}

/** Each act of the invariant tests that was never done counts as a failure. */
async function solidity(filters) {
  const file = join(PROJECT, 'cache', 'invariant-acts.txt');
  rmSync(file, { force: true });
  const { code, output } = await run('hardhat/dist/src/cli.js', ['test', 'solidity', ...filters]);
  const { lines, never } = describeActs(readActs(file));
  if (lines.length > 0) process.stdout.write(`Acts of the invariant tests, done / tried:\n${lines.join('\n')}\n`);
  if (never.length > 0) process.stdout.write(`FAIL  never done: ${never.join(', ')}\n`);
  const counts = countHardhat(output);
  return { counts: counts === undefined ? undefined : { ...counts, failed: counts.failed + never.length }, code };
}

const EVERYTHING = ['install', 'generate', 'compile', 'web'];

/** The suites in their order, each with the steps of set-up that it builds on. */
const SUITES = {
  gates: { needs: EVERYTHING, run: gates },
  unit: { needs: ['install', 'generate', 'compile'], run: (filters) => vitest('unit', filters) },
  solidity: { needs: ['install', 'compile'], run: solidity },
  system: { needs: EVERYTHING, run: (filters) => vitest('system', filters) },
  browser: { needs: EVERYTHING, run: (filters) => vitest('browser', filters) },
};

/** Suites that need more than npm brings; they run when they are named, never by themselves. */
const EXTRAS = {
  // Debian's softhsm2 and opensc, and npm install --no-save pkcs11js.
  hsm: { needs: ['install', 'generate'], run: (filters) => vitest('hsm', filters) },
};

export const SUITE_NAMES = Object.keys(SUITES);
export const EXTRA_NAMES = Object.keys(EXTRAS);

const suiteOf = (name) => SUITES[name] ?? EXTRAS[name];

export const stepsFor = (names) => names.flatMap((name) => suiteOf(name).needs);

export async function runSuite(name, filters) {
  const started = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  const { counts, code } = await suiteOf(name).run(filters);
  return settle({ name, counts, code, seconds: (performance.now() - started) / 1000 });
}
