import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { isNewEnough, pathWith, PROJECT } from './right-node.mjs';

test('22.19 is the oldest Node that will do', () => {
  expect(['v22.19.0', 'v23.0.0', 'v24.21.0', '26.1.0'].map(isNewEnough)).toEqual([true, true, true, true]);
  expect(['v22.18.9', 'v20.20.2', 'v18.0.0'].map(isNewEnough)).toEqual([false, false, false]);
});

test('the right Node comes first in PATH, once', () => {
  const once = pathWith('/right/bin/node', '/usr/bin');
  expect(once).toBe(['/right/bin', '/usr/bin'].join(delimiter));
  expect(pathWith('/right/bin/node', once)).toBe(once);
});

test('arguments, exit code and a path with spaces pass through', () => {
  const folder = mkdtempSync(join(tmpdir(), 'credence with spaces '));
  const script = join(folder, 'a script.mjs');
  writeFileSync(script, 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;');
  const run = spawnSync(process.execPath, [join(PROJECT, 'scripts', 'with-node.mjs'), script, 'one', 'two words', '--three'], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(run.status).toBe(7);
  expect(JSON.parse(run.stdout)).toEqual(['one', 'two words', '--three']);
});
