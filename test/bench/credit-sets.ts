import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { categoricalColumn, type Column, numericColumn } from '../../backend/intake/domain/columns.ts';

/** A public data set that may be measured on but not shipped: it is read from the folder that CREDENCE_DATA names. */
export interface CreditSet {
  readonly folder: string;
  readonly file: string;
  readonly folds: string;
  readonly target: string;
  /** Columns that name the row, tell its time or repeat another. */
  readonly left: readonly string[];
  readonly bar: number;
}

export const CREDIT_SETS: readonly CreditSet[] = [
  { folder: 'taiwan', file: 'taiwan.csv', folds: 'folds.csv', target: 'default.payment.next.month', left: ['ID'], bar: 0.7665 },
  { folder: 'givemesomecredit', file: 'cs-training.csv.gz', folds: 'folds.csv.gz', target: 'SeriousDlqin2yrs', left: [''], bar: 0.856 },
  {
    folder: 'lendingclub2018',
    file: 'lendingclub2018.csv.gz',
    folds: 'folds.csv',
    target: 'loan_status',
    left: ['id', 'issue_d', 'grade.1'],
    bar: 0.72,
  },
];

function read(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is not there: get the data set and name its folder in CREDENCE_DATA`);
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** @throws when CREDENCE_DATA is not given or does not hold the set */
export function readCreditSet({ folder, file, folds, target, left }: CreditSet): {
  columns: Column[];
  target: Uint8Array;
  folds: Uint8Array;
} {
  const home = process.env['CREDENCE_DATA'];
  if (home === undefined)
    throw new Error(`not measured: the ${folder} data are not shipped, name the folder that holds them in CREDENCE_DATA`);
  const [header = [], ...rows]: string[][] = parse(read(join(home, folder, file)));
  const cellsOf = (place: number) => rows.map((row) => (row[place] === '' || row[place] === 'NA' ? null : (row[place] ?? null)));
  const columns = header.flatMap((name, place): Column[] => {
    if (name === target || left.includes(name)) return [];
    const cells = cellsOf(place);
    const isNumeric = cells.every((cell) => cell === null || Number.isFinite(Number(cell)));
    return [
      isNumeric
        ? numericColumn(
            name,
            cells.map((cell) => (cell === null ? null : Number(cell))),
          )
        : categoricalColumn(name, cells),
    ];
  });
  const [, ...names]: string[][] = parse(read(join(home, folder, folds)));
  return {
    columns,
    target: Uint8Array.from(rows, (row) => Number(row[header.indexOf(target)])),
    folds: Uint8Array.from(names, ([fold]) => Number(fold)),
  };
}
