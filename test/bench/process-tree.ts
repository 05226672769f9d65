import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  readonly name: string;
  readonly residentMegabytes: number;
  /** Shared pages counted once over all processes; the same as resident where the system does not tell. */
  readonly proportionalMegabytes: number;
}

/** Pids of `root` and of all its descendants. */
export function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')) {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function fieldOf(path: string, name: string): number {
  if (!existsSync(path)) return 0;
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(path, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Memory of each process of the tree below `root`. */
export function memoryOf(root: number): Memory[] {
  return descendantsOf(root).flatMap((pid) => {
    try {
      const name = execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).trim();
      const resident = Number(execFileSync('ps', ['-p', String(pid), '-o', 'rss='], { encoding: 'utf8' })) / 1024;
      const proportional = readdirSync('/').includes('proc') ? fieldOf(`/proc/${pid}/smaps_rollup`, 'Pss') : 0;
      return [{ name, residentMegabytes: resident, proportionalMegabytes: proportional || resident }];
    } catch {
      // The process has ended since it was listed.
      return [];
    }
  });
}
