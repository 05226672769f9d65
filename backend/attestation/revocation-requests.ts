import { randomUUID } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { type Actor, requireAnotherPerson } from '../platform/auth/another-person.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { enqueueRevocation, findTarget, type RevocationAct } from './order-revocation.ts';
import { RevocationKind, RevocationReason } from './schemas.ts';

export type RevocationRow = Awaited<ReturnType<DatabaseClient['revocationRequest']['findFirstOrThrow']>>;

export interface RevocationAsk {
  readonly kind: RevocationKind;
  readonly credentialId?: string | undefined;
  readonly batchId?: string | undefined;
  readonly reason: RevocationReason;
  readonly note: string;
}

/**
 * Asks for a revocation, a suspension, a release, or the revocation of a whole batch. Nothing happens until another
 * person approves it. Asked again while it waits, it is the same request.
 * @returns its id
 * @throws {@link DomainError} `request_incomplete` and those of {@link findTarget}
 */
export async function askRevocation(database: Database, ask: RevocationAsk, { caller, requestId }: Actor): Promise<string> {
  const act = actOf(ask);
  return database.write(async (tx) => {
    await findTarget(tx, act);
    const { kind, credentialId, batchId, reason } = act;
    const waiting = await tx.revocationRequest.findFirst({ where: { kind, credentialId, batchId, state: 'pending' } });
    if (waiting !== null) return waiting.id;
    const id = `rev_${randomUUID()}`;
    await tx.revocationRequest.create({ data: { id, ...act, note: ask.note, requestedBy: caller.actor } });
    const detail = { kind, reason, ...(credentialId === null ? {} : { credentialId }), ...(batchId === null ? {} : { batchId }) };
    await appendAudit(tx, { ...entryOf(id, caller.actor, requestId), action: 'revocation.requested', detail });
    return id;
  });
}

function actOf({ kind, credentialId, batchId, reason }: RevocationAsk): RevocationAct {
  const isBatch = kind === 'revoke-batch';
  const missing = isBatch ? batchId === undefined : credentialId === undefined;
  const surplus = isBatch ? credentialId !== undefined : batchId !== undefined;
  if (missing || surplus) {
    const wanted = isBatch ? 'batchId alone' : 'credentialId alone';
    throw new DomainError('request_incomplete', 'invalid', `A request of the kind ${kind} names ${wanted}.`);
  }
  return { kind, reason, credentialId: credentialId ?? null, batchId: batchId ?? null };
}

export interface Decision {
  readonly id: string;
  readonly decision: 'approve' | 'refuse';
  /** Key that sends the transaction. */
  readonly sender: string;
}

/**
 * Approves or refuses a request. Only a person may, and never the one who asked, whether by name or through an API key
 * of his making.
 * @throws {@link DomainError} `revocation_unknown`, `revocation_decided`, `four_eyes`
 */
export async function decideRevocation(
  database: Database,
  { id, decision, sender }: Decision,
  { caller, requestId }: Actor,
): Promise<void> {
  await database.write(async (tx) => {
    const row = await tx.revocationRequest.findUnique({ where: { id } });
    if (row === null) throw new DomainError('revocation_unknown', 'not_found', 'No request has this id.');
    if (row.state !== 'pending') throw new DomainError('revocation_decided', 'conflict', `This request was ${row.state} already.`);
    await requireAnotherPerson(tx, row.requestedBy, caller);
    const state = decision === 'approve' ? 'approved' : 'refused';
    await tx.revocationRequest.update({ where: { id }, data: { state, decidedBy: caller.actor, decidedAt: new Date() } });
    const act = actOfRow(row);
    const detail = { kind: act.kind, reason: act.reason, requestedBy: row.requestedBy };
    await appendAudit(tx, { ...entryOf(id, caller.actor, requestId), action: `revocation.${state}`, detail });
    if (decision === 'approve') await enqueueRevocation(tx, act, { requestId: id, sender });
  });
}

export function actOfRow(row: RevocationRow): RevocationAct {
  const { credentialId, batchId } = row;
  return { kind: RevocationKind.parse(row.kind), reason: RevocationReason.parse(row.reason), credentialId, batchId };
}

function entryOf(entityId: string, actor: string, requestId: string | null) {
  return { actor, entity: 'revocation', entityId, outcome: 'ok', requestId, at: new Date() } as const;
}
