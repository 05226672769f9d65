import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSignedBy, NOTE_KEY } from './domain/signed-note.ts';
import { openCosignerKey, openLogKey } from './log-key.ts';

const MASTER = new Uint8Array(32).fill(9);
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'credence-key-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('the key of the log is made once, sealed, for its owner only', async () => {
  const first = openLogKey(home, MASTER);
  const again = openLogKey(home, MASTER);
  expect(again.publicKey).toEqual(first.publicKey);
  const path = join(home, 'keys', 'log.json');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(Object.keys(JSON.parse(await readFile(path, 'utf8')) as object)).toEqual(['kind', 'publicKey', 'sealed']);
  const key = { name: 'log', kind: NOTE_KEY.ed25519, publicKey: first.publicKey };
  expect(isSignedBy({ text: 'text\n', signatures: [again.sign('log', 'text\n')] }, key)).toBe(true);
  expect(() =>
    openLogKey(
      home,
      MASTER.map((byte) => byte ^ 1),
    ),
  ).toThrow(expect.objectContaining({ code: 'sealed_text_unreadable' }));
});

test('a key file that is damaged is named and not shown', async () => {
  const path = join(home, 'key.json');
  const { publicKey } = openCosignerKey(path);
  const text = await readFile(path, 'utf8');
  const { privateKey } = JSON.parse(text) as { privateKey: string };
  for (const damaged of ['', '{}', text.replace('ed25519', 'rsa'), text.replace(privateKey, 'AAAA'), text.slice(0, -9)]) {
    await writeFile(path, damaged);
    expect(() => openCosignerKey(path)).toThrow(
      expect.objectContaining({ code: 'log_key_unreadable', message: expect.not.stringContaining(privateKey) }),
    );
  }
  await writeFile(path, text);
  expect(openCosignerKey(path).publicKey).toEqual(publicKey);
});
