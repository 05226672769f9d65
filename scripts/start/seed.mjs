import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../node/right-node.mjs';
import { FOLLOW, sentenceIn } from './child.mjs';
import { StartError } from './group.mjs';

const recordPath = (home) => join(home, 'demo-seed.json');

/** Which database and chain a seed belongs to. */
function placeOf(config) {
  return createHash('sha256').update(`${config.databaseUrl}\0${config.chainRpcUrl}`).digest('hex');
}

/** What the seed of this database and chain reported, or undefined when it has still to run. */
export function recordedSeed(config) {
  try {
    const record = JSON.parse(readFileSync(recordPath(config.home), 'utf8'));
    return record.place === placeOf(config) ? record.report : undefined;
  } catch {
    return undefined;
  }
}

function recordSeed(config, report) {
  const draft = `${recordPath(config.home)}.draft`;
  writeFileSync(draft, `${JSON.stringify({ place: placeOf(config), report }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, recordPath(config.home));
}

/** Runs the demo seed, which carries on where an interrupted one stopped; `progress` is told each step. */
export async function runSeed(config, signal, progress) {
  const child = spawn(
    process.execPath,
    ['--import', FOLLOW, join(PROJECT, 'backend', 'apps', 'cli', 'main.ts'), 'demo', 'seed', '--json'],
    {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      signal,
      env: { ...process.env, NO_COLOR: '1' },
    },
  );
  let output = '';
  let last = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    for (const line of chunk.split('\n')) {
      if (line.trim() === '') continue;
      last = sentenceIn(line.trim());
      progress(last);
    }
  });
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new StartError(
      `The demo could not be set up: ${sentenceIn(output.trim().split('\n').at(-1) ?? '') || last || `exit code ${code}`}`,
    );
  const report = JSON.parse(output);
  recordSeed(config, report);
  return report;
}
