import type { ImportSchema } from './import-schema.ts';
import { type FileRecord, type RowReading, type RowRecord, readRows } from './read-rows.ts';

export interface CustomerReading extends Omit<RowReading, 'records'> {
  readonly customers: readonly RowRecord[];
}

/**
 * The customers of a file, and the faults of the rows that are none.
 *
 * @param knownIds - ids that the source has given before; a row that repeats one is a fault
 */
export function readCustomers(records: readonly FileRecord[], schema: ImportSchema, knownIds: ReadonlySet<string>): CustomerReading {
  const { records: customers, ...reading } = readRows(records, schema, ({ externalId }) =>
    knownIds.has(externalId) ? { column: 'id', code: 'id_known', detail: 'this id has been imported from this source before' } : null,
  );
  return { ...reading, customers };
}
