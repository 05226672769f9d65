import { fileSql, formatOf, parquetColumns, refuseUnknown } from '../../intake/open-data-file.ts';
import { storedKind, textSql } from '../../intake/read-rules.ts';
import { DomainError } from '../../kernel/errors.ts';
import { sqlName, sqlText } from '../../kernel/sql-quote.ts';
import type { Warehouse } from '../../platform/warehouse/warehouse.ts';
import { settleFile } from '../../scoring/score-file-manifest.ts';

/** Probabilities of a file of scores are read to six decimals; a credential has them in wad. */
const PD_UNIT = 1_000_000;
const WAD_OF_UNIT = 10n ** 12n;
const SCORE_MOST = 65_535;
const GRADE_LIMIT = 64;
const REASONS_LIMIT = 1024;

/** A file of scores that was found fit to be issued. */
export interface ScoredFile {
  readonly path: string;
  readonly rows: number;
  /** What to select of it: subject, score, grade, pd in millionths and reasons, in the form of the parts. */
  readonly cells: string;
}

/** What the credentials of some rows say, in columns. */
export interface RowFacts {
  readonly scores: Uint16Array;
  readonly pdWads: BigUint64Array;
  readonly grades: readonly string[];
  /** Reason codes, joined by commas. */
  readonly reasons: readonly string[];
}

/**
 * Looks through a file of scores before anything is made of it.
 * @throws {@link DomainError} what reading a file throws, `column_kind_mismatch`, `data_column_unusable`, `data_file_empty`, `subject_duplicate`
 */
export async function openScored(warehouse: Warehouse, path: string, subject: string): Promise<ScoredFile> {
  if ((await formatOf(path)) !== 'parquet')
    throw new DomainError('data_file_malformed', 'invalid', `${path} is no Parquet file; issue from what model score has written.`);
  const columns = await parquetColumns(warehouse, path);
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  refuseUnknown(path, [...types.keys()], [subject, 'score', 'grade', 'pd']);
  requireKind(types, subject, ['text', 'number']);
  if (/^(FLOAT|DOUBLE)/.test(types.get(subject) ?? '')) throw kindMismatch(subject, 'a text or a whole number', types.get(subject) ?? '');
  requireKind(types, 'score', ['number']);
  requireKind(types, 'pd', ['number']);
  requireKind(types, 'grade', ['text']);
  const hasReasons = types.has('reasons');
  if (hasReasons) requireKind(types, 'reasons', ['text']);
  const own = textSql(sqlName(subject));
  const grade = textSql('grade');
  const reasons = hasReasons ? `coalesce(${textSql('reasons')}, '')` : "''";
  await requireCells(warehouse, path, [
    [subject, `${own} IS NULL`, 'names no subject'],
    [
      'score',
      `score IS NULL OR NOT (score BETWEEN 0 AND ${SCORE_MOST}) OR score <> floor(score)`,
      `holds no whole number from 0 to ${SCORE_MOST}`,
    ],
    ['pd', 'pd IS NULL OR NOT (pd BETWEEN 0 AND 1)', 'holds no probability from 0 to 1'],
    ['grade', `${grade} IS NULL OR length(${grade}) > ${GRADE_LIMIT}`, `holds no grade of at most ${GRADE_LIMIT} letters`],
    ['reasons', `length(${reasons}) > ${REASONS_LIMIT}`, `holds more than ${REASONS_LIMIT} letters`],
  ]);
  const rows = await requireDistinct(warehouse, path, subject, own);
  const cells = [
    `${own} AS subject`,
    'CAST(score AS INTEGER) AS score',
    `${grade} AS grade`,
    `CAST(round(CAST(pd AS DOUBLE) * ${PD_UNIT}) AS INTEGER) AS pd`,
    `${reasons} AS reasons`,
  ];
  return { path, rows, cells: cells.join(', ') };
}

function requireKind(types: ReadonlyMap<string, string>, name: string, kinds: readonly string[]): void {
  const type = types.get(name) ?? '';
  if (!kinds.includes(storedKind(type))) throw kindMismatch(name, kinds[0] === 'number' ? 'numbers' : 'text', type);
}

function kindMismatch(column: string, wanted: string, type: string): DomainError {
  const message = `Column ${column} holds ${wanted} in a file of scores, and here it is of type ${type}.`;
  return new DomainError('column_kind_mismatch', 'unprocessable', message, { params: { column } });
}

type CellRule = readonly [column: string, isWrong: string, reason: string];

async function requireCells(warehouse: Warehouse, path: string, rules: readonly CellRule[]): Promise<void> {
  const firsts = rules.map(([, isWrong], place) => `min(CASE WHEN ${isWrong} THEN file_row_number END) AS bad${place}`);
  const [found = {}] = await warehouse.rows(`SELECT ${firsts.join(', ')} FROM read_parquet(${fileSql(path)}, file_row_number = true)`);
  rules.forEach(([column, , reason], place) => {
    const row = found[`bad${place}`];
    if (typeof row === 'number')
      throw new DomainError('data_column_unusable', 'unprocessable', `Column ${column} ${reason} in row ${row + 1}; correct it.`, {
        params: { column, row: row + 1 },
      });
  });
}

/** @returns the number of rows */
async function requireDistinct(warehouse: Warehouse, path: string, column: string, subject: string): Promise<number> {
  const from = `read_parquet(${fileSql(path)}, file_row_number = true)`;
  const [counted] = await warehouse.rows(`SELECT count(*) AS rows FROM read_parquet(${fileSql(path)})`);
  const rows = Number(counted?.['rows']);
  if (rows === 0) throw new DomainError('data_file_empty', 'invalid', `${path} has no rows.`);
  const [twice] = await warehouse.rows(
    `SELECT min(file_row_number) + 1 AS first, max(file_row_number) + 1 AS again FROM ${from} GROUP BY ${subject} HAVING count(*) > 1 ORDER BY first LIMIT 1`,
  );
  if (twice !== undefined)
    throw new DomainError(
      'subject_duplicate',
      'unprocessable',
      `Rows ${twice['first']} and ${twice['again']} have the same ${column}; a batch has one credential for each subject.`,
      { params: { column, row: Number(twice['first']), again: Number(twice['again']) } },
    );
  return rows;
}

/** Writes the rows from `first` on as a part. */
export async function writeFacts(
  warehouse: Warehouse,
  { path, cells }: ScoredFile,
  part: { readonly path: string; readonly first: number; readonly rows: number },
): Promise<void> {
  const from = `read_parquet(${fileSql(path)}, file_row_number = true) WHERE file_row_number >= ${part.first} AND file_row_number < ${part.first + part.rows}`;
  await warehouse.run(`COPY (SELECT ${cells} FROM ${from}) TO ${sqlText(`${part.path}.tmp`)} (FORMAT parquet, COMPRESSION zstd)`);
  await settleFile(part.path);
}

/** What the rows of a part say. */
export async function readFacts(warehouse: Warehouse, path: string, rows: number): Promise<RowFacts> {
  const from = `read_parquet(${fileSql(path)})`;
  const [scores = new Float64Array(), pds = new Float64Array()] = await warehouse.numbers(
    `SELECT CAST(score AS DOUBLE), CAST(pd AS DOUBLE) FROM ${from}`,
    rows,
  );
  return {
    scores: Uint16Array.from(scores),
    pdWads: BigUint64Array.from(pds, wadOf),
    grades: await warehouse.texts(`SELECT grade FROM ${from}`, rows),
    reasons: await warehouse.texts(`SELECT reasons FROM ${from}`, rows),
  };
}

/** A probability in millionths as wad. */
export function wadOf(millionths: number): bigint {
  return BigInt(millionths) * WAD_OF_UNIT;
}
