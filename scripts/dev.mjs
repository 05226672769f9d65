// Watch mode: the API and the worker start again when a source changes, and Vite serves the console as it is edited.
import { SetUpError, setUp } from './setup/set-up.mjs';
import { sentenceIn } from './start/child.mjs';
import { createGroup, partsFor, StartError } from './start/group.mjs';
import { recordedSeed, runSeed } from './start/seed.mjs';
import { readConfig } from './start/surroundings.mjs';

const VITE = {
  name: 'web',
  entry: 'node_modules/vite/bin/vite.js',
  args: ['web', '--clearScreen', 'false'],
  timeoutMs: 60_000,
  readyLine: /Local:|ready in/,
};

const say = (text) => process.stderr.write(`${text}\n`);
const echo = (name, line) => process.stdout.write(`[${name}] ${sentenceIn(line)}\n`);

async function main() {
  await setUp({ only: ['install', 'generate', 'compile'] });
  const config = await readConfig();
  const group = createGroup({ home: config.home, echo, tell: say });
  const asked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  try {
    const parts = partsFor(config).map((part) =>
      part.name === 'chain' ? part : { ...part, flags: ['--watch', '--watch-preserve-output', ...part.flags] },
    );
    for (const part of parts.filter((each) => each.name === 'chain')) await group.start(part);
    await Promise.all(parts.filter((each) => each.name !== 'chain').map((part) => group.start(part)));
    await group.start(VITE);
    if (config.demo && !recordedSeed(config)) await runSeed(config, new AbortController().signal, say);
    say(
      `\nThe console is at http://127.0.0.1:5173 and follows every change; the API is at ${config.publicUrl}. Ctrl-C stops everything.\n`,
    );
    await Promise.race([asked, group.broken.then((words) => Promise.reject(new StartError(words)))]);
  } finally {
    await group.stop();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetUpError || error instanceof StartError)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
}
process.exit();
