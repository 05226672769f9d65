import { createHash, randomUUID } from 'node:crypto';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import type { ImportFault } from './domain/read-rows.ts';
import { insertImportFaults } from './store.ts';

/** Faults stored for one file; a file of a million bad rows is told by its first hundred thousand. */
const MAX_STORED_FAULTS = 100_000;

/** A file as it arrives. */
export interface ImportFile {
  readonly source: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly actor: string;
  readonly requestId: string | null;
  readonly now: Date;
}

/** What came of reading a file. */
export interface ImportFindings {
  readonly kind: 'customers' | 'outcomes';
  readonly schemaId: string;
  readonly encoding: string;
  readonly fileFaults: readonly ImportFault[];
  readonly rowFaults: readonly ImportFault[];
  readonly rows: number;
  readonly accepted: number;
  /** Accepted rows that say what was known before. */
  readonly unchanged: number;
}

/** SHA-256 of the bytes of a file, hex. */
export function fileHashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Writes an import with its faults, has `keep` write its good rows, and tells of it (audit log, outbox).
 * @returns the id of the import
 */
export async function recordImport(
  tx: Tx,
  file: ImportFile,
  findings: ImportFindings,
  keep: (importId: string) => Promise<void>,
): Promise<string> {
  const id = `imp_${randomUUID()}`;
  const { source, fileName, actor, requestId, now } = file;
  const { fileFaults, rowFaults, ...counted } = findings;
  const { kind, schemaId, rows, accepted, unchanged } = counted;
  const state = fileFaults.length > 0 ? 'rejected' : 'done';
  const fileHash = fileHashOf(file.bytes);
  const rejected = rows - accepted;
  const run = { id, source, fileName, fileHash, state, ...counted, rejected, createdBy: actor, createdAt: now };
  await tx.importRun.create({ data: run });
  await insertImportFaults(tx, id, [...fileFaults, ...rowFaults].slice(0, MAX_STORED_FAULTS));
  await keep(id);
  await appendAudit(tx, {
    actor,
    action: 'import.run',
    entity: 'import',
    entityId: id,
    outcome: state === 'done' ? 'ok' : 'failed',
    requestId,
    detail: { kind, fileHash, schemaId, rows, accepted, rejected, unchanged },
    at: now,
  });
  await appendOutbox(tx, { topic: 'import.completed', key: id, payload: { id, kind, state, accepted, rejected } });
  return id;
}
