import type { Hash32 } from '../../kernel/hex.ts';
import { assertInvariant } from '../../kernel/errors.ts';
import type { Warehouse } from '../../platform/warehouse/warehouse.ts';
import { hashFile } from '../../scoring/score-file-manifest.ts';
import type { CreditTerms } from '../hash-columns.ts';
import { type HashPool, openHashPool, threadsFor } from '../hash-pool.ts';
import { drawKeys, hashRows, writeKeys } from './hash-rows.ts';
import type { IssueFileOrder, ReportIssuing } from './issue-file.ts';
import { damaged, factsPath, type FileBatch, type FilePart, keysPath, writeFileBatch } from './manifest.ts';
import { readFacts, type RowFacts, type ScoredFile, writeFacts } from './scored-rows.ts';

export interface PartsToMake {
  readonly order: IssueFileOrder;
  readonly warehouse: Warehouse;
  readonly report: ReportIssuing;
  readonly begun: FileBatch;
  /** Null when all parts were made before. */
  readonly scored: ScoredFile | null;
  readonly terms: CreditTerms;
  readonly hashes: { readonly inputHash: Hash32; readonly sourceHash: Hash32 };
}

interface MadeParts {
  readonly batch: FileBatch;
  readonly resumedRows: number;
  /** Seconds spent writing. */
  readonly writing: number;
}

/**
 * Makes the parts that no earlier run has made whole. While the threads hash one, the rows of the next are read.
 * @throws {@link DomainError} `file_batch_damaged` when the tree stands and a part below it has changed
 */
export async function makeParts(work: PartsToMake): Promise<MadeParts> {
  const { order, begun, scored } = work;
  const kept = await wholeParts(order.folder, begun);
  const resumedRows = kept.reduce((sum, part) => sum + part.rows, 0);
  if (scored === null || resumedRows === begun.rows) return { batch: { ...begun, parts: kept }, resumedRows, writing: 0 };
  const missing = Array.from({ length: Math.ceil(begun.rows / begun.partRows) }, (_, part) => part).filter(
    (part) => !kept.some(({ first }) => first === part * begun.partRows),
  );
  const pool = openHashPool(threadsFor(begun.rows - resumedRows));
  try {
    return await makeMissing({ ...work, scored, pool, resumedRows }, { ...begun, parts: kept }, missing);
  } finally {
    await pool.close();
  }
}

/** Parts that are as the manifest has them. Before the tree stands, one that is not is made anew: nobody has seen it. */
async function wholeParts(folder: string, { parts, partRows, tree }: FileBatch): Promise<FilePart[]> {
  const whole: FilePart[] = [];
  for (const part of parts) {
    const [facts, keys] = [factsPath(folder, part.first / partRows), keysPath(folder, part.first / partRows)];
    const wrong = (await isAs(facts, part.facts)) ? ((await isAs(keys, part.keys)) ? null : keys) : facts;
    if (wrong === null) whole.push(part);
    else if (tree !== null) throw damaged(wrong, 'its hash is another one');
  }
  return whole;
}

async function isAs(path: string, sha256: string): Promise<boolean> {
  return (await hashFile(path).catch(() => '')) === sha256;
}

interface Making extends PartsToMake {
  readonly scored: ScoredFile;
  readonly pool: HashPool;
  readonly resumedRows: number;
}

interface ReadPart {
  readonly part: number;
  readonly first: number;
  readonly rows: number;
  readonly facts: RowFacts;
}

async function makeMissing(making: Making, begun: FileBatch, missing: readonly number[]): Promise<MadeParts> {
  const { order, resumedRows } = making;
  const tell = progressOf(making, begun.rows);
  let batch = begun;
  let writing = 0;
  let coming = readPart(making, batch, missing[0]);
  for (const [at] of missing.entries()) {
    const read = await coming;
    assertInvariant(read !== null, 'A missing part is read before it is made.');
    coming = readPart(making, batch, missing[at + 1]);
    // A failure is told where it is awaited.
    coming.catch(() => undefined);
    const keys = drawKeys(read.rows);
    const { terms, hashes, pool } = making;
    const digests = await hashRows(
      pool,
      { ...hashes, batchId: batch.batchId, terms, first: read.first, facts: read.facts },
      { keys, done: tell },
    );
    const started = performance.now();
    await writeKeys(keysPath(order.folder, read.part), keys, digests);
    const own = { facts: await hashFile(factsPath(order.folder, read.part)), keys: await hashFile(keysPath(order.folder, read.part)) };
    const parts = [...batch.parts, { first: read.first, rows: read.rows, ...own }].sort((left, right) => left.first - right.first);
    batch = { ...batch, parts };
    await writeFileBatch(order.folder, batch);
    writing += (performance.now() - started) / 1000;
  }
  return { batch, resumedRows, writing };
}

async function readPart(
  { order, warehouse, scored }: Making,
  { rows, partRows }: FileBatch,
  part: number | undefined,
): Promise<ReadPart | null> {
  if (part === undefined) return null;
  const first = part * partRows;
  const own = { path: factsPath(order.folder, part), first, rows: Math.min(partRows, rows - first) };
  await writeFacts(warehouse, scored, own);
  return { part, first, rows: own.rows, facts: await readFacts(warehouse, own.path, own.rows) };
}

/** Time between two lines of progress. */
const TELL_MS = 1_000;

/** Counts rows that are hashed and tells now and then how many, how fast and how long it will take. */
function progressOf({ report, resumedRows }: Making, total: number): (rows: number) => void {
  const started = performance.now();
  let [hashed, toldAt] = [0, started];
  return (rows) => {
    hashed += rows;
    const now = performance.now();
    const done = resumedRows + hashed;
    if (now - toldAt < TELL_MS && done < total) return;
    toldAt = now;
    const rowsPerSecond = hashed / ((now - started) / 1000);
    report({ stage: 'hash', rows: done, total, rowsPerSecond: Math.round(rowsPerSecond), secondsLeft: (total - done) / rowsPerSecond });
  };
}
