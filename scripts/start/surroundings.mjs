import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../node/right-node.mjs';
import { StartError } from './group.mjs';
import { runningInstance } from './instance.mjs';

const run = promisify(execFile);

async function lookAround(...args) {
  const { stdout } = await run(process.execPath, [join(PROJECT, 'scripts', 'start', 'look-around.mjs'), ...args], { cwd: PROJECT });
  return JSON.parse(stdout);
}

async function refuseSecond(home) {
  const other = await runningInstance(home);
  if (other)
    throw new StartError(
      `Credence already runs at ${other.url} (process ${other.pid}): open it, or stop it with Ctrl-C in its terminal first.`,
    );
}

/** The settings, when nothing runs on this home yet. @throws StartError with one sentence */
export async function readConfig() {
  const { config, obstacle } = await lookAround('--config-only');
  if (config === undefined) throw new StartError(obstacle);
  await refuseSecond(config.home);
  return config;
}

/** Settings and demo logins, when nothing stands in the way of a start. @throws StartError with one sentence */
export async function readSurroundings() {
  const { config, logins, obstacle } = await lookAround();
  if (config !== undefined) await refuseSecond(config.home);
  if (obstacle !== undefined) throw new StartError(obstacle);
  return { config, logins };
}
