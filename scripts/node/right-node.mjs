// Written for Node 18 without dependencies: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const NODE_VERSION = '24.21.0';
const OLDEST = [22, 19];
const PARENT_CHECK_MS = 500;
const GUARD = 'CREDENCE_NODE_CHOSEN';

export function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The command that runs npm: its own script under the present Node where that is known, else `npm` from PATH. */
export function npmCommand() {
  const named = process.env.npm_execpath;
  if (named && basename(named) === 'npm-cli.js' && existsSync(named)) return { file: process.execPath, args: [named], shell: false };
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, 'npm');
    if (!existsSync(candidate)) continue;
    const target = realpathSync(candidate);
    if (basename(target) === 'npm-cli.js') return { file: process.execPath, args: [target], shell: false };
  }
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
}

function rememberedPath() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'credence', `node-${NODE_VERSION}-${process.platform}-${process.arch}.txt`);
}

function readRemembered() {
  try {
    const path = readFileSync(rememberedPath(), 'utf8').trim();
    return path !== '' && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function remember(path) {
  try {
    mkdirSync(dirname(rememberedPath()), { recursive: true });
    writeFileSync(rememberedPath(), `${path}\n`);
  } catch {
    // A read-only home folder costs one second at each start and nothing else.
  }
}

function askNpmFor(spec) {
  const npm = npmCommand();
  const script = 'process.stdout.write("\\n" + JSON.stringify({ node: process.version, path: process.execPath }) + "\\n")';
  const args = [...npm.args, 'exec', '--yes', '--prefer-offline', `--package=${spec}`, '--', 'node', '-e', script];
  const answer = spawnSync(npm.file, args, {
    cwd: dirname(PROJECT),
    encoding: 'utf8',
    shell: npm.shell,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_config_loglevel: 'error', npm_config_update_notifier: 'false' },
  });
  const line = (answer.stdout ?? '')
    .split('\n')
    .reverse()
    .find((text) => text.startsWith('{"node"'));
  const found = line ? JSON.parse(line) : undefined;
  return { path: found && isNewEnough(found.node) ? found.path : undefined, complaint: (answer.stderr ?? '').trim() };
}

/** Path of a Node that is new enough, fetched from the npm registry when the present one is not. */
export function findRightNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const remembered = readRemembered();
  if (remembered) return remembered;
  process.stderr.write(
    `Credence needs Node ${OLDEST.join('.')} or newer and this is ${process.version}: fetching Node ${NODE_VERSION} from npm ...\n`,
  );
  const arch = process.platform === 'win32' ? `win-${process.arch}` : `${process.platform}-${process.arch}`;
  let complaint = '';
  // The plain package installs its binary by a script; where scripts are forbidden the platform's own package still works.
  for (const spec of [`node@${NODE_VERSION}`, `node-${arch}@${NODE_VERSION}`]) {
    const answer = askNpmFor(spec);
    if (answer.path) {
      remember(answer.path);
      return answer.path;
    }
    complaint = answer.complaint || complaint;
  }
  throw new Error(
    `Node ${NODE_VERSION} could not be fetched from the npm registry: connect to the network once, or install Node ${OLDEST.join('.')} or newer from https://nodejs.org.${
      complaint ? `\n  npm said: ${complaint.split('\n')[0]}` : ''
    }`,
  );
}

/** `PATH` for children, so that `#!/usr/bin/env node` finds the right Node too. */
export function pathWith(nodePath, path = process.env.PATH ?? '') {
  const folder = dirname(nodePath);
  return path.split(delimiter)[0] === folder ? path : [folder, path].join(delimiter);
}

/** This process's parent and, where the system tells, the parent of that: the shell and the npm that started it. */
function lineage() {
  try {
    const parentStat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${parentStat.slice(parentStat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return `${process.ppid}`;
  }
}

/**
 * Calls `onEnd` when the npm that started this process is gone: npm hands signals to the shell between them at most,
 * so ending npm alone would leave this process behind.
 */
export function whenNpmEnds(onEnd) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const before = lineage();
  const timer = setInterval(() => {
    if (lineage() === before) return;
    clearInterval(timer);
    onEnd();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Runs `script` here when this Node is new enough, else in the right one, and ends with its exit code. */
export async function runUnderRightNode(script, args) {
  if (isNewEnough(process.version)) {
    process.env.PATH = pathWith(process.execPath);
    process.argv = [process.execPath, script, ...args];
    await import(pathToFileURL(script).href);
    return;
  }
  if (process.env[GUARD]) throw new Error(`The Node at ${process.execPath} is ${process.version}, older than ${OLDEST.join('.')}.`);
  const node = findRightNode();
  const child = spawn(node, [script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: pathWith(node), [GUARD]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmEnds(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    process.stderr.write(`Node at ${node} does not start: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}
