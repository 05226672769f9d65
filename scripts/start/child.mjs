import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT } from '../node/right-node.mjs';

const LOG_LIMIT_BYTES = 20 * 1024 * 1024;
const KEPT_LINES = 30;
/** Makes a process end with the one that started it. */
export const FOLLOW = pathToFileURL(join(PROJECT, 'scripts', 'start', 'follow-parent.mjs')).href;

/** Opens the log of `name` for appending; one that has grown too large is set aside first. */
function openLog(folder, name) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  const log = createWriteStream(path, { flags: 'a' });
  // A full disk stops the log, not the process that writes it.
  log.on('error', () => undefined);
  return log;
}

/** The sentence in a line of output: the message of a log record or the line itself. */
export function sentenceIn(line) {
  try {
    const record = JSON.parse(line);
    return record.err?.message ?? record.msg ?? record.message ?? line;
  } catch {
    return line;
  }
}

const isStackLine = (line) =>
  /^\s+at |^\s*[{}^]|^Node\.js v|^\s+(code|kind|params|faults|retryable|cause|pointer|detail|url)\b|^\s*\[?errors?\]?:/.test(line);

/**
 * Starts one process of the group. It stands in its own terminal session, so that Ctrl-C reaches only the
 * supervisor, which stops all in order; it follows its parent's death through the channel between them.
 */
export function startChild({ name, entry, args = [], flags = [], env = {}, logs, echo }) {
  const log = openLog(logs, name);
  const child = spawn(process.execPath, [...flags, '--import', FOLLOW, resolvePath(PROJECT, entry), ...args], {
    cwd: PROJECT,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  const lines = [];
  const watchers = new Set();
  let rest = '';
  const take = (chunk) => {
    log.write(chunk);
    rest += chunk;
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      echo?.(name, line);
      for (const watcher of watchers) watcher(line);
    }
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, signal: null, error }));
    child.once('close', (code, signal) => {
      log.end();
      resolve({ code, signal });
    });
  });
  return {
    name,
    pid: child.pid,
    ended,
    onLine: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    kill: (signal) => child.kill(signal),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    lastWords: () =>
      sentenceIn(lines.findLast((line) => line.trim() !== '' && !isStackLine(line)) ?? '').replace(
        /^(Uncaught )?\w*Error(?: \[\w+\])?: /,
        '',
      ),
  };
}

/** Asks `child` to end and kills it when it has not within `patienceMs`. */
export async function stopChild(child, patienceMs) {
  if (!child.isRunning()) return;
  child.kill('SIGTERM');
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  if ((await Promise.race([child.ended, late])) === 'late') {
    child.kill('SIGKILL');
    await child.ended;
  }
  clearTimeout(timer);
}
