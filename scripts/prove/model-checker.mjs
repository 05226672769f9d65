import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { KERNELS } from './properties.mjs';

const SOLVER_SECONDS = 60;
/** Without these z3's engine for Horn clauses takes twice as long. */
const OPTIONS = ['rewriter.pull_cheap_ite=true', 'fp.spacer.q3.use_qgen=true', 'fp.spacer.mbqi=false', 'fp.spacer.ground_pobs=false'];
const PROVED = '9576';
const VIOLATED = '6328';
const HAPPENS = /Assertion violation happens here/;

const solc = createRequire(import.meta.url)('solc');

function askZ3(query) {
  const folder = mkdtempSync(join(tmpdir(), 'credence-prove-'));
  try {
    const file = join(folder, 'query.smt2');
    writeFileSync(file, query);
    const { stdout, error } = spawnSync('z3', ['-smt2', `-T:${SOLVER_SECONDS}`, ...OPTIONS, file], { encoding: 'utf8' });
    return error === undefined ? { contents: stdout } : { error: error.message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many assertions of one contract the compiler proves and refutes; the rest it cannot decide. */
function check({ file, name, source, kernels }) {
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: source }, [KERNELS]: { content: kernels } },
    settings: {
      outputSelection: {},
      modelChecker: {
        engine: 'chc',
        targets: ['assert'],
        solvers: ['smtlib2'],
        showProvedSafe: true,
        showUnproved: true,
        contracts: { [file]: [name] },
        timeout: SOLVER_SECONDS * 1_000,
      },
    },
  };
  const { errors = [] } = JSON.parse(solc.compile(JSON.stringify(input), { smtSolver: askZ3 }));
  const fatal = errors.find(({ severity }) => severity === 'error');
  if (fatal !== undefined) return { proved: 0, refuted: 0, fault: fatal.formattedMessage };
  const count = (code, pattern) => errors.filter(({ errorCode, message }) => errorCode === code && pattern.test(message)).length;
  return { proved: count(PROVED, /./), refuted: count(VIOLATED, HAPPENS) };
}

parentPort?.on('message', ({ id, job }) => parentPort.postMessage({ id, result: check(job) }));
