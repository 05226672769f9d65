import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT, whenNpmEnds } from './node/right-node.mjs';
import { progressLine } from './setup/progress.mjs';
import { banner } from './start/banner.mjs';
import { confirmFresh, ownEntries, removeOwn } from './start/fresh.mjs';
import { createGroup, partsFor, StartError } from './start/group.mjs';
import { readOptions, USAGE } from './start/options.mjs';
import { writeInstance } from './start/instance.mjs';
import { recordedSeed, runSeed } from './start/seed.mjs';
import { readConfig, readSurroundings } from './start/surroundings.mjs';

/** npm passes a Ctrl-C on a second time; only one that comes later is meant as "at once". */
const SAME_KEYPRESS_MS = 1000;

const say = (text) => process.stderr.write(`${text}\n`);

/** Set-up in a process of its own: what it reads and hashes must not stay in the memory of the supervisor. */
function setUpApart() {
  return spawnSync(process.execPath, [join(PROJECT, 'scripts', 'setup.mjs'), '--quiet'], { cwd: PROJECT, stdio: 'inherit' }).status === 0;
}

async function beginAnew(yes) {
  const config = await readConfig();
  if (config.databaseUrl !== `file:${config.home}/credence.db` || !config.chainLocal) {
    throw new StartError(
      '--fresh clears only what Credence keeps in its own home: empty the database of DATABASE_URL yourself, and unset CHAIN_RPC_URL.',
    );
  }
  if (ownEntries(config.home).length > 0 && !(await confirmFresh(config.home, yes)))
    throw new StartError('Nothing was deleted and nothing started.');
  removeOwn(config.home);
}

async function withProgress(title, work) {
  const line = progressLine(title);
  try {
    const result = await work();
    line.done();
    return result;
  } catch (error) {
    line.fail();
    throw error;
  }
}

async function startAll(group, config) {
  const parts = partsFor(config);
  const chain = parts.filter((part) => part.name === 'chain');
  const rest = parts.filter((part) => part.name !== 'chain');
  for (const part of chain) {
    const { tornBytes } = await withProgress('Starting the local chain', () => group.start(part));
    if (tornBytes > 0)
      say(
        `    The last record of the chain's journal was written in part (${tornBytes} bytes) and has been cut off: it was never acknowledged.`,
      );
  }
  await withProgress('Starting the API and the worker', () => Promise.all(rest.map((part) => group.start(part))));
}

async function seedOnce(config, signal) {
  if (!config.demo) return undefined;
  const recorded = recordedSeed(config);
  return recorded ?? withProgress('Setting up the demo', () => runSeed(config, signal, (text) => say(`    ${text}`)));
}

/** Resolves when the user or the system asks for the end; a second, later signal kills. */
function untilAsked(group) {
  return new Promise((resolve) => {
    let firstAt;
    whenNpmEnds(() => resolve('npm ended'));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        if (firstAt === undefined) {
          firstAt = performance.now();
          resolve(signal);
        } else if (performance.now() - firstAt > SAME_KEYPRESS_MS) {
          group.kill();
          process.exit(130);
        }
      });
    }
  });
}

async function main(args) {
  const options = readOptions(args);
  if (options.wrong !== undefined) {
    say(`There is no option ${options.wrong}.\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const began = performance.now();
  if (!setUpApart()) return 1;
  if (options.fresh) await beginAnew(options.yes);
  const { config, logins } = await readSurroundings();
  const group = createGroup({ home: config.home, tell: say });
  const asked = untilAsked(group);
  const forget = writeInstance(config);
  const over = new AbortController();
  try {
    const ready = startAll(group, config).then(() => seedOnce(config, over.signal));
    // When the user asks for the end first, nobody waits for this any more.
    ready.catch(() => undefined);
    const early = await Promise.race([
      ready.then(() => undefined),
      asked,
      group.broken.then((words) => Promise.reject(new StartError(words))),
    ]);
    if (early === undefined) {
      process.stdout.write(
        `${banner({ url: config.publicUrl, logs: group.logs, seconds: (performance.now() - began) / 1000, logins: config.demo ? logins : [], report: await ready })}\n`,
      );
      await Promise.race([asked, group.broken.then((words) => Promise.reject(new StartError(words)))]);
    }
    say('\nStopping ...');
    over.abort();
    await group.stop();
    say('Stopped. Everything is kept; "npm start" goes on from here.');
    return 0;
  } finally {
    over.abort();
    await group.stop();
    forget();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
}
process.exit();
