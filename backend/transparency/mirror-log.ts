import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../kernel/errors.ts';
import { toHex } from '../kernel/hex.ts';
import { type BatchEntry, decodeEntry } from './domain/batch-entry.ts';
import { type CheckedTree, checkTree } from './domain/check-tree.ts';
import { type Checkpoint, originOf, parseCheckpoint } from './domain/checkpoint.ts';
import { isSignedBy, parseNote, parseVerifierKey } from './domain/signed-note.ts';
import { bundlesOf, TILE_WIDTH, type TilePlace, tilePath, tilesOf } from './domain/tile-path.ts';
import { TileTree } from './domain/tile-tree.ts';
import { CHECKPOINT_FILE, INDEX_FILE } from './log-folder.ts';
import { type LogSource, parseIndexFile, readIndexFile } from './log-source.ts';
import type { LogIndexFile } from './schemas.ts';
import { folderReader, inParallel, readIfPresent, writeWhole } from './tile-files.ts';

export interface MirrorOptions {
  readonly source: LogSource;
  readonly folder: string;
  /** Only this issuer's log; all without it. */
  readonly issuer: number | null;
  /** Whether batches that were mirrored before are hashed again, and fetched again if they are damaged. */
  readonly recheck?: boolean;
  progress(text: string): void;
}

export interface MirroredLog {
  readonly issuer: number;
  readonly size: bigint;
  readonly root: string;
  readonly leaves: bigint;
  /** Batches whose credentials the source does not publish. */
  readonly unpublished: number;
  readonly fetched: number;
}

const LANES = 8;

/**
 * Copies the logs of `source` into `folder` and computes every hash of what is new. Nothing replaces what was mirrored
 * before unless it continues it. Interrupted, it goes on with the files that are there; the checkpoint is written last.
 * @throws {@link DomainError} `log_signature_invalid`, `log_split_view`, `log_shrank`, `log_file_missing`,
 * `log_files_wrong`, `log_key_changed`, `log_source_unreachable`, `log_source_empty`
 */
export async function mirrorLogs({ source, folder, issuer, recheck = false, progress }: MirrorOptions): Promise<MirroredLog[]> {
  const index = await readIndexFile(source);
  await assertSameLedger(folder, index);
  const issuers = Object.keys(index.verifierKeys)
    .map(Number)
    .filter((each) => issuer === null || each === issuer)
    .sort((a, b) => a - b);
  if (issuers.length === 0) throw new DomainError('log_unknown', 'not_found', 'No issuer of this number has a log with a batch in it.');
  await mkdir(folder, { recursive: true });
  const mirrored: MirroredLog[] = [];
  for (const each of issuers) mirrored.push(await new IssuerMirror({ source, root: folder, index, issuer: each, recheck }).run(progress));
  await writeWhole(join(folder, INDEX_FILE), `${JSON.stringify(index, null, 2)}\n`);
  return mirrored;
}

/** Keys and ledger were taken on trust the first time; a change is not. */
async function assertSameLedger(folder: string, index: LogIndexFile): Promise<void> {
  const bytes = await readIfPresent(join(folder, INDEX_FILE));
  const known = bytes === null ? null : parseIndexFile(bytes);
  if (known === null) return;
  const isSame =
    known.chainId === index.chainId &&
    known.ledger === index.ledger &&
    Object.entries(known.verifierKeys).every(([issuer, key]) => index.verifierKeys[issuer] === key);
  if (isSame) return;
  throw new DomainError(
    'log_key_changed',
    'conflict',
    'The source names another ledger or another log key than when it was mirrored before; ask its owner why, and mirror into a new folder.',
  );
}

interface MirrorTask {
  readonly source: LogSource;
  readonly root: string;
  readonly index: LogIndexFile;
  readonly issuer: number;
  readonly recheck: boolean;
}

class IssuerMirror {
  readonly #source: LogSource;
  readonly #root: string;
  readonly #index: LogIndexFile;
  readonly #issuer: number;
  readonly #recheck: boolean;
  #fetched = 0;

  constructor({ source, root, index, issuer, recheck }: MirrorTask) {
    this.#source = source;
    this.#root = root;
    this.#index = index;
    this.#issuer = issuer;
    this.#recheck = recheck;
  }

  async run(progress: (text: string) => void): Promise<MirroredLog> {
    const prefix = String(this.#issuer);
    const path = `${prefix}/${CHECKPOINT_FILE}`;
    const note = Buffer.from((await this.#source.read(path)) ?? missing(path)).toString('utf8');
    const checkpoint = readCheckpoint(this.#index, this.#issuer, note);
    const before = await this.#before(checkpoint, note);
    const size = Number(checkpoint.size);
    progress(`issuer ${this.#issuer}: ${size} batches, ${checkpoint.leaves} credentials`);
    const entries: BatchEntry[] = [];
    await this.#fetchTree(prefix, size);
    await this.#checked(prefix, size, checkpoint.root, (first, found) => {
      found.forEach((bytes, i) => {
        const entry = decodeEntry(bytes);
        if (entry === null || entry.anchored.batch !== BigInt(first + i) || entry.issuer !== this.#issuer)
          throw wrong(`${prefix}/tile/entries`);
        entries.push(entry);
      });
    });
    if (before !== null) await this.#assertContinues(before, size);
    let unpublished = 0;
    for (const entry of entries) if (!(await this.#batch(entry, progress))) unpublished++;
    await writeWhole(join(this.#root, path), note);
    return {
      issuer: this.#issuer,
      size: checkpoint.size,
      root: checkpoint.root,
      leaves: checkpoint.leaves,
      unpublished,
      fetched: this.#fetched,
    };
  }

  /** What was mirrored last. @throws {@link DomainError} `log_shrank`, `log_split_view` */
  async #before(next: Checkpoint, note: string): Promise<Checkpoint | null> {
    const path = join(this.#root, String(this.#issuer), CHECKPOINT_FILE);
    const bytes = await readIfPresent(path);
    if (bytes === null) return null;
    const known = parseCheckpoint(parseNote(Buffer.from(bytes).toString('utf8')).text);
    if (next.size < known.size) {
      throw new DomainError(
        'log_shrank',
        'conflict',
        `The log of issuer ${this.#issuer} had ${known.size} batches and has ${next.size} now; the earlier checkpoint is kept.`,
      );
    }
    if (next.size === known.size && next.root !== known.root) {
      await writeWhole(`${path}.conflict`, note);
      throw splitView(this.#issuer, known, next);
    }
    return known;
  }

  /** @throws {@link DomainError} `log_split_view` when the mirrored log is not the beginning of the new one */
  async #assertContinues(known: Checkpoint, size: number): Promise<void> {
    const tree = new TileTree(size, folderReader(join(this.#root, String(this.#issuer))));
    const root = toHex(await tree.root(Number(known.size)));
    if (root !== known.root) throw splitView(this.#issuer, known, { size: known.size, root });
  }

  /** False when the source does not publish the credentials of the batch. */
  async #batch({ anchored }: BatchEntry, progress: (text: string) => void): Promise<boolean> {
    const prefix = `${this.#issuer}/batch/${anchored.batch}`;
    const folder = join(this.#root, prefix);
    const size = Number(anchored.leaves);
    // A whole folder was checked when it was renamed to its name.
    const isThere = (await readdir(folder).catch(() => null)) !== null;
    if (isThere && (!this.#recheck || isGood(await checkTree({ size, read: folderReader(folder) }), anchored.root))) return true;
    const first = await this.#source.read(`${prefix}/${tilePath(firstTile(size))}`);
    if (first === null) return false;
    progress(`issuer ${this.#issuer}: batch ${anchored.batch}, ${size} credentials`);
    const draft = `${prefix}.part`;
    await this.#fetchTree(draft, size, prefix);
    await this.#checked(draft, size, anchored.root, undefined, prefix);
    await rm(folder, { recursive: true, force: true });
    await rename(join(this.#root, draft), folder);
    return true;
  }

  async #fetchTree(prefix: string, size: number, from = prefix): Promise<void> {
    const places: TilePlace[] = [...bundlesOf(size), ...tilesOf(size)];
    await inParallel(places, (place) => this.#fetchTile(prefix, from, place), LANES);
  }

  async #fetchTile(prefix: string, from: string, place: TilePlace): Promise<void> {
    const path = join(this.#root, prefix, tilePath(place));
    if ((await readIfPresent(path)) !== null) return;
    const bytes = await this.#source.read(`${from}/${tilePath(place)}`);
    // Under a longer log a partial tile may have given way to the full one.
    const full =
      bytes === null && place.width < TILE_WIDTH ? await this.#source.read(`${from}/${tilePath({ ...place, width: TILE_WIDTH })}`) : null;
    if (bytes === null && full === null) throw missingTile(from, place);
    await writeWhole(
      bytes === null ? join(this.#root, prefix, tilePath({ ...place, width: TILE_WIDTH })) : path,
      bytes ?? full ?? new Uint8Array(),
    );
    this.#fetched++;
  }

  /** Computes all hashes under `prefix`; files that are wrong are fetched once more, as they may have been damaged here. */
  async #checked(
    prefix: string,
    size: number,
    root: string,
    onEntries?: Parameters<typeof checkTree>[0]['onEntries'],
    from = prefix,
  ): Promise<void> {
    const folder = join(this.#root, prefix);
    const look = () => checkTree({ size, read: folderReader(folder) });
    let found = await look();
    if (!isGood(found, root)) {
      const suspects =
        found.faults.length === 0 ? [...bundlesOf(size), ...tilesOf(size)].map(tilePath) : found.faults.map(({ path }) => path);
      for (const path of suspects) {
        await rm(join(folder, path), { force: true });
        await rm(join(folder, path.replace('tile/0/', 'tile/entries/')), { force: true });
      }
      await this.#fetchTree(prefix, size, from);
      found = await look();
    }
    if (!isGood(found, root)) throw wrong(`${prefix}/${found.faults[0]?.path ?? 'tile'}`);
    if (onEntries !== undefined) await checkTree({ size, read: folderReader(folder), onEntries });
  }
}

/** @throws {@link DomainError} `log_signature_invalid`, `note_malformed`, `checkpoint_malformed` */
export function readCheckpoint(index: LogIndexFile, issuer: number, note: string): Checkpoint {
  const parsed = parseNote(note);
  const checkpoint = parseCheckpoint(parsed.text);
  const key = parseVerifierKey(index.verifierKeys[String(issuer)] ?? '');
  const { chainId, ledger } = checkpoint.place;
  const isNamed = chainId === index.chainId && ledger === index.ledger && checkpoint.issuer === issuer;
  if (isNamed && key.name === originOf(checkpoint.place, issuer) && isSignedBy(parsed, key)) return checkpoint;
  throw new DomainError(
    'log_signature_invalid',
    'unprocessable',
    `The checkpoint of issuer ${issuer} is not signed by the key of this log, or is of another log.`,
  );
}

function isGood({ faults, root }: CheckedTree, expected: string): boolean {
  return faults.length === 0 && root === expected;
}

function firstTile(size: number): TilePlace {
  return { level: 0, index: 0, width: Math.min(TILE_WIDTH, size) };
}

function splitView(issuer: number, known: Checkpoint, next: { readonly size: bigint; readonly root: string }): DomainError {
  return new DomainError(
    'log_split_view',
    'conflict',
    `Split view: the log of issuer ${issuer} at size ${known.size} had the root ${known.root} and has the root ${next.root} now. Both checkpoints are signed; keep them as evidence.`,
    { params: { issuer, size: String(known.size), before: known.root, now: next.root } },
  );
}

function wrong(path: string): DomainError {
  return new DomainError('log_files_wrong', 'unprocessable', `The hashes of ${path} do not lead to the root of the checkpoint.`, {
    params: { path },
  });
}

function missingTile(prefix: string, place: TilePlace): DomainError {
  return new DomainError(
    'log_file_missing',
    'not_found',
    `The source has no file ${prefix}/${tilePath(place)}, which its checkpoint needs.`,
  );
}

function missing(path: string): never {
  throw new DomainError('log_file_missing', 'not_found', `The source has no file ${path}.`);
}

/** Text of a file that must be there. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new DomainError('file_unreadable', 'invalid', `${path} cannot be read; check the path and its permissions.`, { cause });
  }
}
