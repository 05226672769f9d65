import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { type Hash32, hash32 } from '../kernel/hex.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import type { DataFile } from './open-data-file.ts';

/** Digits of a row's hash that name its bucket; texts that are hashed stay small that way. */
const BUCKET_DIGITS = 3;

/**
 * The SHA-256 that names the content of the table `data`: names, kinds and cells as they were read, whatever the order of
 * rows and columns and whether they came from CSV or Parquet.
 *
 * A cell is `n` for missing, else `d` and a number's shortest decimal text or `t`, the number of bytes, `:` and the text; a
 * row is its cells in the order of the names by code unit, hashed; rows are sorted by their hashes and hashed by buckets of
 * three hexadecimal digits; the hash is that of the canonical JSON of names, kinds, number of rows and hash of the buckets.
 */
export async function hashData(warehouse: Warehouse, file: DataFile): Promise<Hash32> {
  const columns = file.columns.filter(({ kind }) => kind !== 'unusable').toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const cells = columns.map(({ sql, kind }) =>
    kind === 'number' || kind === 'mixed'
      ? `coalesce('d' || CAST(${sql} AS VARCHAR), 'n')`
      : `coalesce('t' || strlen(${sql}) || ':' || ${sql}, 'n')`,
  );
  const [found] = await warehouse.rows(`
    SELECT sha256(coalesce(string_agg(part, '' ORDER BY bucket), '')) AS rows FROM (
      SELECT left(h, ${BUCKET_DIGITS}) AS bucket, sha256(string_agg(h, '' ORDER BY h)) AS part
      FROM (SELECT sha256(concat(${cells.join(", ',', ")})) AS h FROM data) GROUP BY ALL)`);
  const content = {
    type: 'CredenceDataset',
    columns: columns.map(({ name, kind }) => [name, kind === 'mixed' ? 'number' : kind]),
    rows: file.rows,
    hash: String(found?.['rows']),
  };
  return hash32(`0x${createHash('sha256').update(canonicalJson(content)).digest('hex')}`);
}
