import { encodeFunctionData } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, type Hex } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { ratingBookAbi } from '../platform/chain/abi/rating-book.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { Tx } from '../platform/database/database.ts';
import { actionFor } from './domain/rating-action.ts';
import { kindNumber, subjectId } from './domain/subject.ts';
import { ACTIONS, type Outlook, OUTLOOKS, type RatingActionName, type Watch, WATCHES } from './domain/vocabulary.ts';
import { type RatingDeps, type RatingPlace, ratingPlace } from './open-rating.ts';
import { readBook } from './rating-client.ts';
import type { PublishAccepted, PublishRating } from './schemas.ts';
import { lastEntry, ownAgency, readScale } from './store.ts';

export const RATING_KIND = 'rating.publish';
const WAD = 10n ** 18n;
const DAY = 86_400n;

export interface Order {
  readonly actor: string;
  readonly requestId: string | null;
}

/**
 * Orders the publication of a rating by the house's agency: the subject is registered with its first one. It counts
 * from the block that takes it.
 * @throws {@link DomainError} `rating_pending`, `rating_scale_differs`, `rating_nothing_to_withdraw`, `rating_pd_invalid`,
 * `grade_unknown`, `scale_unknown`, `agency_unknown`
 */
export async function publishRating(deps: RatingDeps, request: PublishRating, order: Order): Promise<PublishAccepted> {
  const place = await ratingPlace(deps);
  const { chainId, book } = place;
  if (BigInt(request.pdWad) > WAD)
    throw new DomainError('rating_pd_invalid', 'invalid', 'A probability of default is at most one.', {
      faults: [{ pointer: '/pdWad', code: 'out_of_range', detail: 'is at most 1000000000000000000' }],
    });
  const sender = deps.signer('rating').address;
  const agencyId = await ownAgency(readBook(deps.chain, book), sender);
  const { grades } = await readScale(deps.database.client, chainId, request.scale);
  const grade = grades.indexOf(request.grade);
  if (grade < 0)
    throw new DomainError('grade_unknown', 'invalid', 'The scale has no such grade.', {
      params: { grade: request.grade },
      faults: [{ pointer: '/grade', code: 'unknown', detail: `is one of ${grades.join(', ')}` }],
    });
  const subject = subjectId(request.kind, request.name);
  const now = (await deps.chain.readHead()).timestamp;
  return deps.database.write(async (tx) => {
    await requireQuiet(tx, `${agencyId}:${subject}`);
    const last = await lastEntry(tx, { chainId, agencyId, subject });
    const action = decide(request, grade, last);
    const sequence = (last?.sequence ?? 0n) + 1n;
    const call = callOf({ request, agencyId, subject, grade, action, sequence, now });
    const isNew = (await tx.ratingSubject.findUnique({ where: { chainId_subject: { chainId, subject } } })) === null;
    const data = isNew ? withSubject(request, call) : call;
    const transactionId = await enqueue(tx, { place, sender, refId: `${agencyId}:${subject}`, data });
    await appendAudit(tx, {
      actor: order.actor,
      action: 'rating.ordered',
      entity: 'rating',
      entityId: subject,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { agency: agencyId, sequence: String(sequence), action, grade: request.grade },
      at: new Date(),
    });
    return { subject, sequence: String(sequence), action, transactionId };
  });
}

/** Two publications on their way would want the same sequence number. */
export async function requireQuiet(tx: Tx, refId: string): Promise<void> {
  const latest = await tx.chainTransaction.findFirst({ where: { kind: RATING_KIND, refId }, orderBy: { createdAt: 'desc' } });
  if (latest === null || latest.state === 'failed') return;
  // The sequence number is read from the index, which may know of the block before the submitter does, or after it.
  const { txHash } = latest;
  if (txHash !== null && (await tx.ratingAction.findFirst({ where: { txHash } })) !== null) return;
  throw new DomainError('rating_pending', 'conflict', 'A rating of this subject is on its way to the chain; try again once it is there.', {
    params: { transaction: latest.id },
    retryable: true,
  });
}

type Last = Awaited<ReturnType<typeof lastEntry>>;

function decide(request: PublishRating, grade: number, last: Last): RatingActionName {
  const standing = last === null || last.action === 'withdrawn' ? null : last;
  if (request.action === 'withdrawn') {
    if (standing !== null && standing.grade === grade && standing.scaleId === request.scale && request.watch === 'none') return 'withdrawn';
    throw new DomainError(
      'rating_nothing_to_withdraw',
      'conflict',
      'A withdrawal repeats scale and grade of the rating that stands, and ends its watch.',
    );
  }
  const next = { scaleId: request.scale, grade, outlook: request.outlook, watch: request.watch };
  const own = standing && { ...standing, outlook: standing.outlook as Outlook, watch: standing.watch as Watch };
  const action = actionFor(own, next);
  // An affirmation may carry a changed outlook or watch; all other actions follow from the change alone.
  const isAffirmation = request.action === 'affirmed' && standing !== null && standing.grade === grade;
  if (request.action === undefined || request.action === action) return action;
  if (isAffirmation) return 'affirmed';
  throw new DomainError('rating_action_wrong', 'unprocessable', `What changes makes this ${action}, not ${request.action}.`, {
    params: { action, given: request.action },
  });
}

interface Publication {
  readonly request: PublishRating;
  readonly agencyId: number;
  readonly subject: Hash32;
  readonly grade: number;
  readonly action: RatingActionName;
  readonly sequence: bigint;
  readonly now: bigint;
}

function callOf({ request, agencyId, subject, grade, action, sequence, now }: Publication): Hex {
  const rating = {
    agency: agencyId,
    subject,
    scale: request.scale,
    grade,
    outlook: OUTLOOKS.indexOf(request.outlook),
    watch: WATCHES.indexOf(request.watch),
    action: ACTIONS.indexOf(action) + 1,
    pd: BigInt(request.pdWad),
    modelHash: hash32(request.modelHash),
    reportHash: hash32(request.reportHash),
    validUntil: action === 'withdrawn' ? 0n : now + BigInt(request.validDays) * DAY,
    sequence,
  };
  return encodeFunctionData({ abi: ratingBookAbi, functionName: 'publish', args: [rating] });
}

/** Registers the subject in the same transaction, because the one could be taken without the other. */
function withSubject(request: PublishRating, publish: Hex): Hex {
  const args = [kindNumber(request.kind), request.name] as const;
  const register = encodeFunctionData({ abi: ratingBookAbi, functionName: 'registerSubject', args });
  return encodeFunctionData({ abi: ratingBookAbi, functionName: 'multicall', args: [[register, publish]] });
}

/** Orders a transaction of the agency's key; one that failed is followed by another. */
export async function enqueue(
  tx: Tx,
  plan: { readonly place: RatingPlace; readonly sender: string; readonly refId: string; readonly data: Hex; readonly kind?: string },
): Promise<string> {
  const { place, sender, refId, data, kind = RATING_KIND } = plan;
  const earlier = await tx.chainTransaction.count({ where: { kind, refId, chainId: place.chainId, target: place.book } });
  const idempotencyKey = `${kind}:${place.chainId}:${place.book}:${refId}:${earlier}`;
  return enqueueTransaction(tx, { chainId: place.chainId, kind, refId, idempotencyKey, sender, target: place.book, data });
}
