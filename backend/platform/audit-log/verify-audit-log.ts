import type { DatabaseClient } from '../database/database.ts';
import { AUDIT_GENESIS, type AuditColumns, auditHash } from './audit-hash.ts';

/** A number and hash somebody wrote down outside the database. */
export interface AuditCheckpoint {
  readonly seq: bigint;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly entries: string; readonly head: string }
  | { readonly ok: false; readonly seq: string; readonly reason: string };

type StoredEntry = { [column in keyof AuditColumns]: unknown } & { readonly hash: unknown };

const PAGE = 1_000;

/**
 * Derives the whole chain of hashes again. It finds an entry changed in any column, removed, inserted or
 * moved, and one cut off the end as long as the head row or a checkpoint remembers it. Whoever can rewrite
 * the entries and the head row together leaves a log that is whole in itself: only `checkpoint`, kept
 * elsewhere, tells it from the true one.
 */
export async function verifyAuditLog(client: DatabaseClient, checkpoint?: AuditCheckpoint): Promise<AuditVerdict> {
  let seq = 0n;
  let head = AUDIT_GENESIS;
  let isCheckpointSeen = checkpoint === undefined || (checkpoint.seq === 0n && checkpoint.hash === AUDIT_GENESIS);
  for (let page = await readPage(client, seq); page.length > 0; page = await readPage(client, seq)) {
    for (const stored of page) {
      seq += 1n;
      const fault = findFault(stored, seq, head);
      if (fault !== undefined) return broken(seq, fault);
      head = String(stored.hash);
      if (checkpoint?.seq === seq) isCheckpointSeen = checkpoint.hash === head;
    }
  }
  const kept = await client.auditHead.findUnique({ where: { id: 1 } });
  if (kept === null) return broken(seq, 'the head of the log is missing');
  if (kept.seq !== seq || kept.hash !== head) return broken(seq + 1n, `the head of the log says ${kept.seq} entries, there are ${seq}`);
  if (!isCheckpointSeen) return broken(checkpoint?.seq ?? 0n, 'the entry is not the one the checkpoint names');
  return { ok: true, entries: String(seq), head };
}

function broken(seq: bigint, reason: string): AuditVerdict {
  return { ok: false, seq: String(seq), reason };
}

/**
 * Raw columns, because reading through the model would forgive spellings of a date. The number is read
 * as text: a damaged SQLite file can hold any type in any column.
 */
async function readPage(client: DatabaseClient, after: bigint): Promise<StoredEntry[]> {
  return client.$queryRaw<
    StoredEntry[]
  >`SELECT CAST("seq" AS TEXT) AS "seq", CAST("at" AS TEXT) AS "at", "actor", "action", "entity", "entityId", "outcome", "requestId", "detail", "prevHash", "hash" FROM "AuditEntry" WHERE "seq" > ${after} ORDER BY "AuditEntry"."seq" LIMIT ${PAGE}`;
}

function findFault(stored: StoredEntry, seq: bigint, previous: string): string | undefined {
  if (stored.seq !== String(seq)) return `entry ${seq} is missing`;
  const at = readTime(stored.at);
  if (at === undefined) return 'its time is not written as the log writes it';
  if (stored.prevHash !== previous) return 'it does not follow from the entry before it';
  const columns = { ...stored, seq, at };
  if (!isText(columns)) return 'a column holds something else than text';
  return auditHash(columns) === stored.hash ? undefined : 'its content does not give its hash';
}

/** SQLite keeps `2026-01-02T03:04:05.678+00:00`, PostgreSQL prints `2026-01-02 03:04:05.678` without trailing zeros. */
function readTime(stored: unknown): string | undefined {
  if (typeof stored !== 'string') return undefined;
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d\.\d{3})\+00:00| (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?)$/.exec(stored);
  if (match === null) return undefined;
  const [, day, exact, clock, fraction = ''] = match;
  return `${day}T${exact ?? `${clock}.${fraction.padEnd(3, '0')}`}Z`;
}

function isText(columns: { readonly [column in keyof AuditColumns]: unknown }): columns is AuditColumns {
  const { actor, action, entity, entityId, outcome, requestId, detail, prevHash } = columns;
  const texts = [actor, action, entity, entityId, outcome, detail, prevHash, requestId ?? ''];
  return texts.every((text) => typeof text === 'string' && text.isWellFormed());
}
