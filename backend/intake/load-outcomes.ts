import type { Database } from '../platform/database/database.ts';
import { type KeyWrap, openCustomerKeys } from './customer-keys.ts';
import { type KnownOutcome, knownOutcome } from './domain/customer-outcome.ts';
import { IMPORT_SCHEMAS } from './domain/import-schema.ts';
import { readOutcomeHistories } from './outcome-store.ts';
import { openAttributes } from './store.ts';

const CHUNK = 500;

/** The outcomes of the given customers that count; those whose outcome is not known, or who are erased, are absent. */
export async function loadOutcomes(
  { client }: Database,
  wrap: KeyWrap,
  customerIds: readonly string[],
): Promise<Map<string, KnownOutcome>> {
  const outcomes = new Map<string, KnownOutcome>();
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    const rows = await client.customer.findMany({
      where: { id: { in: customerIds.slice(at, at + CHUNK) }, erasedAt: null },
      select: { id: true, attributes: true, createdAt: true, importRun: { select: { schemaId: true } } },
    });
    const keys = await openCustomerKeys(
      client,
      wrap,
      rows.map(({ id }) => id),
    );
    const histories = await readOutcomeHistories(client, keys);
    for (const { createdAt, importRun, ...row } of rows) {
      const key = keys.get(row.id);
      const schema = IMPORT_SCHEMAS.find(({ id }) => id === importRun.schemaId);
      if (key === undefined || schema === undefined) continue;
      const outcome = knownOutcome({ attributes: openAttributes(key, row), createdAt }, schema, histories.get(row.id) ?? []);
      if (outcome !== null) outcomes.set(row.id, outcome);
    }
  }
  return outcomes;
}
