import { randomUUID } from 'node:crypto';
import { DomainError } from '../../kernel/errors.ts';
import { type Actor, requireAnotherPerson } from '../../platform/auth/another-person.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Database, DatabaseClient, Tx } from '../../platform/database/database.ts';
import { enqueueJob } from '../../platform/jobs/enqueue-job.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import type { ClassifierKind } from '../domain/classifier.ts';
import { isExplained, kindOfDocument } from '../domain/scored-model/registry-document.ts';
import { MODEL_ROLES, requirePost, stateAfter, type WantedPost } from '../domain/registry/model-life.ts';
import { takeStep, tellAudit } from './model-steps.ts';
import { modelsInUse, postOf, readScorecard, stateOf } from '../store.ts';

export type PromotionRow = Awaited<ReturnType<DatabaseClient['scorecardPromotion']['findFirstOrThrow']>>;

/** Writes an approved change of a model's role on the chain; the room that knows the chain has the handler. */
export const RECORD_MODEL_JOB = 'model.record';

const SYSTEM = 'system:worker';

/**
 * Asks that a scorecard get a role, or be retired from the one it has. Nothing changes until another person approves it and the chain
 * shows it. Asked again while it waits, it is the same request.
 * @returns its id
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `model_state_invalid`, `model_post_invalid`,
 * `model_reasons_unavailable` where customers could not be told why
 */
export async function askPromotion(database: Database, ask: PromotionAsk, actor: Actor): Promise<string> {
  // A document that no longer has its hash must not score anybody.
  const { document } = await readScorecard(database.client, ask.hash);
  if (OWN_ROLES.has(ask.role) && !isExplained(document)) throw reasonsMissing(kindOfDocument(document));
  return database.write((tx) => writePromotion(tx, ask, actor));
}

/** Roles whose scores are the customers' own: whoever is declined must be told why. */
const OWN_ROLES: ReadonlySet<WantedPost['role']> = new Set(['champion', 'challenger']);

function reasonsMissing(kind: ClassifierKind): DomainError {
  return new DomainError(
    'model_reasons_unavailable',
    'unprocessable',
    `This model of kind ${kind} gives no reasons, and a customer who is declined must be told why; it may score as a shadow.`,
    { params: { kind } },
  );
}

export interface PromotionAsk extends WantedPost {
  readonly hash: string;
  readonly note: string;
}

/**
 * Writes the request in a transaction that it belongs to.
 * @throws {@link DomainError} `model_state_invalid`, `model_post_invalid`, `promotion_waiting`
 */
export async function writePromotion(tx: Tx, { hash, note, ...wanted }: PromotionAsk, actor: Actor): Promise<string> {
  const { state } = await tx.scorecard.findUniqueOrThrow({ where: { hash }, select: { state: true } });
  stateAfter('approve', stateOf(state));
  requirePost(hash, wanted, await modelsInUse(tx));
  const waiting = await tx.scorecardPromotion.findFirst({ where: { scorecardHash: hash, state: 'pending' } });
  if (waiting !== null) {
    if (waiting.role === wanted.role && waiting.shareBps === wanted.shareBps) return waiting.id;
    throw new DomainError('promotion_waiting', 'conflict', 'Another request for this scorecard waits; it must be decided first.', {
      params: { id: waiting.id },
    });
  }
  const id = `pro_${randomUUID()}`;
  const { role, shareBps } = wanted;
  await tx.scorecardPromotion.create({ data: { id, scorecardHash: hash, note, role, shareBps, requestedBy: actor.caller.actor } });
  await tellAudit(tx, hash, actor, { action: 'scorecard.promotion_requested', detail: { id, role, shareBps, note } });
  await appendOutbox(tx, { topic: 'promotion.changed', key: id, payload: { hash, state: 'pending' } });
  return id;
}

export interface PromotionDecision {
  readonly id: string;
  readonly decision: 'approve' | 'refuse';
  readonly note: string;
}

/**
 * Another person approves or refuses. An approved change is ordered to be written on the chain; the role changes when the chain shows it.
 * @throws {@link DomainError} `promotion_unknown`, `promotion_decided`, `four_eyes`, `model_state_invalid`, `model_post_invalid`
 */
export async function decidePromotion(database: Database, { id, decision, note }: PromotionDecision, actor: Actor): Promise<void> {
  await database.write(async (tx) => {
    // Of two approvals at a time the second sees what the first has put in use.
    await takeCommitOrder(tx);
    const row = await tx.scorecardPromotion.findUnique({ where: { id } });
    if (row === null) throw new DomainError('promotion_unknown', 'not_found', 'No request to change the role of a scorecard has this id.');
    if (row.state !== 'pending') throw new DomainError('promotion_decided', 'conflict', `This request was ${row.state} already.`);
    await requireAnotherPerson(tx, row.requestedBy, actor.caller);
    const state = decision === 'approve' ? 'approved' : 'refused';
    const decided = { state, decidedBy: actor.caller.actor, decisionNote: note, decidedAt: new Date() };
    await tx.scorecardPromotion.update({ where: { id }, data: decided });
    if (decision === 'approve') {
      const card = await tx.scorecard.findUniqueOrThrow({ where: { hash: row.scorecardHash } });
      requirePost(card.hash, wantedOf(row), await modelsInUse(tx));
      await takeStep(tx, card, { act: 'approve', note, post: postOf(card), detail: { promotion: id } }, actor.caller.actor);
      await orderRecord(tx, id);
    }
    const { scorecardHash: hash, role, shareBps, requestedBy } = row;
    await tellAudit(tx, hash, actor, { action: `scorecard.promotion_${state}`, detail: { id, role, shareBps, requestedBy, note } });
    await appendOutbox(tx, { topic: 'promotion.changed', key: id, payload: { hash, state } });
  });
}

/** What a request asks for. */
export function wantedOf(row: { readonly role: string; readonly shareBps: number }): WantedPost {
  return { role: MODEL_ROLES.find((role) => role === row.role) ?? 'none', shareBps: row.shareBps };
}

async function orderRecord(tx: Tx, promotionId: string): Promise<void> {
  await tx.scorecardPromotion.update({ where: { id: promotionId }, data: { recordError: null } });
  await enqueueJob(tx, { kind: RECORD_MODEL_JOB, payload: { promotionId } });
}

/**
 * Orders once more that an approved change be written on the chain, after the chain refused it.
 * @throws {@link DomainError} `promotion_unknown`, `promotion_not_refused_by_chain`
 */
export async function recordAgain(database: Database, id: string, actor: Actor): Promise<void> {
  await database.write(async (tx) => {
    const row = await tx.scorecardPromotion.findUnique({ where: { id } });
    if (row === null) throw new DomainError('promotion_unknown', 'not_found', 'No request to change the role of a scorecard has this id.');
    if (row.recordError === null)
      throw new DomainError('promotion_not_refused_by_chain', 'conflict', 'Only a change that the chain refused can be written once more.');
    await orderRecord(tx, id);
    await tellAudit(tx, row.scorecardHash, actor, { action: 'scorecard.record_ordered', detail: { id } });
  });
}

/** Keeps why the chain refused an approved change; it waits for somebody to cure that. */
export async function refuseRecord(tx: Tx, promotionId: string, reason: string): Promise<void> {
  const { scorecardHash: hash } = await tx.scorecardPromotion.update({ where: { id: promotionId }, data: { recordError: reason } });
  await appendOutbox(tx, { topic: 'promotion.changed', key: promotionId, payload: { hash, state: 'refused_by_chain' } });
}

/**
 * Puts an approved change in force once the chain shows it. A new champion retires the one before it, in one transaction: there is
 * never a moment without a champion, nor with two.
 */
export async function finishPromotion(tx: Tx, promotionId: string, txHash: string): Promise<void> {
  await takeCommitOrder(tx);
  const row = await tx.scorecardPromotion.findUnique({ where: { id: promotionId }, include: { scorecard: true } });
  if (row === null || row.recordedAt !== null) return;
  const { role, shareBps } = wantedOf(row);
  const detail = { promotion: promotionId, txHash };
  const before =
    role === 'champion' ? await tx.scorecard.findFirst({ where: { role: 'champion', NOT: { hash: row.scorecardHash } } }) : null;
  if (before !== null) await takeStep(tx, before, { act: 'retire', note: row.note, post: null, detail }, SYSTEM);
  if (role === 'none') await takeStep(tx, row.scorecard, { act: 'retire', note: row.note, post: null, detail }, SYSTEM);
  else await takeStep(tx, row.scorecard, { act: 'record', note: row.note, post: { role, shareBps }, detail }, SYSTEM);
  const replaced = before?.hash ?? null;
  await tx.scorecardPromotion.update({ where: { id: promotionId }, data: { recordedAt: new Date(), txHash, replaced, recordError: null } });
  await appendOutbox(tx, {
    topic: 'scorecard.promoted',
    key: row.scorecardHash,
    payload: { hash: row.scorecardHash, role, ...(replaced === null ? {} : { replaced }) },
  });
  await appendOutbox(tx, { topic: 'promotion.changed', key: promotionId, payload: { hash: row.scorecardHash, state: 'recorded' } });
}
