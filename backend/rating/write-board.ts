import { randomBytes } from 'node:crypto';
import { encodeFunctionData } from 'viem';
import { z } from 'zod';
import { concatBytes } from '../attestation/domain/words.ts';
import { openCustomerKeys } from '../intake/customer-keys.ts';
import type { Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, toHex } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { ratingBoardAbi } from '../platform/chain/abi/rating-board.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { JobContext, JobHandler } from '../platform/jobs/run-jobs.ts';
import { boardWords, epochKey, maskGrade, PAGE_WORDS, viewKey, WORD_PLACES } from './domain/board-mask.ts';
import { CUSTOMER_GRADES } from './domain/customer-grades.ts';
import { type RatingDeps, type RatingPlace, ratingPlace } from './open-rating.ts';
import { readBoardPage } from './rating-client.ts';
import { BOARD_KIND } from './board-writings.ts';
import { WriteBoard } from './schemas.ts';

export const BOARD_JOB = 'rating-board.write';
const CHUNK = 500;

const BoardPayload = WriteBoard.extend({ actor: z.string() });

export function ratingJobs(deps: RatingDeps): Record<string, JobHandler> {
  return { [BOARD_JOB]: async (payload, context) => writeBoard(deps, BoardPayload.parse(payload), context) };
}

/**
 * Writes the board anew with the newest grade of every customer that has a place, after giving one to each customer of
 * the run, the newest one where none is named: all pages, with the masks of one new epoch. Ordered again for the same job,
 * nothing more happens.
 * @throws {@link DomainError} `run_unknown`
 */
async function writeBoard(
  deps: RatingDeps,
  { runId: wanted, actor }: z.infer<typeof BoardPayload>,
  { jobId, progress }: JobContext,
): Promise<Json> {
  const place = await ratingPlace(deps);
  const sender = deps.signer('issuer').address;
  const view = { address: place.ledger, abi: creditLedgerAbi, functionName: 'keyOf', args: [sender] } as const;
  const [issuerId] = await deps.chain.readView(view);
  const runId = wanted ?? (await newestRun(deps.database.client));
  await progress(100, 'places');
  await givePlaces(deps, { chainId: place.chainId, issuerId, runId });
  const places = await deps.database.client.ratingBoardPlace.findMany({
    where: { chainId: place.chainId, issuerId },
    orderBy: { place: 'asc' },
  });
  const epoch = await nextEpoch(deps, place, { issuerId, places: places.length });
  await progress(300, 'masks');
  const masked = await maskAll(deps, { issuerId, epoch, places });
  const words = boardWords(masked).map((word) => toHex(word) as Hash32);
  const count = await deps.database.write(async (tx) => {
    let pages = 0;
    for (let first = 0; first < words.length; first += PAGE_WORDS, pages++) {
      const args = [epoch, BigInt(first), words.slice(first, first + PAGE_WORDS)] as const;
      await enqueueTransaction(tx, {
        chainId: place.chainId,
        kind: BOARD_KIND,
        refId: `${issuerId}:${first}`,
        idempotencyKey: `${BOARD_KIND}:${jobId}:${first}`,
        sender,
        target: place.board,
        data: encodeFunctionData({ abi: ratingBoardAbi, functionName: 'rateDense', args }),
      });
    }
    await appendAudit(tx, {
      actor,
      action: 'rating-board.ordered',
      entity: 'rating-board',
      entityId: String(issuerId),
      outcome: 'ok',
      requestId: null,
      detail: { run: runId, epoch: String(epoch), places: places.length },
      at: new Date(),
    });
    return pages;
  });
  return { issuerId, epoch: String(epoch), places: places.length, words: words.length, transactions: count };
}

async function newestRun(client: DatabaseClient): Promise<string> {
  const newest = await client.score.findFirst({
    where: { role: { in: ['champion', 'challenger'] } },
    orderBy: { createdAt: 'desc' },
    select: { runId: true },
  });
  if (newest === null) throw new DomainError('run_unknown', 'not_found', 'No customer has been scored yet.');
  return newest.runId;
}

/** A place for each customer of the run that has none, in an order that says nothing about them. */
async function givePlaces(
  { database }: RatingDeps,
  { chainId, issuerId, runId }: { readonly chainId: number; readonly issuerId: number; readonly runId: string },
): Promise<void> {
  const scored = await database.client.score.findMany({ where: { runId }, select: { customerId: true } });
  if (scored.length === 0) throw new DomainError('run_unknown', 'not_found', 'No scoring run has this id.', { params: { runId } });
  await database.write(async (tx) => {
    const known = await tx.ratingBoardPlace.findMany({ where: { chainId, issuerId }, select: { customerId: true } });
    const placed = new Set(known.map(({ customerId }) => customerId));
    const order = (customerId: string) => keccakHex(new TextEncoder().encode(`${issuerId}:${customerId}`));
    const missing = scored
      .filter(({ customerId }) => !placed.has(customerId))
      .map(({ customerId }) => ({ customerId, at: order(customerId) }));
    missing.sort((a, b) => (a.at < b.at ? -1 : 1));
    const rows = missing.map(({ customerId }, at) => ({ chainId, issuerId, place: known.length + at, customerId }));
    for (let at = 0; at < rows.length; at += CHUNK) await tx.ratingBoardPlace.createMany({ data: rows.slice(at, at + CHUNK) });
  });
}

/** Seconds serve as numbers of epochs: they only grow, also while an earlier writing is still on its way. */
async function nextEpoch(
  { chain }: RatingDeps,
  { board }: RatingPlace,
  { issuerId, places }: { readonly issuerId: number; readonly places: number },
): Promise<bigint> {
  let epoch = BigInt(Math.floor(Date.now() / 1_000));
  for (let first = 0; first * WORD_PLACES < places; first += PAGE_WORDS) {
    const { epoch: standing } = await readBoardPage(chain, board, { issuerId, firstWord: BigInt(first) });
    if (standing >= epoch) epoch = standing + 1n;
  }
  return epoch;
}

/** A customer who was erased, and room at the end, look like everybody else: random bytes. */
async function maskAll(
  { database, wrap }: RatingDeps,
  plan: { readonly issuerId: number; readonly epoch: bigint; readonly places: readonly { place: number; customerId: string }[] },
): Promise<Uint8Array> {
  const { issuerId, epoch, places } = plan;
  const size = Math.ceil(places.length / WORD_PLACES) * WORD_PLACES;
  const masked = concatBytes(new Uint8Array(randomBytes(size)));
  for (let at = 0; at < places.length; at += CHUNK) {
    const part = places.slice(at, at + CHUNK);
    const ids = part.map(({ customerId }) => customerId);
    const keys = await openCustomerKeys(database.client, wrap, ids);
    const scores = await database.client.score.findMany({
      where: { customerId: { in: ids }, isLatest: true },
      select: { customerId: true, grade: true },
    });
    const gradeOf = new Map(scores.map(({ customerId, grade }) => [customerId, CUSTOMER_GRADES.indexOf(grade)]));
    for (const { place, customerId } of part) {
      const key = keys.get(customerId);
      if (key === undefined) continue;
      const grade = gradeOf.get(customerId) ?? -1;
      masked[place] = maskGrade(grade < 0 ? null : grade, epochKey(viewKey(key, issuerId), epoch), place);
    }
  }
  return masked;
}
