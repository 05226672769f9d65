import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSql } from '../../intake/open-data-file.ts';
import { DomainError } from '../../kernel/errors.ts';
import { sqlText } from '../../kernel/sql-quote.ts';
import { openWarehouse } from '../../platform/warehouse/warehouse.ts';
import { hashFile, settleFile } from '../../scoring/score-file-manifest.ts';
import { findRow, SEARCH_MEGABYTES } from './find-row.ts';
import { KEY_SIZE, RECORD_SIZE } from './hash-rows.ts';
import { factsPath, keysPath, readFileBatch, unknownBatch, writeFileBatch } from './manifest.ts';

const CELLS = ['subject', 'score', 'grade', 'pd', 'reasons'];

/**
 * Takes a subject out of a folder of credentials for good: what its credential said, and the key without which nobody can make it
 * again. Leaf and root stay, and all others verify as before. Broken off, it is done by doing it again.
 * @throws {@link DomainError} `file_batch_unknown`, `batch_not_whole`, `credential_unknown`, `file_batch_damaged`
 */
export async function forgetSubject(folder: string, subject: string): Promise<void> {
  const batch = await readFileBatch(folder);
  if (batch === null) throw unknownBatch(folder);
  if (batch.tree === null)
    throw new DomainError(
      'batch_not_whole',
      'conflict',
      `${folder} is not made whole yet; leave the subject out of the file, or run model issue to its end first.`,
    );
  const warehouse = await openWarehouse({ folder: join(folder, 'warehouse'), memoryMegabytes: SEARCH_MEGABYTES });
  try {
    const { part, place } = await findRow(warehouse, folder, batch, subject);
    const [facts, keys] = [factsPath(folder, part), keysPath(folder, part)];
    const cells = CELLS.map((name) => `CASE WHEN file_row_number = ${place} THEN NULL ELSE ${name} END AS ${name}`).join(', ');
    const from = `read_parquet(${fileSql(facts)}, file_row_number = true)`;
    await warehouse.run(`COPY (SELECT ${cells} FROM ${from}) TO ${sqlText(`${facts}.tmp`)} (FORMAT parquet, COMPRESSION zstd)`);
    const left = await readFile(keys);
    left.fill(0, place * RECORD_SIZE, place * RECORD_SIZE + KEY_SIZE);
    const own = { facts: await hashFile(`${facts}.tmp`), keys: createHash('sha256').update(left).digest('hex') };
    const first = part * batch.partRows;
    // The hashes first and the row last: as long as the row is there, all of it can be done again.
    await writeFileBatch(folder, { ...batch, parts: batch.parts.map((each) => (each.first === first ? { ...each, ...own } : each)) });
    await wipeKey(keys, place);
    await settleFile(facts);
  } finally {
    await warehouse.close();
  }
}

/** Overwrites the key where it stands, so that no other copy of the file is left behind. */
async function wipeKey(path: string, place: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(new Uint8Array(KEY_SIZE), 0, KEY_SIZE, place * RECORD_SIZE);
    await file.sync();
  } finally {
    await file.close();
  }
}
