import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isConsistent } from '../attestation/domain/merkle-log.ts';
import { DomainError } from '../kernel/errors.ts';
import { fromHex, toHex } from '../kernel/hex.ts';
import { type Checkpoint, originOf, parseCheckpoint } from './domain/checkpoint.ts';
import { parseNote } from './domain/signed-note.ts';
import { TileTree } from './domain/tile-tree.ts';
import { CHECKPOINT_FILE } from './log-folder.ts';
import { readText } from './mirror-log.ts';
import { folderReader } from './tile-files.ts';

export interface ConsistencyVerdict {
  readonly verdict: 'consistent' | 'split_view' | 'inconsistent' | 'other_log';
  readonly from: { readonly size: string; readonly root: string };
  readonly to: { readonly size: string; readonly root: string };
  /** Proof that leads from one to the other; empty unless it is consistent. */
  readonly path: readonly string[];
  readonly sentence: string;
}

/**
 * Whether the log at the older of two checkpoints is the beginning of the log at the newer one, with the proof.
 * @param newer - a checkpoint file beside its tiles, or the folder of a mirror
 * @throws {@link DomainError} `file_unreadable`, `note_malformed`, `checkpoint_malformed`, `tiles_missing`
 */
export async function checkConsistency(older: string, newer: string, tiles: string | null): Promise<ConsistencyVerdict> {
  const first = parseCheckpoint(parseNote(await readText(older)).text);
  const path = (await isFolder(newer)) ? await checkpointIn(newer, first.issuer) : newer;
  const second = parseCheckpoint(parseNote(await readText(path)).text);
  const [from, to] = first.size <= second.size ? [first, second] : [second, first];
  if (originOf(from.place, from.issuer) !== originOf(to.place, to.issuer))
    return verdict('other_log', from, to, 'These are checkpoints of two different logs, so nothing follows.');
  if (from.size === to.size) return sameSize(from, to);
  const folder = await tilesFor([...(tiles === null ? [] : [tiles, join(tiles, String(to.issuer))]), dirname(path), dirname(older)]);
  if (folder === null)
    throw new DomainError(
      'tiles_missing',
      'invalid',
      'A proof between two sizes needs the tiles of the log: name a mirror with --tiles, or a mirror as the second argument.',
    );
  const tree = new TileTree(Number(to.size), folderReader(folder));
  if (toHex(await tree.root()) !== to.root)
    return verdict('inconsistent', from, to, 'The tiles do not lead to the newer root, so they prove nothing: mirror the log again.');
  const proof = await tree.consistencyPath(Number(from.size));
  const isGood = isConsistent({ ...from, root: fromHex(from.root) }, { ...to, root: fromHex(to.root) }, proof);
  if (isGood) {
    const sentence = `Consistent: the log of ${from.size} batches is the beginning of the log of ${to.size}; nothing was removed or changed.`;
    return verdict('consistent', from, to, sentence, proof.map(toHex));
  }
  return verdict(
    'inconsistent',
    from,
    to,
    `Not consistent: the log of ${to.size} batches does not begin with the log of ${from.size}. Both checkpoints are evidence.`,
  );
}

function sameSize(from: Checkpoint, to: Checkpoint): ConsistencyVerdict {
  if (from.root === to.root) return verdict('consistent', from, to, `Consistent: both checkpoints are of the same ${from.size} batches.`);
  return verdict('split_view', from, to, `Split view: two checkpoints of ${from.size} batches with different roots. Both are evidence.`);
}

function verdict(
  kind: ConsistencyVerdict['verdict'],
  from: Checkpoint,
  to: Checkpoint,
  sentence: string,
  path: readonly string[] = [],
): ConsistencyVerdict {
  const point = ({ size, root }: Checkpoint) => ({ size: String(size), root });
  return { verdict: kind, from: point(from), to: point(to), path, sentence };
}

/** The folder of a mirror, or that of one log in it. */
async function checkpointIn(folder: string, issuer: number): Promise<string> {
  const inMirror = join(folder, String(issuer), CHECKPOINT_FILE);
  return (await isFile(inMirror)) ? inMirror : join(folder, CHECKPOINT_FILE);
}

async function tilesFor(folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) if (await isFolder(join(folder, 'tile'))) return folder;
  return null;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
