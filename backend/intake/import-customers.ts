import { createHash, randomUUID } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Database } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import type { KeyWrap } from './customer-keys.ts';
import { IMPORT_SCHEMAS, type ImportSchema } from './domain/import-schema.ts';
import { type CustomerReading, readCustomers } from './domain/read-customers.ts';
import { parseCsv } from './parse-csv.ts';
import { insertCustomers, insertImportFaults, knownExternalIds } from './store.ts';

/** Faults stored for one file; a file of a million bad rows is told by its first hundred thousand. */
const MAX_STORED_FAULTS = 100_000;

export interface ImportRequest {
  readonly schemaId: string;
  readonly source: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly actor: string;
  readonly requestId: string | null;
  readonly now: Date;
}

/**
 * Imports one file in one transaction: every good row becomes a customer, every bad row is reported with
 * line and column, and a file that is wrong as a whole (encoding, quotes, header) imports nothing.
 *
 * @returns the id of the import
 * @throws {@link DomainError} `import_schema_unknown`
 */
export async function importCustomers(
  deps: { readonly database: Database; readonly wrap: KeyWrap },
  request: ImportRequest,
): Promise<string> {
  const schema = IMPORT_SCHEMAS.find(({ id }) => id === request.schemaId);
  if (schema === undefined) {
    const known = IMPORT_SCHEMAS.map(({ id }) => id).join(', ');
    throw new DomainError('import_schema_unknown', 'invalid', `No import schema has this name; known are: ${known}.`);
  }
  const id = `imp_${randomUUID()}`;
  return await deps.database.write(async (tx) => {
    const { encoding, reading } = read(request.bytes, schema, await knownExternalIds(tx, request.source));
    const faults = [...reading.fileFaults, ...reading.rowFaults];
    const accepted = reading.customers.length;
    const rejected = reading.rows - accepted;
    const state = reading.fileFaults.length > 0 ? 'rejected' : 'done';
    const fileHash = createHash('sha256').update(request.bytes).digest('hex');
    await tx.importRun.create({
      data: {
        id,
        source: request.source,
        fileName: request.fileName,
        fileHash,
        schemaId: schema.id,
        encoding,
        state,
        rows: reading.rows,
        accepted,
        rejected,
        createdBy: request.actor,
        createdAt: request.now,
      },
    });
    await insertImportFaults(tx, id, faults.slice(0, MAX_STORED_FAULTS));
    const nextId = () => `cus_${randomUUID()}`;
    await insertCustomers(tx, deps.wrap, { importId: id, source: request.source, createdAt: request.now, nextId }, reading.customers);
    await appendAudit(tx, {
      actor: request.actor,
      action: 'import.run',
      entity: 'import',
      entityId: id,
      outcome: state === 'done' ? 'ok' : 'failed',
      requestId: request.requestId,
      detail: { fileHash, schemaId: schema.id, rows: reading.rows, accepted, rejected },
      at: request.now,
    });
    await appendOutbox(tx, { topic: 'import.completed', key: id, payload: { id, state, accepted, rejected } });
    return id;
  });
}

function read(bytes: Uint8Array, schema: ImportSchema, knownIds: ReadonlySet<string>): { encoding: string; reading: CustomerReading } {
  const parsed = parseCsv(bytes);
  if (parsed.ok) return { encoding: parsed.encoding, reading: readCustomers(parsed.records, schema, knownIds) };
  return { encoding: parsed.encoding, reading: { fileFaults: [parsed.fault], rowFaults: [], customers: [], rows: 0 } };
}
