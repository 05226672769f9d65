import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { openWarehouse } from '../../../backend/platform/warehouse/warehouse.ts';
import { hashFile } from '../../../backend/scoring/score-file-manifest.ts';

export const SCORED_MODEL = `0x${'ab'.repeat(32)}`;
export const SCORED_INPUT = 'cd'.repeat(32);

/** Cells of row `i` of a made-up file of scores, as SQL. */
const CELLS = [
  `'cus_' || lpad(i::VARCHAR, 10, '0') AS id`,
  '(300 + hash(i) % 550)::INTEGER AS score',
  'chr((65 + hash(i + 1) % 6)::INTEGER) AS grade',
  'round((hash(i + 2) % 250000) / 1000000.0, 6) AS pd',
  `'R' || lpad((hash(i + 3) % 20)::VARCHAR, 2, '0') || ',R' || lpad((hash(i + 4) % 20)::VARCHAR, 2, '0') AS reasons`,
].join(', ');

/** Writes a Parquet file of `rows` scores, or whatever `query` selects, and beside it the manifest that scoring would write. */
export async function writeScoredFile(path: string, rows: number, query = `SELECT ${CELLS} FROM range(${rows}) t(i)`): Promise<void> {
  const warehouse = await openWarehouse({ memoryMegabytes: 1000 });
  await warehouse.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`).finally(() => warehouse.close());
  await writeManifest(path, rows);
}

export async function writeManifest(path: string, rows: number): Promise<void> {
  const manifest = {
    type: 'CredenceScoring',
    version: 1,
    scorecard: SCORED_MODEL,
    input: SCORED_INPUT,
    keep: ['id'],
    withReasons: true,
    partRows: 500_000,
    rows,
    parts: [],
    output: { name: basename(path), sha256: await hashFile(path) },
  };
  await writeFile(`${path}.manifest.json`, JSON.stringify(manifest));
}
