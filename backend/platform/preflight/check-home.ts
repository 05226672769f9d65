import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CheckResult, codeOf, failed, passed } from './check-result.ts';

const MEGABYTE = 1024 * 1024;
const LEAST_FREE = 200;

/** The home folder can be made, written and flushed, and its disk has room. */
export function checkHome(home: string): CheckResult {
  try {
    makeFolder(home);
    writeProbe(join(home, `.probe-${process.pid}`));
    const { bavail, bsize } = statfsSync(home);
    const free = Math.floor((bavail * bsize) / MEGABYTE);
    if (free < LEAST_FREE)
      return failed(
        'home',
        `The disk that holds ${home} has ${free} MB left and Credence needs ${LEAST_FREE} MB: free some space or set CREDENCE_HOME to a folder on another disk.`,
      );
    return passed('home', `${home} can be written, ${free.toLocaleString('en')} MB free`);
  } catch (error) {
    return failed('home', sentence(home, codeOf(error)));
  }
}

/** One folder after another: the recursive call of Node hides the true cause below a read-only one and never ends below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path) || dirname(path) === path) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function writeProbe(path: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, 'probe');
    fsyncSync(file);
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}

function sentence(home: string, code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk that holds ${home} is full: free some space or set CREDENCE_HOME to a folder on another disk.`;
    case 'EROFS':
      return `${home} is on a read-only disk: set CREDENCE_HOME to a folder that can be written.`;
    case 'EACCES':
    case 'EPERM':
      return `You may not write to ${home}: change its owner or set CREDENCE_HOME to a folder of your own.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${home} is not a folder: move that file away or set CREDENCE_HOME to a folder.`;
    default:
      return `${home} cannot be written (${code}): set CREDENCE_HOME to a folder that can.`;
  }
}
