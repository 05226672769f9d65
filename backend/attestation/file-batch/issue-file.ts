import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DomainError } from '../../kernel/errors.ts';
import { address, type Hash32, hash32 } from '../../kernel/hex.ts';
import { openWarehouse, type Warehouse } from '../../platform/warehouse/warehouse.ts';
import type { ScoringDocument } from '../../scoring/domain/scorecard/scorecard-document.ts';
import { hashFile } from '../../scoring/score-file-manifest.ts';
import { hashLeaves } from '../domain/merkle-tree.ts';
import { domainSeparator } from '../domain/typed-data.ts';
import type { CreditTerms } from '../hash-columns.ts';
import type { BatchRow } from '../schemas.ts';
import { makeParts } from './make-parts.ts';
import { damaged, type FileBatch, keysPath, MANIFEST, readFileBatch, runDiffers, TREE, writeFileBatch } from './manifest.ts';
import { requireInUse } from '../models/read-models.ts';
import { readDigests } from './hash-rows.ts';
import type { FileBatchOrder, IssuingTerms } from './schemas.ts';
import { openScored, type ScoredFile } from './scored-rows.ts';
import { findScores, OWN_SCORES, type Scores } from './find-scores.ts';
import { type Lap, stopwatch } from './stopwatch.ts';
import { writeTree } from './tree-file.ts';

export interface IssueFileOrder {
  /** Parquet file of scores, as `model score` writes it, or, with a card, a file of customers. */
  readonly input: string;
  /** Folder of the credentials: their facts, keys and tree. */
  readonly folder: string;
  /** Column that tells the subjects apart. */
  readonly subject: string;
  /** Card that must have made the scores, or that makes them. */
  readonly document: ScoringDocument | null;
  readonly validDays: number;
  /** Rows of one part: what a killed run loses at most. */
  readonly partRows: number;
  readonly memoryMegabytes: number;
  /** Attests scores of a model that is not in use. */
  readonly allowUnused: boolean;
}

/** The installation that anchors. */
export interface Anchoring {
  terms(asked: { readonly validDays: number; readonly model: Hash32 }): Promise<IssuingTerms>;
  order(order: FileBatchOrder): Promise<void>;
  /** The batch once its anchoring is final; null where nobody waits for it. */
  follow(batchId: string): Promise<BatchRow | null>;
}

export type IssueFileStage = 'score' | 'read' | 'hash' | 'write' | 'tree' | 'anchor';

export interface IssueFileProgress {
  readonly stage: IssueFileStage;
  readonly rows: number;
  readonly total: number;
  readonly rowsPerSecond: number;
  /** Of this stage. */
  readonly secondsLeft: number;
}

export type ReportIssuing = (progress: IssueFileProgress) => void;

export interface IssueFileResult {
  readonly batchId: string;
  readonly rows: number;
  /** Rows whose credentials an earlier run had made. */
  readonly resumedRows: number;
  readonly root: Hash32;
  readonly model: Hash32;
  readonly anchor: FileBatch['anchor'];
  readonly stages: readonly Lap<IssueFileStage>[];
}

interface Run {
  readonly order: IssueFileOrder;
  readonly warehouse: Warehouse;
  readonly report: ReportIssuing;
  readonly scores: Scores;
}

/**
 * Makes a credential for each row of a file and anchors them in one transaction. Parts are written under temporary names, renamed and
 * entered with their hashes in the manifest; a run that was killed goes on where it stopped, makes no credential twice and anchors once.
 * @throws {@link DomainError} what `findScores` and `openScored` throw, `issuing_run_differs`, `model_not_in_use`, `file_batch_damaged`, `warehouse_busy`,
 * and what the installation answers
 */
export async function issueFile(order: IssueFileOrder, anchoring: Anchoring, report: ReportIssuing): Promise<IssueFileResult> {
  await claimFolder(order.folder);
  const clock = stopwatch<IssueFileStage>();
  const warehouse = await openWarehouse({ folder: join(order.folder, WORK), memoryMegabytes: order.memoryMegabytes });
  try {
    const scores = await findScores(order, report);
    clock.lap('score', 0);
    const run = { order, warehouse, report, scores };
    const { batch: begun, scored } = await begin(run, anchoring);
    clock.lap('read', begun.rows);
    const {
      batch: made,
      resumedRows,
      writing,
    } = await makeParts({ ...run, begun, scored, terms: termsOf(begun), hashes: hashesOf(scores) });
    clock.lap('hash', made.rows - resumedRows, writing);
    clock.add('write', made.rows - resumedRows, writing);
    const grown = await growTree(run, made);
    clock.lap('tree', grown.rows);
    const { batch, root } = await anchor(run, grown, anchoring);
    clock.lap('anchor', batch.rows);
    const { batchId, rows, model } = batch;
    const stages = clock.laps.filter(({ stage, seconds }) => stage !== 'score' || seconds >= 0.001);
    return { batchId, rows, resumedRows, root, model, anchor: batch.anchor, stages };
  } finally {
    await warehouse.close();
  }
}

/** Folder of the engine inside of that of the credentials; whoever has it has both. */
const WORK = 'warehouse';

/** Makes the folder, for its owner alone, or finds one that may be ours. */
async function claimFolder(folder: string): Promise<void> {
  const unwritable = (cause: unknown) => {
    throw new DomainError('file_unwritable', 'invalid', `${folder} cannot be made; check the path and its permissions.`, { cause });
  };
  await mkdir(folder, { recursive: true }).catch(unwritable);
  const names = await readdir(folder).catch(unwritable);
  if (names.includes(MANIFEST)) return;
  const stranger = names.find((name) => name !== WORK && name !== `${MANIFEST}.tmp` && !name.startsWith(OWN_SCORES));
  if (stranger !== undefined) throw runDiffers(folder, `it has no ${MANIFEST} and holds other files, such as ${stranger}`);
  await chmod(folder, 0o700).catch(unwritable);
}

/** The manifest of this run, new or gone on with, and the scores where there is still something to make of them. */
async function begin(run: Run, anchoring: Anchoring): Promise<{ batch: FileBatch; scored: ScoredFile | null }> {
  const { order, warehouse, report, scores } = run;
  const found = await readFileBatch(order.folder);
  if (found !== null) requireSame(order, found, scores);
  if (found !== null && found.tree !== null) return { batch: found, scored: null };
  const scored = await openScored(warehouse, scores.path, order.subject);
  const { rows } = scored;
  report({ stage: 'read', rows, total: rows, rowsPerSecond: 0, secondsLeft: 0 });
  if (found !== null) return { batch: found, scored };
  const terms = await anchoring.terms({ validDays: order.validDays, model: scores.model });
  if (!order.allowUnused) requireInUse(scores.model, terms.role ?? 'none');
  const batch: FileBatch = {
    type: 'CredenceFileBatch',
    version: 1,
    batchId: `bat_${randomBytes(12).toString('hex')}`,
    chainId: terms.chainId,
    ledger: address(terms.ledger),
    issuerId: terms.issuerId,
    issuedAt: terms.issuedAt,
    expiry: terms.expiry,
    model: scores.model,
    scores: { name: basename(scores.path), sha256: scores.sha256 },
    input: scores.input,
    subject: order.subject,
    rows,
    partRows: order.partRows,
    parts: [],
    tree: null,
    anchor: null,
  };
  await writeFileBatch(order.folder, batch);
  return { batch, scored };
}

const DAY_SECONDS = 86_400n;

function requireSame(order: IssueFileOrder, found: FileBatch, scores: Scores): void {
  const days = (BigInt(found.expiry) - BigInt(found.issuedAt)) / DAY_SECONDS;
  const differences = [
    ['other scores', found.scores.sha256 !== scores.sha256],
    ['another scorecard', found.model !== scores.model],
    ['another column of subjects', found.subject !== order.subject],
    ['another number of rows in a part', found.partRows !== order.partRows],
    ['another number of valid days', days !== BigInt(order.validDays)],
  ] as const;
  const [difference] = differences.find(([, isOther]) => isOther) ?? [];
  if (difference !== undefined) throw runDiffers(order.folder, `it was begun with ${difference}`);
}

function termsOf({ issuerId, model, issuedAt, expiry, chainId, ledger }: FileBatch): CreditTerms {
  return {
    issuer: issuerId,
    model,
    issuedAt: BigInt(issuedAt),
    expiry: BigInt(expiry),
    separator: domainSeparator({ chainId, ledger }),
  };
}

/** The credentials name both files by their hashes. */
function hashesOf({ input, sha256 }: Scores): { inputHash: Hash32; sourceHash: Hash32 } {
  return { inputHash: hash32(`0x${input}`), sourceHash: hash32(`0x${sha256}`) };
}

type GrownBatch = FileBatch & { readonly tree: NonNullable<FileBatch['tree']> };

/** The tree over all credentials. From the moment that its root is in the manifest nothing below it changes any more. */
async function growTree({ order, report }: Run, batch: FileBatch): Promise<GrownBatch> {
  const { folder } = order;
  const path = join(folder, TREE);
  const { rows, tree: known } = batch;
  if (known !== null && (await hashFile(path).catch(() => '')) === known.sha256) return { ...batch, tree: known };
  const leaves = new Uint8Array(rows * 32);
  for (const [part, own] of batch.parts.entries())
    leaves.set(hashLeaves(await readDigests(keysPath(folder, part), own.rows)), own.first * 32);
  const root = await writeTree(path, leaves);
  if (known !== null && known.root !== root) throw damaged(path, 'the parts lead to another root');
  const grown = { ...batch, tree: { root, sha256: await hashFile(path) } };
  await writeFileBatch(folder, grown);
  report({ stage: 'tree', rows, total: rows, rowsPerSecond: 0, secondsLeft: 0 });
  return grown;
}

async function anchor({ order, report }: Run, batch: GrownBatch, anchoring: Anchoring): Promise<{ batch: FileBatch; root: Hash32 }> {
  const { root } = batch.tree;
  if (batch.anchor !== null) return { batch, root };
  const { batchId, chainId, ledger, issuerId, model, rows, issuedAt, expiry } = batch;
  // Ordered again after a crash, it is the same batch to the installation: it knows it by its id.
  await anchoring.order({
    id: batchId,
    chainId,
    ledger,
    issuerId,
    model,
    root,
    leaves: rows,
    issuedAt,
    expiry,
    file: batch.scores,
    allowUnused: order.allowUnused,
  });
  const row = await anchoring.follow(batchId);
  if (row === null) return { batch, root };
  const anchored = { ...batch, anchor: placeOf(row) };
  await writeFileBatch(order.folder, anchored);
  report({ stage: 'anchor', rows, total: rows, rowsPerSecond: 0, secondsLeft: 0 });
  return { batch: anchored, root };
}

function placeOf({ batch, firstLeaf, stateRoot, block, transaction }: BatchRow): NonNullable<FileBatch['anchor']> {
  if (batch === null || firstLeaf === null || block === null || transaction === null)
    throw new DomainError('batch_not_anchored', 'conflict', 'The batch has no place on the ledger yet; run the command again.', {
      retryable: true,
    });
  const time = String(Date.parse(block.time) / 1000);
  return { batch, firstLeaf, stateRoot: hash32(stateRoot), time, transaction: hash32(transaction), block: block.number };
}
