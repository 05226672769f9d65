import { z } from 'zod';
import type { BlockPoint } from '../attestation/domain/ledger-facts.ts';
import type { Json } from '../kernel/canonical-json.ts';
import { hash32 } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { JobContext } from '../platform/jobs/run-jobs.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { signResult } from './bulk-result.ts';
import { dropResults, partsOf, readInput, saveResult } from './bulk-store.ts';
import { type Checker, openChecker } from './checker.ts';
import { type Judgement, judgeRow } from './judge-row.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { readOwnCredential } from './own-credential.ts';
import { type BulkRow, RelyingTerms } from './schemas.ts';
import { chunksOf } from './watch-store.ts';

export const BulkPayload = z.object({
  bulkId: z.string(),
  organizationId: z.string(),
  terms: RelyingTerms.nullable(),
  mayReadStore: z.boolean(),
  actor: z.string(),
});
type BulkPayload = z.infer<typeof BulkPayload>;

type BulkRecord = Awaited<ReturnType<RelianceDeps['database']['client']['bulkVerification']['findUniqueOrThrow']>>;

/** Rows judged at a time: while the ledger is asked about one, the others are worked at. */
const SIDE_BY_SIDE = 25;
/** A node without an archive keeps the state of so many blocks. */
const STATE_BLOCKS = 120n;

/**
 * Judges the rows of a run part by part, all as of one block, and signs the result. A worker that takes the job over
 * goes on after the last part that was stored; if the block is gone by then, everything is judged anew.
 */
export async function runBulk(deps: RelianceDeps, order: Json, context: JobContext): Promise<Json> {
  const payload = BulkPayload.parse(order);
  const { database } = deps;
  const id = payload.bulkId;
  const run = await database.client.bulkVerification.findUnique({ where: { id } });
  // Deleted by its owner meanwhile.
  if (run === null) return { bulkId: id, state: 'deleted' };
  if (run.state === 'done') return { bulkId: id, state: 'done' };
  const checker = await beginOrResume(deps, run);
  const organization = await database.client.organization.findUnique({ where: { id: run.organizationId }, select: { name: true } });
  const judgement: Judgement = {
    checker,
    standpoint: {
      terms: payload.terms,
      audience: organization?.name ?? null,
      now: Math.floor(run.createdAt.getTime() / 1000),
    },
    findOwn: payload.mayReadStore ? (reference) => readOwnCredential(database.client, deps.wrap, reference) : null,
  };
  await judgeParts(deps, run, judgement, context);
  await finish(deps, payload, run.id, checker);
  return { bulkId: id, state: 'done' };
}

async function beginOrResume(deps: RelianceDeps, run: BulkRecord): Promise<Checker> {
  const known = await usableBlock(deps.chain, run);
  if (known !== null) return openChecker(deps, known);
  const checker = await openChecker(deps);
  const { number, hash, time } = checker.block;
  await deps.database.write(async (tx) => {
    await dropResults(tx, run.id);
    const data = { state: 'running', blockNumber: number, blockHash: hash, blockTime: time, counts: '{}' };
    await tx.bulkVerification.updateMany({ where: { id: run.id }, data });
  });
  return checker;
}

/** The block of an earlier attempt, where its state can still be asked for. */
async function usableBlock(chain: RelianceDeps['chain'], { blockNumber, blockHash }: BulkRecord): Promise<BlockPoint | null> {
  if (blockNumber === null || blockHash === null) return null;
  const head = await chain.readHead();
  const header = await chain.header(blockNumber);
  if (header === null || header.hash !== blockHash || head.number - blockNumber > STATE_BLOCKS) return null;
  return { number: blockNumber, hash: hash32(blockHash), time: header.timestamp };
}

async function judgeParts(deps: RelianceDeps, run: BulkRecord, judgement: Judgement, context: JobContext): Promise<void> {
  const { database } = deps;
  const done = new Set(await partsOf(database.client, run.id, 'result'));
  const parts = await partsOf(database.client, run.id, 'input');
  const stored = await database.client.bulkVerification.findUniqueOrThrow({ where: { id: run.id }, select: { counts: true } });
  const counts = JSON.parse(stored.counts) as Record<string, number>;
  for (const part of parts) {
    if (done.has(part)) continue;
    context.signal.throwIfAborted();
    const rows: BulkRow[] = [];
    for (const some of chunksOf(await readInput(deps, { id: run.id, part }), SIDE_BY_SIDE)) {
      rows.push(...(await Promise.all(some.map((row) => judgeRow(row, judgement)))));
    }
    for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
    context.signal.throwIfAborted();
    await database.write(async (tx) => {
      await saveResult(tx, { id: run.id, part }, rows);
      await tx.bulkVerification.update({ where: { id: run.id }, data: { counts: JSON.stringify(counts) } });
    });
    const judged = Object.values(counts).reduce((sum, count) => sum + count, 0);
    await context.progress(Math.floor((judged / Math.max(1, run.total)) * 990), 'judging');
  }
}

async function finish(deps: RelianceDeps, { organizationId, terms, actor }: BulkPayload, id: string, checker: Checker): Promise<void> {
  const { database } = deps;
  const { hash, signature } = await signResult(deps, id, { checker, terms });
  await database.write(async (tx) => {
    const { count } = await tx.bulkVerification.updateMany({
      where: { id, state: 'running' },
      data: { state: 'done', resultHash: hash, signature, finishedAt: new Date() },
    });
    if (count === 0) return;
    await tx.bulkVerificationPart.deleteMany({ where: { bulkId: id, side: 'input' } });
    const what = { action: 'bulk_verification.finished', entity: 'bulk_verification', entityId: id, outcome: 'ok' } as const;
    await appendAudit(tx, { ...what, actor, requestId: null, detail: { resultHash: hash }, at: new Date() });
    await appendOutbox(tx, { topic: 'bulk_verification.finished', key: id, payload: { id, organizationId, resultHash: hash } });
  });
}
