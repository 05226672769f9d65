import { type Column, takeRows } from '../intake/domain/columns.ts';
import { type Finding, findingsOf } from '../intake/domain/data-profile.ts';
import { type PartName, splitRows } from '../intake/domain/split-rows.ts';
import { findTarget } from '../intake/find-target.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { type DataFile, openDataFile, refuseUnknown } from '../intake/open-data-file.ts';
import { profileData } from '../intake/profile-data.ts';
import { DomainError } from '../kernel/errors.ts';
import { sqlText } from '../kernel/sql-quote.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';

/** What of a file models learn from. */
export interface DataOrder {
  readonly path: string;
  readonly target: string;
  /** Value of the target that means bad; it has to be 0 and 1 without. */
  readonly bad?: string;
  /** Columns that stay out of the model. */
  readonly exclude: readonly string[];
  readonly asText: readonly string[];
}

export interface SplitOrder {
  readonly testShare: number;
  readonly seed: number;
  /** Column whose rows of one value stay together, such as the customer's number. */
  readonly groupColumn?: string;
  /** Column of dates, and the first day (YYYY-MM-DD) that is out of time. */
  readonly later?: { readonly column: string; readonly from: string };
}

/** Rows of a file that are fit to learn from. */
export interface PreparedData {
  readonly file: DataFile;
  readonly columns: readonly Column[];
  /** 1 for a bad outcome. */
  readonly target: Uint8Array;
  readonly datasetHash: string;
  /** Columns that were left out by themselves, and why. */
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Findings that leave a column out by themselves; an error has to be dealt with by a person. */
const LEFT_OUT = new Set(['type_unusable', 'empty', 'constant', 'levels_many', 'date', 'duplicate']);

/**
 * Reads, profiles and loads the columns of a file that a model may learn from.
 * @param aside - columns that serve for something else: groups, dates, protected attributes
 * @throws {@link DomainError} what reading a file and its target throws, `data_faulty` with each column that needs a decision
 */
export async function prepareData(warehouse: Warehouse, order: DataOrder, aside: readonly string[]): Promise<PreparedData> {
  const file = await openDataFile(warehouse, order.path, order.asText);
  const apart = [order.target, ...aside];
  refuseUnknown(
    order.path,
    file.columns.map(({ name }) => name),
    [...order.exclude, ...apart],
  );
  const target = await findTarget(warehouse, file, order.target, order.bad);
  const candidates = file.columns.filter(({ name }) => !order.exclude.includes(name) && !apart.includes(name));
  const profiles = await profileData(warehouse, { ...file, columns: candidates }, target);
  const findings = profiles.flatMap((profile) => findingsOf(profile, file.rows));
  refuseFaulty(order.path, findings);
  const leftOut = findings.filter(({ code }) => LEFT_OUT.has(code));
  const names = candidates.map(({ name }) => name).filter((name) => !leftOut.some(({ column }) => column === name));
  const columns = await loadColumns(warehouse, file, names);
  const [outcomes = new Float64Array()] = await warehouse.numbers(
    `SELECT CAST(${target.sql} AS DOUBLE) FROM data ORDER BY rowid`,
    file.rows,
  );
  return {
    file,
    columns,
    target: Uint8Array.from(outcomes),
    datasetHash: await hashData(warehouse, file),
    leftOut,
    warnings: findings.filter(({ code }) => !LEFT_OUT.has(code)),
  };
}

function refuseFaulty(path: string, findings: readonly Finding[]): void {
  const faults = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ column, row, code, detail }) => ({
      pointer: row === null ? column : `row ${row}/${column}`,
      code,
      detail: `${column} ${detail}.`,
    }));
  if (faults.length > 0)
    throw new DomainError('data_faulty', 'unprocessable', `${path} has columns that need a decision: correct them or leave them out.`, {
      faults,
    });
}

/** The given rows of prepared data. */
export function takePart({ columns, target }: Pick<PreparedData, 'columns' | 'target'>, rows: Int32Array) {
  return { columns: columns.map((column) => takeRows(column, rows)), target: Uint8Array.from(rows, (row) => target[row] ?? 0) };
}

/** Rows of each part. @throws {@link DomainError} `data_part_empty`, `data_date_missing` */
export async function partRows(warehouse: Warehouse, file: DataFile, split: SplitOrder): Promise<Record<PartName, Int32Array>> {
  const { testShare, seed, groupColumn, later } = split;
  const sqlOf = (name: string) => file.columns.find((column) => column.name === name)?.sql ?? '';
  const groups =
    groupColumn === undefined
      ? null
      : await warehouse.texts(`SELECT CAST(${sqlOf(groupColumn)} AS VARCHAR) FROM data ORDER BY rowid`, file.rows);
  const isLater = later === undefined ? null : await laterRows(warehouse, file, later);
  const parts = splitRows(file.rows, { testShare, seed, groups, isLater });
  const rowsOf = (wanted: PartName) => Int32Array.from(parts.flatMap((part, row) => (part === wanted ? [row] : [])));
  const rows = { train: rowsOf('train'), test: rowsOf('test'), outOfTime: rowsOf('outOfTime') };
  for (const [part, isWanted] of [
    ['train', true],
    ['test', testShare > 0],
    ['outOfTime', later !== undefined],
  ] as const)
    if (isWanted && rows[part].length === 0)
      throw new DomainError('data_part_empty', 'unprocessable', `No row of ${file.path} falls into the part ${part}.`);
  return rows;
}

/**
 * Whether the date of each row is `from` or later.
 * @throws {@link DomainError} `data_column_unknown`, `data_date_missing`
 */
export async function laterRows(
  warehouse: Warehouse,
  file: DataFile,
  later: { readonly column: string; readonly from: string },
): Promise<boolean[]> {
  const names = file.columns.map(({ name }) => name);
  refuseUnknown(file.path, names, [later.column]);
  const cut = `TRY_CAST(${sqlText(later.from)} AS TIMESTAMP)`;
  const date = `TRY_CAST(CAST(${file.columns[names.indexOf(later.column)]?.sql ?? ''} AS VARCHAR) AS TIMESTAMP)`;
  const [flags = new Float64Array()] = await warehouse.numbers(
    `SELECT CAST(${date} >= ${cut} AS DOUBLE) FROM data ORDER BY rowid`,
    file.rows,
  );
  const unknown = flags.findIndex(Number.isNaN);
  if (unknown >= 0)
    throw new DomainError(
      'data_date_missing',
      'unprocessable',
      `Column ${later.column} of ${file.path} holds no date in row ${unknown + 1}, or ${later.from} is none.`,
    );
  return Array.from(flags, (flag) => flag === 1);
}
