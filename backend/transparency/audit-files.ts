import { stat } from 'node:fs/promises';
import { hashLeaves } from '../attestation/domain/merkle-tree.ts';
import { DomainError, InvariantError } from '../kernel/errors.ts';
import { fromHex } from '../kernel/hex.ts';
import type { AuditParts, AuditProgress } from './audit-parts.ts';
import { type BatchEntry, decodeEntry, entryLeaf } from './domain/batch-entry.ts';
import { checkTree, type CheckedTree } from './domain/check-tree.ts';
import { parseCheckpoint } from './domain/checkpoint.ts';
import { compareRows } from './domain/compare-rows.ts';
import type { Findings } from './domain/log-difference.ts';
import { parseNote } from './domain/signed-note.ts';
import { rangeRoot } from './domain/subtree.ts';
import { batchFolder, issuerFolder, logFolder } from './log-folder.ts';
import { digestsUnder, hashText, latestCheckpoint } from './store.ts';
import { folderReader } from './tile-files.ts';
import { addTreeFault } from './verify-mirror.ts';

/** Batches younger than this may not be published yet, seconds. */
const GRACE = 120n;

/** The static files against the chain: the tree over the batches, then the credentials of each batch. */
export async function compareFiles(parts: AuditParts, issuer: number, now: bigint, progress: AuditProgress): Promise<void> {
  const { home, place, fold, findings, counts } = parts;
  const anchored = fold.entriesOf(issuer);
  const size = await publishedSize(parts, issuer);
  if (size !== null) counts.tiles += (await checkLogTree(parts, issuer, size)).tiles;
  const signed = Number((await latestCheckpoint(parts.database.client, place, issuer))?.size ?? 0n);
  const isLate = anchored.slice(size ?? 0).some((entry) => entry.anchored.time + GRACE < now);
  if (size !== null && size < anchored.length && (size < signed || isLate))
    findings.add({
      kind: 'log_truncated',
      where: 'tiles',
      issuerId: issuer,
      expected: String(anchored.length),
      actual: String(size),
      detail: `The published log of issuer ${issuer} ends after ${size} of the ${anchored.length} batches on the chain.`,
    });
  if (size !== null && size > anchored.length)
    findings.add({
      kind: 'log_extended',
      where: 'tiles',
      issuerId: issuer,
      expected: String(anchored.length),
      actual: String(size),
      detail: `The published log of issuer ${issuer} has ${size} batches; the chain has ${anchored.length}.`,
    });
  const wanted = anchored.slice(0, Math.max(size ?? 0, signed));
  for (const [i, entry] of wanted.entries()) {
    await progress(Math.floor((i * 1000) / wanted.length), `batch ${i} of issuer ${issuer}`);
    counts.batches++;
    counts.leaves += entry.anchored.leaves;
    await compareBatch(parts, entry, batchFolder(logFolder(home, place), issuer, entry.anchored.batch));
  }
}

/** Size that the published checkpoint states; null when there is none. */
async function publishedSize({ database, place, findings, notes }: AuditParts, issuer: number): Promise<number | null> {
  const note = notes.get(issuer);
  if (note === undefined) {
    if ((await latestCheckpoint(database.client, place, issuer)) !== null)
      findings.add({
        kind: 'tile_missing',
        where: 'tiles',
        issuerId: issuer,
        detail: `There is no published checkpoint of issuer ${issuer}.`,
      });
    return null;
  }
  try {
    return Number(parseCheckpoint(parseNote(note).text).size);
  } catch (error) {
    // The audit of the checkpoints names it.
    if (error instanceof DomainError) return null;
    throw error;
  }
}

async function checkLogTree({ home, place, fold, findings }: AuditParts, issuer: number, size: number): Promise<CheckedTree> {
  const anchored = fold.entriesOf(issuer);
  const leaves: Uint8Array[] = [];
  const found = await checkTree({
    size,
    read: folderReader(issuerFolder(logFolder(home, place), issuer)),
    onEntries: (first, entries) => {
      entries.forEach((bytes, i) => {
        const entry = decodeEntry(bytes);
        leaves[first + i] = entry === null ? new Uint8Array(32) : fromHex(entryLeaf(entry));
      });
    },
  });
  for (const fault of found.faults) addTreeFault(findings, fault, issuer, null);
  // Lengths are compared on their own; here only batches that both have.
  const common = Math.min(size, anchored.length);
  const expected = Buffer.concat(anchored.slice(0, common).map((entry) => fromHex(entryLeaf(entry))));
  const actual = Buffer.concat(Array.from({ length: common }, (_, i) => leaves[i] ?? new Uint8Array(32)));
  if (found.root === null) return found;
  for (const { kind, position, ...values } of compareRows(new Uint8Array(expected), new Uint8Array(actual)))
    findings.add({
      kind,
      where: 'tiles',
      issuerId: issuer,
      batch: String(position),
      position: String(position),
      ...values,
      detail: `${ROW_WORDS[kind]} ${position} of the published log of issuer ${issuer}: the chain has another one there.`,
    });
  return found;
}

const ROW_WORDS = {
  row_removed: 'Missing batch',
  row_added: 'Batch too many, at place',
  row_altered: 'Altered batch',
  rows_reordered: 'Batches in another order, from place',
} as const;

/** The tree of one batch: files against the anchored root, and stored credentials against whichever of the two is right. */
async function compareBatch(parts: AuditParts, { issuer, anchored }: BatchEntry, folder: string): Promise<void> {
  const { findings, counts } = parts;
  const batch = String(anchored.batch);
  const size = Number(anchored.leaves);
  const stored = await storedLeaves(parts, issuer, anchored);
  const isStoredRight = stored !== null && stored.length === size * 32 && hashText(rangeRoot(stored)) === anchored.root;
  const leaves = new Uint8Array(size * 32);
  const found = await checkTree({
    size,
    read: folderReader(folder),
    onEntries: (first, entries) => leaves.set(hashLeaves(new Uint8Array(Buffer.concat(entries.map(bytesOfDigest)))), first * 32),
  });
  counts.tiles += found.tiles;
  const isFileRight = found.root === anchored.root;
  if (await isAbsent(folder)) {
    const detail = `The credentials of batch ${batch} of issuer ${issuer} are not published.`;
    if (stored !== null) findings.add({ kind: 'leaves_missing', where: 'tiles', issuerId: issuer, batch, detail });
  } else {
    for (const fault of found.faults) addTreeFault(findings, fault, issuer, anchored.batch);
    const named = { issuer, batch, where: 'tiles', root: anchored.root } as const;
    if (found.root !== null && !isFileRight) nameRows(findings, named, isStoredRight ? stored : null, leaves);
  }
  if (stored === null)
    findings.add({
      kind: 'leaves_missing',
      where: 'database',
      issuerId: issuer,
      batch,
      detail: `Batch ${batch} of issuer ${issuer} with ${size} credentials is on the chain, and this installation did not make it.`,
    });
  else if (!isStoredRight) nameStored(findings, { issuer, anchored }, isFileRight ? leaves : null, stored);
}

function nameStored(
  findings: Findings,
  { issuer, anchored }: Pick<BatchEntry, 'issuer' | 'anchored'>,
  right: Uint8Array | null,
  stored: Uint8Array,
): void {
  const batch = String(anchored.batch);
  const [expected, actual] = [String(anchored.leaves), String(stored.length / 32)];
  if (expected !== actual)
    findings.add({
      kind: 'count_differs',
      where: 'database',
      issuerId: issuer,
      batch,
      expected,
      actual,
      detail: `Batch ${batch} of issuer ${issuer} committed to ${expected} credentials; the database holds ${actual}.`,
    });
  nameRows(findings, { issuer, batch, where: 'database', root: anchored.root }, right, stored);
}

/** Which rows differ, when a right copy is at hand; else that the root does. */
function nameRows(
  findings: Findings,
  {
    issuer,
    batch,
    where,
    root,
  }: { readonly issuer: number; readonly batch: string; readonly where: 'tiles' | 'database'; readonly root: string },
  right: Uint8Array | null,
  wrong: Uint8Array,
): void {
  const rows = right === null ? [] : compareRows(right, wrong);
  for (const { kind, position, ...values } of rows)
    findings.add({
      kind,
      where,
      issuerId: issuer,
      batch,
      position: String(position),
      ...values,
      detail: `${CREDENTIAL_WORDS[kind]} ${position} in batch ${batch} of issuer ${issuer}.`,
    });
  if (rows.length === 0)
    findings.add({
      kind: 'root_differs',
      where,
      issuerId: issuer,
      batch,
      expected: root,
      actual: wrong.length === 0 ? null : hashText(rangeRoot(wrong)),
      detail: `The credentials of batch ${batch} of issuer ${issuer} lead to another root than the one that was anchored.`,
    });
}

const CREDENTIAL_WORDS = {
  row_removed: 'Missing credential',
  row_added: 'Credential too many, at place',
  row_altered: 'Altered credential',
  rows_reordered: 'Credentials in another order, from place',
} as const;

/** Leaf hashes of the stored credentials; none when parts are gone, null when the batch was not made here. */
async function storedLeaves({ database, place }: AuditParts, issuer: number, { root }: BatchEntry['anchored']): Promise<Uint8Array | null> {
  try {
    const digests = await digestsUnder(database.client, place, issuer, root);
    return digests === null ? null : hashLeaves(digests);
  } catch (error) {
    // Parts of the batch are gone or do not follow each other.
    if (error instanceof InvariantError) return new Uint8Array();
    throw error;
  }
}

async function isAbsent(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => null)) === null;
}

/** An entry that is not 32 bytes long is no digest; it counts as zeros, which no digest is. */
function bytesOfDigest(entry: Uint8Array): Uint8Array {
  return entry.length === 32 ? entry : new Uint8Array(32);
}
