import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

/** The scripts that write committed files out of their sources; each stands beside what it writes. */
export function generatorsOf(root) {
  return sourceFiles(root, 'backend', ['.ts']).filter((path) => /\/generate-[a-z-]+\.ts$/.test(path));
}

/** @throws an Error with the generator's own words when it fails */
export function runGenerator(root, path) {
  const run = spawnSync(process.execPath, [join(root, path)], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  if (run.status !== 0) throw new Error(`${path} failed: ${run.stderr || run.stdout || run.error?.message}`);
}
