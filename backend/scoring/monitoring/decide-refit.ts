import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Actor } from '../../platform/auth/another-person.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { takeStep } from '../registry/model-steps.ts';
import { writePromotion } from '../registry/promotions.ts';
import { readScorecard } from '../store.ts';

export interface RefitDecision {
  readonly id: string;
  readonly decision: 'take_up' | 'dismiss';
  readonly note: string;
}

/**
 * Takes a proposal up: its comparison with the card in use is the judgement of the candidate, which another person is asked to make
 * champion. Or dismisses it with a reason.
 * @throws {@link DomainError} `refit_unknown`, `refit_decided`, `scorecard_corrupt`, `model_state_invalid`, `model_post_invalid`, `promotion_waiting`
 */
export async function decideRefit(database: Database, { id, decision, note }: RefitDecision, actor: Actor): Promise<void> {
  const found = await database.client.modelRefit.findUnique({ where: { id } });
  if (found === null) throw new DomainError('refit_unknown', 'not_found', 'No proposal of a refit has this id.');
  const { scorecardHash, candidateHash } = found;
  // A document that no longer has its hash must not score anybody.
  if (decision === 'take_up' && candidateHash !== null) await readScorecard(database.client, candidateHash);
  await database.write(async (tx) => {
    // Of two decisions at a time the second sees the first.
    await takeCommitOrder(tx);
    const { state } = await tx.modelRefit.findUniqueOrThrow({ where: { id } });
    if (state !== 'pending' || candidateHash === null)
      throw new DomainError('refit_decided', 'conflict', `This proposal is ${state} and waits for no decision.`);
    const promotionId = decision === 'take_up' ? await takeUp(tx, { id, candidateHash, note }, actor) : null;
    const after = decision === 'take_up' ? 'taken' : 'dismissed';
    const { caller, requestId } = actor;
    const decided = { state: after, decidedBy: caller.actor, decisionNote: note, decidedAt: new Date(), promotionId };
    await tx.modelRefit.update({ where: { id }, data: decided });
    await appendAudit(tx, {
      actor: caller.actor,
      action: `refit.${after}`,
      entity: 'scorecard',
      entityId: scorecardHash,
      outcome: 'ok',
      requestId,
      detail: { id, candidate: candidateHash, note },
      at: new Date(),
    });
    await appendOutbox(tx, { topic: 'refit.changed', key: id, payload: { hash: scorecardHash, state: after } });
  });
}

async function takeUp(
  tx: Tx,
  { id, candidateHash: hash, note }: { readonly id: string; readonly candidateHash: string; readonly note: string },
  actor: Actor,
): Promise<string> {
  const card = await tx.scorecard.findUniqueOrThrow({ where: { hash } });
  if (card.state === 'draft') await takeStep(tx, card, { act: 'validate', note, post: null, detail: { refit: id } }, actor.caller.actor);
  return writePromotion(tx, { hash, note, role: 'champion', shareBps: 0 }, actor);
}
