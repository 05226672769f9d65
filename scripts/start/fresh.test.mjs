import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownEntries, removeOwn } from './fresh.mjs';
import { readOptions } from './options.mjs';

let home;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'credence home '));
});
afterEach(() => rmSync(home, { recursive: true }));

test('only what Credence keeps is removed, whatever else stands in the folder', () => {
  for (const name of ['credence.db', 'credence.db-wal', 'secrets.json', 'thesis.docx', 'my-credence.db'])
    writeFileSync(join(home, name), '');
  for (const name of ['chain', 'keys', 'photos']) mkdirSync(join(home, name));
  expect(ownEntries(home).sort()).toEqual(['chain', 'credence.db', 'credence.db-wal', 'keys', 'secrets.json']);
  removeOwn(home);
  expect(readdirSync(home).sort()).toEqual(['my-credence.db', 'photos', 'thesis.docx']);
});

test('a home that does not exist has nothing to remove', () => {
  expect(ownEntries(join(home, 'absent'))).toEqual([]);
});

test('an unknown option is refused by name', () => {
  expect(readOptions(['--fresh', '--yes'])).toMatchObject({ fresh: true, yes: true });
  expect(readOptions(['--frsh']).wrong).toBe('--frsh');
  expect(readOptions(['fresh']).wrong).toBe('fresh');
  expect(readOptions(['--toString']).wrong).toBe('--toString');
});
