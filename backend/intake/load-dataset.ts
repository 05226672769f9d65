import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Database } from '../platform/database/database.ts';
import { type KeyWrap, openCustomerKeys } from './customer-keys.ts';
import type { Dataset } from './domain/columns.ts';
import { newestOutcome, withOutcome } from './domain/customer-outcome.ts';
import { makeDataset, outcomeOf } from './domain/make-dataset.ts';
import { readOutcomeHistories } from './outcome-store.ts';
import { schemaOfSource } from './source-schema.ts';
import { openAttributes } from './store.ts';

export interface DatasetRequest {
  readonly source: string;
  /** Adds the protected attributes; a model must never be trained on them. */
  readonly withProtected?: boolean;
  /** False for customers whose outcome is not known yet; true by default. */
  readonly withOutcomes?: boolean;
  /** Leaves out customers whose outcome is not known yet. */
  readonly onlyMatured?: boolean;
}

/**
 * The customers of one source as typed columns, ordered by their id at the source. Erased customers are left
 * out. An outcome that was told after the import stands in the place of the imported one. `datasetHash` (SHA-256, 0x-hex) names exactly
 * these rows and values, whichever way an outcome came.
 *
 * @throws {@link DomainError} `dataset_empty`, `dataset_mixed`, `dataset_target_missing`
 */
export async function loadDataset(database: Database, wrap: KeyWrap, request: DatasetRequest): Promise<Dataset> {
  const { client } = database;
  const rows = await client.customer.findMany({
    where: { source: request.source, erasedAt: null },
    orderBy: [{ externalId: 'asc' }],
    select: { id: true, externalId: true, attributes: true, importRun: { select: { schemaId: true } } },
  });
  const schema = schemaOfSource(request.source, rows);
  const keys = await openCustomerKeys(
    client,
    wrap,
    rows.map(({ id }) => id),
  );
  const histories = await readOutcomeHistories(client, keys);
  const hash = createHash('sha256');
  const customers = rows.flatMap((row) => {
    const key = keys.get(row.id);
    if (key === undefined) return [];
    const attributes = withOutcome(openAttributes(key, row), schema, newestOutcome(histories.get(row.id) ?? []));
    if (request.onlyMatured === true && outcomeOf({ attributes }, schema) === null) return [];
    hash.update(`${canonicalJson([row.externalId, attributes])}\n`);
    return [{ id: row.id, externalId: row.externalId, attributes }];
  });
  const columns = makeDataset(customers, schema, {
    withProtected: request.withProtected === true,
    withOutcomes: request.withOutcomes !== false,
  });
  return { ...columns, ids: customers.map(({ id }) => id), datasetHash: `0x${hash.digest('hex')}` };
}

/** To train on all rows, whose outcomes must be known; on those whose outcome has become known; or to score. */
export type DatasetPurpose = 'training' | 'matured' | 'scoring';

/** {@link loadDataset} by purpose. */
export function datasetLoader(database: Database, wrap: KeyWrap): (source: string, purpose: DatasetPurpose) => Promise<Dataset> {
  return (source, purpose) =>
    loadDataset(database, wrap, { source, withOutcomes: purpose !== 'scoring', onlyMatured: purpose === 'matured' });
}
