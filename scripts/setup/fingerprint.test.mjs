import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cureFor } from './complaints.mjs';
import { filesBelow, fingerprint, withImports } from './fingerprint.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence print '));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'a.ts'), "import { b } from '../lib.ts';\nimport type { C } from './c.ts';\n");
  writeFileSync(join(folder, 'src', 'c.ts'), 'export type C = 1;\n');
  writeFileSync(join(folder, 'lib.ts'), "import 'a-package';\nexport const b = 1;\n");
  writeFileSync(join(folder, 'stranger.ts'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const print = () => fingerprint(folder, filesBelow(join(folder, 'src')));

test('touching a file changes nothing, changing one byte does', () => {
  const before = print();
  utimesSync(join(folder, 'src', 'a.ts'), 1, 1);
  expect(print()).toBe(before);
  writeFileSync(join(folder, 'src', 'c.ts'), 'export type C = 2;\n');
  expect(print()).not.toBe(before);
});

test('a renamed file and an added setting change the fingerprint', () => {
  const before = print();
  expect(fingerprint(folder, filesBelow(join(folder, 'src')), ['vite@8'])).not.toBe(before);
  renameSync(join(folder, 'src', 'c.ts'), join(folder, 'src', 'd.ts'));
  expect(print()).not.toBe(before);
});

test('what is imported from elsewhere belongs to the inputs, what is not imported does not', () => {
  const files = withImports(filesBelow(join(folder, 'src'))).map((file) => file.slice(folder.length + 1).replaceAll('\\', '/'));
  expect(files.sort()).toEqual(['lib.ts', 'src/a.ts', 'src/c.ts']);
});

test('each known failure has one sentence with its cure', () => {
  expect(cureFor('npm error code ENOSPC', '/x')).toMatch(/is full: free/);
  expect(cureFor('npm error network request to https://r failed, reason: getaddrinfo ENOTFOUND r', '/x')).toMatch(
    /registry cannot be reached/,
  );
  expect(cureFor('EROFS: read-only file system', '/x')).toMatch(/read-only disk/);
  expect(cureFor('something new', '/x')).toBeUndefined();
});
