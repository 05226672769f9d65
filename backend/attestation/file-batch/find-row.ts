import { fileSql } from '../../intake/open-data-file.ts';
import { DomainError } from '../../kernel/errors.ts';
import { sqlText } from '../../kernel/sql-quote.ts';
import type { SqlRow, Warehouse } from '../../platform/warehouse/warehouse.ts';
import { factsPath, type FileBatch } from './manifest.ts';

/** Memory to look for a subject in. */
export const SEARCH_MEGABYTES = 500;

export interface FoundRow {
  /** Score, grade, probability in millionths and reasons. */
  readonly row: SqlRow;
  readonly part: number;
  /** Place in the part. */
  readonly place: number;
}

/** The row of `subject` in a folder of credentials. @throws {@link DomainError} `credential_unknown`, `file_batch_damaged` */
export async function findRow(warehouse: Warehouse, folder: string, { parts, partRows }: FileBatch, subject: string): Promise<FoundRow> {
  const files = parts.map(({ first }) => factsPath(folder, first / partRows));
  const from = `read_parquet([${files.map(fileSql).join(', ')}], filename = true, file_row_number = true)`;
  const query = `SELECT filename, file_row_number AS place, score, grade, pd, reasons FROM ${from} WHERE subject = ${sqlText(subject.trim())}`;
  const [row] = await warehouse.rows(query).catch((cause: unknown) => {
    throw new DomainError('file_batch_damaged', 'unprocessable', `A part in ${folder} cannot be read; put it back from a backup.`, {
      cause,
    });
  });
  if (row === undefined) throw new DomainError('credential_unknown', 'not_found', `${folder} has no credential of this subject.`);
  return { row, part: files.indexOf(String(row['filename'])), place: Number(row['place']) };
}
