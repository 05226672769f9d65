import { DomainError } from '../kernel/errors.ts';
import { sqlText } from '../kernel/sql-quote.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { type DataFile, refuseUnknown } from './open-data-file.ts';
import type { TargetColumn } from './profile-data.ts';

export interface FoundTarget extends TargetColumn {
  readonly goods: number;
  readonly bads: number;
}

const SHOWN_VALUES = 5;

/**
 * The outcome in the table `data`: 1 for bad, 0 for good.
 * @param bad - the value that means bad; without it the column has to hold 0 and 1
 * @throws {@link DomainError} `data_column_unknown`, `data_target_coding`, `data_target_missing`, `target_one_class`
 */
export async function findTarget(warehouse: Warehouse, file: DataFile, name: string, bad?: string): Promise<FoundTarget> {
  refuseUnknown(
    file.path,
    file.columns.map((column) => column.name),
    [name],
  );
  const { sql: column = '', kind = 'text' } = file.columns.find((found) => found.name === name) ?? {};
  const isNumber = kind === 'number';
  const values = await warehouse.rows(
    `SELECT ${column} AS value, count(*) AS rows, min(rowid) + 1 AS first FROM data GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ${SHOWN_VALUES}`,
  );
  const absent = values.find(({ value }) => value === null);
  const shown = values.flatMap(({ value }) => (value === null ? [] : [String(value)]));
  const isBad =
    bad === undefined
      ? (value: string) => isNumber && value === '1'
      : (value: string) => (isNumber ? Number(value) === Number(bad) : value === bad);
  const isFit = bad === undefined ? isNumber && shown.every((value) => value === '0' || value === '1') : shown.some(isBad);
  if (!isFit || shown.length > 2) {
    const cure = bad === undefined ? 'Name the value that means a bad outcome.' : `None of two values is ${bad}.`;
    throw new DomainError(
      'data_target_coding',
      'unprocessable',
      `Column ${name} is no outcome of 0 (good) and 1 (bad): it holds ${shown.join(', ')}${values.length === SHOWN_VALUES ? ' and more' : ''}. ${cure}`,
    );
  }
  if (absent !== undefined) {
    throw new DomainError(
      'data_target_missing',
      'unprocessable',
      `Column ${name} is empty in ${absent['rows']} rows, the first of them row ${absent['first']}; every row needs an outcome.`,
    );
  }
  const total = (wanted: boolean) => values.reduce((sum, { value, rows }) => sum + (isBad(String(value)) === wanted ? Number(rows) : 0), 0);
  const [goods, bads] = [total(false), total(true)];
  if (goods === 0 || bads === 0)
    throw new DomainError('target_one_class', 'unprocessable', `Column ${name} holds ${goods === 0 ? 'bad' : 'good'} outcomes only.`);
  const literal = isNumber ? `CAST(${sqlText(bad ?? '1')} AS DOUBLE)` : sqlText(bad ?? '');
  return { name, sql: `CASE WHEN ${column} IS NULL THEN NULL WHEN ${column} = ${literal} THEN 1 ELSE 0 END`, goods, bads };
}
