import { randomUUID } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { requireAnotherPerson } from '../platform/auth/another-person.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database, DatabaseClient, Tx } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { readScorecard } from './store.ts';

export type PromotionRow = Awaited<ReturnType<DatabaseClient['scorecardPromotion']['findFirstOrThrow']>>;

/** Who acts, for the rule of four eyes and for the audit log. */
interface Actor {
  readonly caller: Pick<Caller, 'kind' | 'actor'>;
  readonly requestId: string | null;
}

/**
 * Asks that a scorecard be put in use: a candidate, or one that was retired. Nothing changes until another person approves it. Asked again
 * while it waits, it is the same request.
 * @returns its id
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `scorecard_in_use`
 */
export async function askPromotion(database: Database, hash: string, note: string, { caller, requestId }: Actor): Promise<string> {
  // A document that no longer has its hash must not score anybody.
  await readScorecard(database.client, hash);
  return database.write(async (tx) => {
    await requireOutOfUse(tx, hash);
    const waiting = await tx.scorecardPromotion.findFirst({ where: { scorecardHash: hash, state: 'pending' } });
    if (waiting !== null) return waiting.id;
    const id = `pro_${randomUUID()}`;
    await tx.scorecardPromotion.create({ data: { id, scorecardHash: hash, note, requestedBy: caller.actor } });
    await appendAudit(tx, { ...entryOf(hash, caller.actor, requestId), action: 'scorecard.promotion_requested', detail: { id, note } });
    await appendOutbox(tx, { topic: 'promotion.changed', key: id, payload: { hash, state: 'pending' } });
    return id;
  });
}

export interface PromotionDecision {
  readonly id: string;
  readonly decision: 'approve' | 'refuse';
  readonly note: string;
}

/**
 * Another person approves or refuses. With the approval the card is in use and the one before it is retired, in one transaction: there is
 * never a moment without a card in use, nor with two.
 * @throws {@link DomainError} `promotion_unknown`, `promotion_decided`, `four_eyes`, `scorecard_in_use`
 */
export async function decidePromotion(
  database: Database,
  { id, decision, note }: PromotionDecision,
  { caller, requestId }: Actor,
): Promise<void> {
  await database.write(async (tx) => {
    // Of two approvals at a time the second sees what the first has put in use.
    await takeCommitOrder(tx);
    const row = await tx.scorecardPromotion.findUnique({ where: { id } });
    if (row === null) throw new DomainError('promotion_unknown', 'not_found', 'No request to put a scorecard in use has this id.');
    if (row.state !== 'pending') throw new DomainError('promotion_decided', 'conflict', `This request was ${row.state} already.`);
    await requireAnotherPerson(tx, row.requestedBy, caller);
    const { scorecardHash: hash } = row;
    const state = decision === 'approve' ? 'approved' : 'refused';
    const replaced = decision === 'approve' ? await putInUse(tx, hash) : null;
    const decided = { state, replaced, decidedBy: caller.actor, decisionNote: note, decidedAt: new Date() };
    await tx.scorecardPromotion.update({ where: { id }, data: decided });
    const detail = { id, requestedBy: row.requestedBy, note, ...(replaced === null ? {} : { replaced }) };
    await appendAudit(tx, { ...entryOf(hash, caller.actor, requestId), action: `scorecard.promotion_${state}`, detail });
    await appendOutbox(tx, { topic: 'promotion.changed', key: id, payload: { hash, state } });
    if (decision === 'approve')
      await appendOutbox(tx, { topic: 'scorecard.promoted', key: hash, payload: { hash, ...(replaced === null ? {} : { replaced }) } });
  });
}

async function putInUse(tx: Tx, hash: string): Promise<string | null> {
  await requireOutOfUse(tx, hash);
  const before = await tx.scorecard.findFirst({ where: { state: 'champion' }, select: { hash: true } });
  await tx.scorecard.updateMany({ where: { state: 'champion' }, data: { state: 'retired' } });
  await tx.scorecard.update({ where: { hash }, data: { state: 'champion' } });
  return before?.hash ?? null;
}

async function requireOutOfUse(tx: Tx, hash: string): Promise<void> {
  const card = await tx.scorecard.findUnique({ where: { hash }, select: { state: true } });
  if (card?.state === 'champion')
    throw new DomainError('scorecard_in_use', 'conflict', 'This scorecard is in use already.', { params: { hash } });
}

function entryOf(entityId: string, actor: string, requestId: string | null) {
  return { actor, entity: 'scorecard', entityId, outcome: 'ok', requestId, at: new Date() } as const;
}
