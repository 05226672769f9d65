import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical-json.ts';

/** Every column of an entry but its own hash, as stored. */
export interface AuditColumns {
  readonly seq: bigint;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly outcome: string;
  readonly requestId: string | null;
  readonly detail: string;
  readonly prevHash: string;
}

/** SHA-256 of the canonical JSON of all columns. `prevHash` is among them, which chains the entries. */
export function auditHash(entry: AuditColumns): string {
  const { seq, at, actor, action, entity, entityId, outcome, requestId, detail, prevHash } = entry;
  const text = canonicalJson({ seq: String(seq), at, actor, action, entity, entityId, outcome, requestId, detail, prevHash });
  return `0x${createHash('sha256').update(text).digest('hex')}`;
}

/** What the first entry has as `prevHash`. */
export const AUDIT_GENESIS = `0x${'00'.repeat(32)}`;
