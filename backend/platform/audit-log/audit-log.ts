import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { takeCommitOrder } from '../database/commit-order.ts';
import type { Tx } from '../database/database.ts';
import { auditHash } from './audit-hash.ts';

export interface AuditRecord {
  /** `user:<id>`, `key:<prefix>`, `system:<part>` or `anonymous`. */
  readonly actor: string;
  /** `object.verb`. */
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly outcome: 'ok' | 'denied' | 'failed';
  readonly requestId: string | null;
  /** Without personal data: the log is never erased. */
  readonly detail: Json;
  readonly at: Date;
}

/**
 * Appends an entry in the transaction of the act it records. Entries are numbered without gaps and each
 * holds the hash of the one before; the head row, in the same transaction, remembers number and hash of
 * the newest.
 */
export async function appendAudit(tx: Tx, record: AuditRecord): Promise<void> {
  const head = await takeCommitOrder(tx);
  const entry = {
    seq: head.seq + 1n,
    actor: storable(record.actor),
    action: storable(record.action),
    entity: storable(record.entity),
    entityId: storable(record.entityId),
    outcome: record.outcome,
    requestId: record.requestId === null ? null : storable(record.requestId),
    detail: canonicalJson(record.detail),
    prevHash: head.hash,
  };
  const hash = auditHash({ ...entry, at: record.at.toISOString() });
  await tx.auditEntry.create({ data: { ...entry, at: record.at, hash }, select: { seq: true } });
  await tx.auditHead.update({ where: { id: 1 }, data: { seq: entry.seq, hash }, select: { id: true } });
}

/** PostgreSQL has no NUL in text and no database a lone surrogate; what a request brings must not stop the log. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}');
}
