import { DomainError } from '../kernel/errors.ts';
import { IMPORT_SCHEMAS, type ImportSchema } from './domain/import-schema.ts';

/**
 * The import schema that all `customers` of `source` came with.
 * @throws {@link DomainError} `dataset_empty` for a source without customers, `dataset_mixed`
 */
export function schemaOfSource(source: string, customers: readonly { readonly importRun: { readonly schemaId: string } }[]): ImportSchema {
  const schemaIds = new Set(customers.map(({ importRun }) => importRun.schemaId));
  const schema = IMPORT_SCHEMAS.find(({ id }) => schemaIds.has(id));
  if (schema === undefined)
    throw new DomainError(
      'dataset_empty',
      'unprocessable',
      `The source ${source} has no customers; import some, or name one of those that have.`,
      {
        params: { source },
      },
    );
  if (schemaIds.size > 1)
    throw new DomainError('dataset_mixed', 'unprocessable', 'The customers of this source come from files of different schemas.');
  return schema;
}
