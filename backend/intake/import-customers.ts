import { randomUUID } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import type { Database } from '../platform/database/database.ts';
import type { KeyWrap } from './customer-keys.ts';
import { IMPORT_SCHEMAS } from './domain/import-schema.ts';
import { readCustomers } from './domain/read-customers.ts';
import { parseCsv } from './parse-csv.ts';
import { type ImportFile, recordImport } from './record-import.ts';
import { insertCustomers, knownExternalIds } from './store.ts';

export interface ImportRequest extends ImportFile {
  readonly schemaId: string;
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
  return await deps.database.write(async (tx) => {
    const parsed = parseCsv(request.bytes);
    const { customers, ...reading } = parsed.ok
      ? readCustomers(parsed.records, schema, await knownExternalIds(tx, request.source))
      : { fileFaults: [parsed.fault], rowFaults: [], customers: [], rows: 0 };
    const { encoding } = parsed;
    const findings = { kind: 'customers', schemaId: schema.id, encoding, ...reading, accepted: customers.length, unchanged: 0 } as const;
    return recordImport(tx, request, findings, async (importId) => {
      const nextId = () => `cus_${randomUUID()}`;
      await insertCustomers(tx, deps.wrap, { importId, source: request.source, createdAt: request.now, nextId }, customers);
    });
  });
}
