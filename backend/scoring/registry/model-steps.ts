import { randomUUID } from 'node:crypto';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Actor } from '../../platform/auth/another-person.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { findingsOf } from '../domain/report/model-document.ts';
import { MODEL_DOCUMENT_WORDS } from '../domain/report/model-document-words.ts';
import { type ModelAct, type ModelPost, stateAfter } from '../domain/registry/model-life.ts';
import { postOf, readScorecard, stateOf } from '../store.ts';

export interface ModelStep {
  readonly act: ModelAct;
  readonly note: string;
  /** What the model is used for from then on. */
  readonly post: ModelPost | null;
  readonly detail: Readonly<Record<string, Json>>;
}

/**
 * Moves a scorecard to its next state and keeps the step, in the caller's transaction.
 * @throws {@link DomainError} `model_state_invalid`
 */
export async function takeStep(
  tx: Tx,
  card: { readonly hash: string; readonly state: string },
  { act, note, post, detail }: ModelStep,
  actor: string,
): Promise<void> {
  const state = stateAfter(act, stateOf(card.state));
  const held = { state, role: post?.role ?? null, shareBps: post?.shareBps ?? 0 };
  await tx.scorecard.update({ where: { hash: card.hash }, data: held });
  const kept = { scorecardHash: card.hash, ...held, actor, note, detail: canonicalJson({ ...detail, act }) };
  await tx.scorecardStep.create({ data: { id: `mst_${randomUUID()}`, ...kept, createdAt: new Date() } });
}

export async function tellAudit(
  tx: Tx,
  hash: string,
  { caller, requestId }: Actor,
  { action, detail }: { readonly action: string; readonly detail: Readonly<Record<string, Json>> },
): Promise<void> {
  const entry = { actor: caller.actor, entity: 'scorecard', entityId: hash, outcome: 'ok', requestId, at: new Date() } as const;
  await appendAudit(tx, { ...entry, action, detail });
}

/** Acts of one person on a scorecard; none of them changes who scores customers. */
export type OwnAct = 'validate' | 'watch' | 'release' | 'discard';

/**
 * One person's act: judging the findings of a draft, putting a model in use under watch and releasing it, or setting a card aside that
 * was never put in use. A validation keeps the findings that were judged.
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `model_state_invalid`, `promotion_waiting`
 */
export async function actOnModel(
  database: Database,
  { hash, act, note }: { readonly hash: string; readonly act: OwnAct; readonly note: string },
  actor: Actor,
): Promise<void> {
  // Nobody judges a document that is not the one that was trained.
  const { document, report } = await readScorecard(database.client, hash);
  const source = { document, ...report, state: 'draft', trainedOn: '' } as const;
  const [en, zh] = [findingsOf(source, MODEL_DOCUMENT_WORDS.en), findingsOf(source, MODEL_DOCUMENT_WORDS.zh)];
  const findings = en.map((text, at) => ({ en: text, zh: zh[at] ?? text }));
  await database.write(async (tx) => {
    await takeCommitOrder(tx);
    const card = await tx.scorecard.findUniqueOrThrow({ where: { hash } });
    if (act === 'discard') await requireNothingOnItsWay(tx, hash);
    const detail = act === 'validate' ? { findings } : {};
    await takeStep(tx, card, { act, note, post: postOf(card), detail }, actor.caller.actor);
    await tellAudit(tx, hash, actor, { action: `scorecard.${act}`, detail: { note, ...detail } });
    await appendOutbox(tx, { topic: 'scorecard.changed', key: hash, payload: { hash, act } });
  });
}

async function requireNothingOnItsWay(tx: Tx, hash: string): Promise<void> {
  const open = [{ state: 'pending' }, { state: 'approved', recordedAt: null, recordError: null }];
  const waiting = await tx.scorecardPromotion.findFirst({ where: { scorecardHash: hash, OR: open } });
  if (waiting !== null)
    throw new DomainError('promotion_waiting', 'conflict', 'A request for this scorecard waits; it must be decided first.', {
      params: { id: waiting.id },
    });
}
