import type { Database } from '../platform/database/database.ts';
import { type KeyWrap, openCustomerKeys } from './customer-keys.ts';
import { IMPORT_SCHEMAS } from './domain/import-schema.ts';
import { outcomeOf } from './domain/make-dataset.ts';
import { openAttributes } from './store.ts';

const CHUNK = 500;

/** Outcomes of the given customers, 1 for bad; those whose outcome is not known, or who are erased, are absent. */
export async function loadOutcomes({ client }: Database, wrap: KeyWrap, customerIds: readonly string[]): Promise<Map<string, 0 | 1>> {
  const outcomes = new Map<string, 0 | 1>();
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    const rows = await client.customer.findMany({
      where: { id: { in: customerIds.slice(at, at + CHUNK) }, erasedAt: null },
      select: { id: true, attributes: true, importRun: { select: { schemaId: true } } },
    });
    const keys = await openCustomerKeys(
      client,
      wrap,
      rows.map(({ id }) => id),
    );
    for (const row of rows) {
      const key = keys.get(row.id);
      const schema = IMPORT_SCHEMAS.find(({ id }) => id === row.importRun.schemaId);
      const outcome = key === undefined || schema === undefined ? null : outcomeOf({ attributes: openAttributes(key, row) }, schema);
      if (outcome !== null) outcomes.set(row.id, outcome);
    }
  }
  return outcomes;
}
