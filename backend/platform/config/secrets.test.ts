import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecrets } from './secrets.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence secrets '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('makes secrets once, for this user only, and reads the same ever after', () => {
  const home = join(folder, 'not', 'there yet');
  const made = openSecrets(home);
  expect(openSecrets(home)).toEqual(made);
  expect(made.masterKey).toHaveLength(32);
  expect(made.pepper).not.toEqual(made.masterKey);
  expect(openSecrets(join(folder, 'another')).masterKey).not.toEqual(made.masterKey);
  expect(readdirSync(home)).toEqual(['secrets.json']);
  expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('processes that start together share one set of secrets', async () => {
  const module = fileURLToPath(new URL('./secrets.ts', import.meta.url));
  const script = `import(${JSON.stringify(module)}).then(({ openSecrets }) => console.log(openSecrets(${JSON.stringify(folder)}).authSecret))`;
  const runs = await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, ['-e', script])));
  expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
});

test('refuses a file that is damaged, has other members or is open to others', () => {
  openSecrets(folder);
  const path = join(folder, 'secrets.json');
  for (const text of ['', '{', '{"masterKey":"00"}', '[]']) {
    writeFileSync(path, text);
    expect(() => openSecrets(folder), text).toThrowError(
      expect.objectContaining({ code: 'secrets_unreadable', message: expect.stringContaining(path) }),
    );
  }
  rmSync(path);
  openSecrets(folder);
  chmodSync(path, 0o644);
  expect(() => openSecrets(folder)).toThrowError(expect.objectContaining({ code: 'secrets_exposed' }));
});

test('says what to do when the home is no folder', () => {
  const home = join(folder, 'file');
  writeFileSync(home, '');
  expect(() => openSecrets(home)).toThrowError(
    expect.objectContaining({ code: expect.stringMatching(/home_unwritable|secrets_unreadable/) }),
  );
});
