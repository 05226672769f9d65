import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathWith, PROJECT } from '../node/right-node.mjs';
import { cureFor, whyNotWritable } from './complaints.mjs';
import { progressLine } from './progress.mjs';
import { STEPS } from './steps.mjs';

const RECORDS = join(PROJECT, 'node_modules', '.credence');
const MEGABYTES_FOR_UPDATE = 200;
const TAIL = 15;

/** A refusal that is told in one sentence, without a stack. */
export class SetUpError extends Error {}

const recordOf = (step) => join(RECORDS, `${step.name}.json`);

function isFresh(step, print) {
  if (!step.outputs.every((path) => existsSync(path))) return false;
  try {
    return JSON.parse(readFileSync(recordOf(step), 'utf8')).fingerprint === print;
  } catch {
    return false;
  }
}

/** One set-up at a time in one folder; the lock of a process that is gone counts for nothing. */
function takeLock() {
  const path = join(tmpdir(), `credence-setup-${createHash('sha256').update(PROJECT).digest('hex').slice(0, 16)}.lock`);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(path, { force: true });
      process.once('exit', release);
      return () => {
        process.off('exit', release);
        release();
      };
    } catch (error) {
      if (error.code !== 'EEXIST') return () => undefined;
      const owner = Number(readFileSync(path, 'utf8'));
      if (owner > 0 && isRunning(owner))
        throw new SetUpError(`Another set-up (process ${owner}) is at work in ${PROJECT}: wait until it has ended.`);
      rmSync(path, { force: true });
    }
  }
  return () => undefined;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(command, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      cwd: PROJECT,
      shell: command.shell ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: pathWith(process.execPath),
        NODE_ENV: '',
        NO_COLOR: '1',
        HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
        CI: '1',
      },
    });
    const kept = [];
    const keep = (chunk) => {
      log?.write(chunk);
      kept.push(String(chunk));
      if (kept.length > 400) kept.shift();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output: kept.join('') }));
  });
}

function openLog(step) {
  mkdirSync(RECORDS, { recursive: true });
  const log = createWriteStream(join(RECORDS, `${step.name}.log`));
  log.on('error', () => undefined);
  return log;
}

async function runStep(step) {
  const needed = step.outputs.some((path) => existsSync(path)) ? MEGABYTES_FOR_UPDATE : (step.megabytes ?? MEGABYTES_FOR_UPDATE);
  const obstacle = whyNotWritable(PROJECT, needed);
  if (obstacle) throw new SetUpError(obstacle);
  rmSync(recordOf(step), { force: true });
  const line = progressLine(step.title);
  const log = openLog(step);
  try {
    for (const command of step.commands()) {
      const { code, signal, output } = await run(command, log);
      if (code === 0) continue;
      line.fail();
      const tail = output.trimEnd().split('\n').slice(-TAIL).join('\n');
      const cure =
        cureFor(output, PROJECT) ??
        `The step "${step.title}" ended with ${signal ?? `exit code ${code}`}: its last lines are above, all of them in ${log.path}.`;
      throw new SetUpError(`${tail}\n\n${cure}`);
    }
    const missing = step.outputs.find((path) => !existsSync(path));
    if (missing) {
      line.fail();
      throw new SetUpError(`The step "${step.title}" reported success but left no ${missing}.`);
    }
  } finally {
    log.end();
  }
  // The install may complete the lock file, so its fingerprint is taken after it.
  writeFileSync(recordOf(step), `${JSON.stringify({ fingerprint: step.fingerprint(), seconds: line.done() })}\n`);
}

/** Brings everything up to date that is missing or stale; `only` names the steps that are wanted. */
export async function setUp({ only } = {}) {
  const release = takeLock();
  const ran = [];
  try {
    for (const step of STEPS) {
      if (only && !only.includes(step.name)) continue;
      if (isFresh(step, step.fingerprint())) continue;
      await runStep(step);
      ran.push(step.name);
    }
  } finally {
    release();
  }
  return ran;
}
