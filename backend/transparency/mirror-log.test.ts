import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestsFrom, LOG_PLACE, type PublishedFiles, publishFiles } from '../../test/system/support/log-files.ts';
import { readCosignedNote } from '../attestation/domain/cosigned-note.ts';
import { utf8 } from '../attestation/domain/words.ts';
import { keccak256 } from '../kernel/keccak.ts';
import { checkConsistency } from './check-consistency.ts';
import { formatCheckpoint, parseCheckpoint } from './domain/checkpoint.ts';
import { cosignedAt } from './domain/cosignature.ts';
import { formatNote, formatVerifierKey, NOTE_KEY, parseNote } from './domain/signed-note.ts';
import { openCosignerKey } from './log-key.ts';
import { folderSource, type LogSource, readIndexFile } from './log-source.ts';
import { mirrorLogs } from './mirror-log.ts';
import { verifyMirror } from './verify-mirror.ts';
import { witnessLog } from './witness-log.ts';

let log: PublishedFiles;
let folder: string;
let mirror: string;

beforeEach(async () => {
  log = await publishFiles();
  await log.grow(digestsFrom(0, 300), digestsFrom(300, 2));
  folder = await mkdtemp(join(tmpdir(), 'credence-mirror-'));
  mirror = join(folder, 'mirror');
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

const quiet = () => undefined;
const copy = (source: LogSource = folderSource(log.folder)) => mirrorLogs({ source, folder: mirror, issuer: null, progress: quiet });
const verdict = () => verifyMirror({ folder: mirror, progress: quiet });
const noteOf = (place: string) => readFile(join(place, '1', 'checkpoint'), 'utf8');

/** A signed checkpoint like that of the log, changed. */
async function forged(
  change: (checkpoint: ReturnType<typeof parseCheckpoint>) => Partial<ReturnType<typeof parseCheckpoint>>,
  secret?: Uint8Array,
): Promise<string> {
  const checkpoint = parseCheckpoint(parseNote(await noteOf(log.folder)).text);
  const text = formatCheckpoint({ ...checkpoint, ...change(checkpoint) });
  return formatNote({ text, signatures: [log.sign(text, secret)] });
}

describe('a mirror', () => {
  test('grows with the log and verifies from its own files', async () => {
    expect(await copy()).toMatchObject([{ size: 2n, leaves: 302n, unpublished: 0 }]);
    await log.grow(digestsFrom(400, 70_000));
    expect(await copy()).toMatchObject([{ size: 3n, leaves: 70_302n }]);
    expect(await verdict()).toMatchObject({ ok: true, found: 0, logs: [{ batches: 3, unpublished: 0, onChain: null }] });
  });

  test('goes on where it was interrupted', async () => {
    const source = folderSource(log.folder);
    let left = 7;
    const failing: LogSource = {
      name: 'failing',
      read: async (path) => {
        left--;
        if (left < 0) throw new Error('the line is cut');
        return source.read(path);
      },
    };
    await expect(copy(failing)).rejects.toThrow('the line is cut');
    await expect(noteOf(mirror)).rejects.toThrow('ENOENT');
    const [resumed] = await copy();
    expect(resumed?.fetched).toBeLessThan(10);
    expect((await verdict()).ok).toBe(true);
  });

  test('takes no other checkpoint of the same size, and keeps it as evidence', async () => {
    await copy();
    const before = await noteOf(mirror);
    const fork = await publishFiles();
    await fork.grow(digestsFrom(0, 300), digestsFrom(900, 2));
    await expect(copy(folderSource(fork.folder))).rejects.toMatchObject({ code: 'log_split_view' });
    expect(await noteOf(mirror)).toBe(before);
    expect(await verdict()).toMatchObject({ ok: false, differences: [{ kind: 'split_view', position: '2' }] });
    await fork.close();
  });

  test('takes no longer log that begins differently, and no shorter one', async () => {
    await copy();
    const before = await noteOf(mirror);
    const fork = await publishFiles();
    await fork.grow(digestsFrom(0, 300));
    await expect(copy(folderSource(fork.folder))).rejects.toMatchObject({ code: 'log_shrank' });
    await fork.grow(digestsFrom(900, 2), digestsFrom(950, 3));
    await expect(copy(folderSource(fork.folder))).rejects.toMatchObject({ code: 'log_split_view' });
    expect(await noteOf(mirror)).toBe(before);
    await fork.close();
  });

  test.each([
    ['another key', () => forged(() => ({}), keccak256(utf8('a stranger')))],
    ['another issuer', () => forged(() => ({ issuer: 2 }))],
    ['another ledger', () => forged(({ place }) => ({ place: { ...place, chainId: 1 } }))],
  ])('takes no checkpoint of %s', async (_, make) => {
    await writeFile(join(log.folder, '1', 'checkpoint'), await make());
    await expect(copy()).rejects.toMatchObject({ code: 'log_signature_invalid' });
  });

  test('takes no change of keys', async () => {
    await copy();
    const index = await readIndexFile(folderSource(log.folder));
    const key = formatVerifierKey({ name: 'credence/other', kind: NOTE_KEY.ed25519, publicKey: new Uint8Array(32) });
    await writeFile(join(log.folder, 'log.json'), JSON.stringify({ ...index, verifierKeys: { 1: key } }));
    await expect(copy()).rejects.toMatchObject({ code: 'log_key_changed' });
  });

  test.each([
    ['a root that the tiles do not have', () => forged(() => ({ root: `0x${'66'.repeat(32)}` as never }))],
    ['more batches than there are', () => forged(({ size }) => ({ size: size + 1n }))],
  ])('takes no checkpoint with %s', async (_, make) => {
    await writeFile(join(log.folder, '1', 'checkpoint'), await make());
    await expect(copy()).rejects.toMatchObject({ code: expect.stringMatching(/^log_file/) });
  });

  test.each([
    '1/tile/entries/000.p/2',
    '1/tile/0/000.p/2',
    '1/batch/0/tile/entries/000',
    '1/batch/0/tile/0/001.p/44',
    '1/batch/0/tile/1/000.p/1',
  ])('takes no log whose file %s was altered', async (path) => {
    const bytes = await readFile(join(log.folder, path));
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(join(log.folder, path), bytes);
    await expect(copy()).rejects.toMatchObject({ code: 'log_files_wrong' });
    await expect(noteOf(mirror)).rejects.toThrow('ENOENT');
  });

  test('fetches files again that were damaged on the way', async () => {
    const source = folderSource(log.folder);
    const damaged = new Set<string>();
    const flaky: LogSource = {
      name: 'flaky',
      read: async (path) => {
        const bytes = await source.read(path);
        if (bytes === null || !path.includes('tile/entries') || damaged.has(path)) return bytes;
        damaged.add(path);
        return bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
      },
    };
    await copy(flaky);
    expect((await verdict()).ok).toBe(true);
  });

  test('says which batches it has no credentials of', async () => {
    await rm(join(log.folder, '1', 'batch', '0'), { recursive: true });
    expect(await copy()).toMatchObject([{ unpublished: 1 }]);
    expect(await verdict()).toMatchObject({ ok: true, logs: [{ batches: 1, unpublished: 1 }] });
  });

  test('copies a full tile where a partial one has given way', async () => {
    const source = folderSource(log.folder);
    await log.grow(...Array.from({ length: 254 }, (_, i) => digestsFrom(10_000 + i, 1)));
    const old = await forged(() => ({}));
    await copy({ name: 'behind', read: (path) => (path === '1/checkpoint' ? Promise.resolve(Buffer.from(old)) : source.read(path)) });
    expect((await verdict()).ok).toBe(true);
  });

  test('verifies nothing that was altered, removed or put in another place afterwards', async () => {
    await copy();
    const kindAfter = async (path: string, change: (bytes: Uint8Array) => Uint8Array | null) => {
      const before = await readFile(join(mirror, path));
      const after = change(new Uint8Array(before));
      if (after === null) await rm(join(mirror, path));
      else await writeFile(join(mirror, path), after);
      const { differences, ok } = await verdict();
      expect(ok).toBe(false);
      await writeFile(join(mirror, path), before);
      return differences[0]?.kind;
    };
    const flip = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    expect(await kindAfter('1/tile/entries/000.p/2', flip)).toBe('row_altered');
    expect(await kindAfter('1/tile/0/000.p/2', flip)).toBe('row_altered');
    expect(await kindAfter('1/batch/0/tile/1/000.p/1', (bytes) => bytes.map((byte) => byte ^ 1))).toBe('tile_altered');
    expect(await kindAfter('1/batch/1/tile/0/000.p/2', () => null)).toBe('tile_missing');
    expect(await kindAfter('1/batch/1/tile/entries/000.p/2', (bytes) => Uint8Array.from([...bytes, 0]))).toBe('tile_missing');
    expect(await kindAfter('1/checkpoint', (bytes) => bytes.map((byte, i) => (i === bytes.length - 5 ? byte ^ 1 : byte)))).toBe(
      'signature_invalid',
    );
    expect(await kindAfter('1/checkpoint', () => null)).toBe('tile_missing');
    expect((await verdict()).ok).toBe(true);
  });
});

describe('consistency from files', () => {
  test('is proven, refused, or cannot be told', async () => {
    await copy();
    const older = join(folder, 'older');
    await writeFile(older, await noteOf(mirror));
    await log.grow(digestsFrom(500, 4), digestsFrom(600, 1));
    await copy();
    expect(await checkConsistency(older, mirror, null)).toMatchObject({ verdict: 'consistent', from: { size: '2' }, to: { size: '4' } });
    const fork = join(folder, 'fork');
    await writeFile(fork, await forged(() => ({ size: 2n, root: `0x${'66'.repeat(32)}` as never })));
    expect(await checkConsistency(fork, mirror, null)).toMatchObject({ verdict: 'inconsistent', path: [] });
    expect(await checkConsistency(fork, older, null)).toMatchObject({ verdict: 'split_view' });
    await writeFile(fork, await forged(() => ({ issuer: 2 })));
    expect(await checkConsistency(fork, older, null)).toMatchObject({ verdict: 'other_log' });
    await writeFile(fork, await noteOf(log.folder));
    await expect(checkConsistency(older, fork, null)).rejects.toMatchObject({ code: 'tiles_missing' });
    expect(await checkConsistency(older, fork, mirror)).toMatchObject({ verdict: 'consistent' });
  });
});

describe('a cosigner', () => {
  const stateFile = () => join(folder, 'state.json');
  const look = async (place = log.folder, now = 1_800_000_000n) => {
    const source = folderSource(place);
    const key = openCosignerKey(join(folder, 'key.json'));
    return witnessLog({ source, index: await readIndexFile(source), issuer: 1, name: 'watch.example/w', key, stateFile: stateFile(), now });
  };
  const verifierKey = () =>
    ({ name: 'watch.example/w', kind: NOTE_KEY.cosignature, publicKey: openCosignerKey(join(folder, 'key.json')).publicKey }) as const;

  test('signs what continues what it signed before, and a verifier without RPC takes it', async () => {
    const first = await look();
    expect(first.continues).toBeNull();
    await log.grow(digestsFrom(500, 4));
    const second = await look(log.folder, 1_800_000_100n);
    expect(second.continues).toBe(2n);
    expect(cosignedAt(parseNote(second.note), verifierKey())).toBe(1_800_000_100n);
    const keys = [formatVerifierKey(verifierKey())];
    const taken = readCosignedNote(second.note, { place: LOG_PLACE, issuer: 1 }, { keys }, 1_800_000_200);
    expect(taken).toMatchObject({ size: 3n, root: second.checkpoint.root });
    expect(readCosignedNote(second.note, { place: LOG_PLACE, issuer: 2 }, { keys }, 1_800_000_200)).toBeNull();
    expect(readCosignedNote(second.note, { place: LOG_PLACE, issuer: 1 }, { keys, maxAgeSeconds: 10 }, 1_800_000_200)).toBeNull();
  });

  test('signs no fork, no shorter log, no log of another key and no files that are wrong', async () => {
    await log.grow(digestsFrom(500, 4));
    await look();
    const state = await readFile(stateFile(), 'utf8');
    const fork = await publishFiles();
    await fork.grow(digestsFrom(0, 300), digestsFrom(300, 2));
    await expect(look(fork.folder)).rejects.toMatchObject({ code: 'log_shrank' });
    await fork.grow(digestsFrom(700, 4));
    await expect(look(fork.folder)).rejects.toMatchObject({ code: 'log_split_view' });
    await fork.grow(digestsFrom(800, 4));
    await expect(look(fork.folder)).rejects.toMatchObject({ code: 'log_split_view' });
    await fork.close();
    const tile = join(log.folder, '1', 'tile', '0', '000.p', '3');
    await writeFile(
      tile,
      (await readFile(tile)).map((byte) => byte ^ 1),
    );
    await expect(look()).rejects.toMatchObject({ code: 'log_files_wrong' });
    await writeFile(join(log.folder, '1', 'checkpoint'), await forged(() => ({}), keccak256(utf8('a stranger'))));
    await expect(look()).rejects.toMatchObject({ code: 'log_signature_invalid' });
    expect(await readFile(stateFile(), 'utf8')).toBe(state);
    await writeFile(stateFile(), '{}');
    await expect(look()).rejects.toMatchObject({ code: 'witness_state_malformed' });
  });
});
