import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../kernel/errors.ts';
import { type BatchEntry, decodeEntry, entryLeaf } from './domain/batch-entry.ts';
import { checkTree, type TreeFault } from './domain/check-tree.ts';
import { type Checkpoint, parseCheckpoint } from './domain/checkpoint.ts';
import { cosignedAt } from './domain/cosignature.ts';
import type { LedgerFold } from './domain/ledger-fold.ts';
import { Findings, type LogDifference } from './domain/log-difference.ts';
import { parseNote, parseVerifierKey, signaturesOf } from './domain/signed-note.ts';
import { CHECKPOINT_FILE } from './log-folder.ts';
import { folderSource, readIndexFile, sourceReader } from './log-source.ts';
import { readCheckpoint } from './mirror-log.ts';
import type { LogIndexFile } from './schemas.ts';
import { readIfPresent } from './tile-files.ts';

export interface VerifiedLog {
  readonly issuer: number;
  readonly size: string;
  readonly root: string | null;
  readonly leaves: string;
  /** Batches whose credentials were all hashed again. */
  readonly batches: number;
  readonly unpublished: number;
  /** Names of cosigners with a valid signature, and of others. */
  readonly cosigners: readonly string[];
  readonly unknownSigners: readonly string[];
  /** Whether the chain was asked and agrees; null when it was not asked. */
  readonly onChain: boolean | null;
}

export interface MirrorVerdict {
  readonly ok: boolean;
  readonly chainId: number;
  readonly ledger: string;
  readonly logs: readonly VerifiedLog[];
  readonly found: number;
  readonly differences: readonly LogDifference[];
}

export interface VerifyMirrorOptions {
  readonly folder: string;
  /** The ledger as the chain tells it; files only without it. */
  readonly fold?: LedgerFold;
  progress(text: string): void;
}

/**
 * Rebuilds every root from the files of a mirror and compares it with the signed checkpoints and, where the chain was
 * read, with every batch that was anchored. Needs no database and no network.
 * @throws {@link DomainError} `log_source_empty` when the folder is not a mirror
 */
export async function verifyMirror({ folder, fold, progress }: VerifyMirrorOptions): Promise<MirrorVerdict> {
  const index = await readIndexFile(folderSource(folder));
  const findings = new Findings();
  const logs: VerifiedLog[] = [];
  if (fold !== undefined) addFaults(fold, findings);
  for (const issuer of Object.keys(index.verifierKeys).map(Number)) {
    progress(`issuer ${issuer}`);
    const log = await verifyIssuer({ folder, index, issuer, findings, ...(fold === undefined ? {} : { fold }) });
    if (log !== null) logs.push(log);
  }
  const { chainId, ledger } = index;
  return { ok: findings.found === 0, chainId, ledger, logs, found: findings.found, differences: findings.list };
}

interface IssuerParts {
  readonly folder: string;
  readonly index: LogIndexFile;
  readonly issuer: number;
  readonly findings: Findings;
  readonly fold?: LedgerFold;
}

async function verifyIssuer(parts: IssuerParts): Promise<VerifiedLog | null> {
  const { folder, issuer, findings, fold } = parts;
  const note = await readNote(parts);
  if (note === null) return null;
  const { checkpoint, text } = note;
  await lookForConflict(parts, checkpoint);
  const size = Number(checkpoint.size);
  const entries = await verifyLogTree(parts, checkpoint);
  let [batches, unpublished] = [0, 0];
  for (const entry of entries) {
    const isThere = await verifyBatchTree(folder, entry, findings);
    if (isThere) batches++;
    else unpublished++;
  }
  const before = findings.found;
  if (fold !== undefined) compareWithChain(issuer, checkpoint, entries, fold, findings);
  return {
    issuer,
    size: String(size),
    root: checkpoint.root,
    leaves: String(checkpoint.leaves),
    batches,
    unpublished,
    ...cosignersOf(parts.index, text),
    onChain: fold === undefined ? null : findings.found === before,
  };
}

async function readNote({ folder, index, issuer, findings }: IssuerParts): Promise<{ checkpoint: Checkpoint; text: string } | null> {
  const path = `${issuer}/${CHECKPOINT_FILE}`;
  const bytes = await readIfPresent(join(folder, path));
  if (bytes === null) {
    findings.add({
      kind: 'tile_missing',
      where: 'checkpoint',
      issuerId: issuer,
      detail: `The mirror has no checkpoint of issuer ${issuer}.`,
    });
    return null;
  }
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return { checkpoint: readCheckpoint(index, issuer, text), text };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    findings.add({ kind: 'signature_invalid', where: 'checkpoint', issuerId: issuer, detail: error.message });
    return null;
  }
}

/** Another signed checkpoint that a mirror has seen for the same size. */
async function lookForConflict({ folder, index, issuer, findings }: IssuerParts, checkpoint: Checkpoint): Promise<void> {
  const names = await readdir(join(folder, String(issuer))).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(`${CHECKPOINT_FILE}.`))) {
    const bytes = await readIfPresent(join(folder, String(issuer), name));
    try {
      const other = readCheckpoint(index, issuer, Buffer.from(bytes ?? []).toString('utf8'));
      if (other.size !== checkpoint.size || other.root === checkpoint.root) continue;
      findings.add({
        kind: 'split_view',
        where: 'checkpoint',
        issuerId: issuer,
        position: String(checkpoint.size),
        expected: checkpoint.root,
        actual: other.root,
        detail: `Split view: two signed checkpoints of issuer ${issuer} say different roots for size ${checkpoint.size}.`,
      });
    } catch (error) {
      // What is not signed by the log proves nothing against it.
      if (!(error instanceof DomainError)) throw error;
    }
  }
}

async function verifyLogTree({ folder, issuer, findings }: IssuerParts, checkpoint: Checkpoint): Promise<BatchEntry[]> {
  const entries: BatchEntry[] = [];
  let leaves = 0n;
  const found = await checkTree({
    size: Number(checkpoint.size),
    read: sourceReader(folderSource(folder), String(issuer)),
    onEntries: (first, bundle) => {
      bundle.forEach((bytes, i) => {
        const entry = decodeEntry(bytes);
        const position = first + i;
        if (entry === null || entry.anchored.batch !== BigInt(position) || entry.issuer !== issuer || entry.anchored.firstLeaf !== leaves) {
          findings.add({
            kind: 'row_altered',
            where: 'tiles',
            issuerId: issuer,
            position: String(position),
            detail: `The entry at place ${position} of the log of issuer ${issuer} is not the batch that belongs there.`,
          });
        }
        if (entry === null) return;
        leaves = entry.anchored.firstLeaf + entry.anchored.leaves;
        entries.push(entry);
      });
    },
  });
  for (const fault of found.faults) addTreeFault(findings, fault, issuer, null);
  if (found.root !== null && found.root !== checkpoint.root)
    findings.add({
      kind: 'root_differs',
      where: 'tiles',
      issuerId: issuer,
      expected: checkpoint.root,
      actual: found.root,
      detail: `The tiles of issuer ${issuer} lead to another root than its checkpoint of ${checkpoint.size} batches.`,
    });
  if (found.root !== null && leaves !== checkpoint.leaves)
    findings.add({
      kind: 'count_differs',
      where: 'checkpoint',
      issuerId: issuer,
      expected: String(leaves),
      actual: String(checkpoint.leaves),
      detail: `The checkpoint of issuer ${issuer} states another number of credentials than its batches hold.`,
    });
  return entries;
}

/** False when the credentials of the batch are not in the mirror at all. */
export async function verifyBatchTree(folder: string, { issuer, anchored }: BatchEntry, findings: Findings): Promise<boolean> {
  const prefix = `${issuer}/batch/${anchored.batch}`;
  if ((await readdir(join(folder, prefix)).catch(() => null)) === null) return false;
  const found = await checkTree({ size: Number(anchored.leaves), read: sourceReader(folderSource(folder), prefix) });
  for (const fault of found.faults) addTreeFault(findings, fault, issuer, anchored.batch);
  if (found.root !== null && found.root !== anchored.root)
    findings.add({
      kind: 'root_differs',
      where: 'tiles',
      issuerId: issuer,
      batch: String(anchored.batch),
      expected: anchored.root,
      actual: found.root,
      detail: `The credentials of batch ${anchored.batch} of issuer ${issuer} lead to another root than the one that was anchored.`,
    });
  return true;
}

export function addTreeFault(findings: Findings, fault: TreeFault, issuer: number, batch: bigint | null): void {
  const where = batch === null ? `the log of issuer ${issuer}` : `batch ${batch} of issuer ${issuer}`;
  const words = {
    tile_missing: `The file ${fault.path} of ${where} is missing or not of its length.`,
    tile_altered: `The file ${fault.path} of ${where} does not hold the hashes of the tiles below it.`,
    row_altered: `Row ${fault.position} of ${where}: entry and leaf hash do not belong together (${fault.path}).`,
  };
  findings.add({
    kind: fault.kind,
    where: 'tiles',
    issuerId: issuer,
    batch: batch === null ? null : String(batch),
    position: fault.position === null ? null : String(fault.position),
    expected: fault.expected,
    actual: fault.actual,
    detail: words[fault.kind],
  });
}

/** Batches that were anchored, one by one, against those of the log; the checkpoint against the log of the chain. */
export function compareWithChain(
  issuer: number,
  checkpoint: Checkpoint,
  entries: readonly BatchEntry[],
  fold: LedgerFold,
  findings: Findings,
): void {
  const anchored = fold.entriesOf(issuer);
  if (checkpoint.size > BigInt(anchored.length))
    findings.add({
      kind: 'checkpoint_contradicts_chain',
      where: 'checkpoint',
      issuerId: issuer,
      expected: String(anchored.length),
      actual: String(checkpoint.size),
      detail: `The checkpoint of issuer ${issuer} names ${checkpoint.size} batches; the chain has ${anchored.length}.`,
    });
  const own = entries.find((entry) => {
    const there = anchored[Number(entry.anchored.batch)];
    return there !== undefined && entryLeaf(entry) !== entryLeaf(there);
  });
  if (own === undefined) return;
  const at = Number(own.anchored.batch);
  const chain = anchored[at];
  if (chain === undefined) return;
  findings.add({
    kind: 'checkpoint_contradicts_chain',
    where: 'checkpoint',
    issuerId: issuer,
    batch: String(at),
    position: String(at),
    expected: entryLeaf(chain),
    actual: entryLeaf(own),
    detail: `Batch ${at} of issuer ${issuer} is another one on the chain: root ${chain.anchored.root} with ${chain.anchored.leaves} credentials.`,
  });
}

export function addFaults(fold: LedgerFold, findings: Findings): void {
  for (const { kind, issuer, batch, detail } of fold.faults) {
    findings.add({ kind, where: 'chain', issuerId: issuer, batch: batch === null ? null : String(batch), detail });
  }
}

function cosignersOf(index: LogIndexFile, text: string): Pick<VerifiedLog, 'cosigners' | 'unknownSigners'> {
  const note = parseNote(text);
  const keys = index.cosigners.map(parseVerifierKey);
  const valid = keys.filter((key) => cosignedAt(note, key) !== null).map(({ name }) => name);
  const log = parseCheckpoint(note.text);
  const logKey = parseVerifierKey(index.verifierKeys[String(log.issuer)] ?? '');
  const known = [...keys, logKey].flatMap((key) => signaturesOf(note, key));
  return { cosigners: valid, unknownSigners: note.signatures.filter((each) => !known.includes(each)).map(({ name }) => name) };
}
