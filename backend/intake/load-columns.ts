import { DomainError } from '../kernel/errors.ts';
import { sqlText } from '../kernel/sql-quote.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import type { Column } from './domain/columns.ts';
import { MOST_LEVELS } from './domain/data-profile.ts';
import type { DataColumn, DataFile } from './open-data-file.ts';

/** Levels of one statement. */
const LEVELS_AT_ONCE = 200;

/**
 * The named columns of the table `data` as typed arrays, in the order of the rows.
 * @throws {@link DomainError} `data_column_unusable` for dates, mixed columns, infinite numbers and too many levels
 */
export async function loadColumns(warehouse: Warehouse, file: DataFile, names: readonly string[]): Promise<Column[]> {
  const wanted = names.map((name) => file.columns.find((column) => column.name === name)).filter((column) => column !== undefined);
  const levels = new Map<string, readonly string[]>();
  const expressions: string[] = [];
  for (const column of wanted) {
    await refuseUnusable(warehouse, column);
    if (column.kind !== 'text') {
      expressions.push(column.sql);
      continue;
    }
    const own = await levelsOf(warehouse, column);
    levels.set(column.name, own);
    expressions.push(await codesSql(warehouse, column, own));
  }
  const arrays = await warehouse.numbers(`SELECT ${expressions.join(', ')} FROM data ORDER BY rowid`, file.rows);
  return wanted.map(({ name }, place): Column => {
    const values = arrays[place] ?? new Float64Array();
    const own = levels.get(name);
    if (own === undefined) return { kind: 'numeric', name, values };
    return { kind: 'categorical', name, codes: Int32Array.from(values, (code) => (Number.isNaN(code) ? -1 : code)), levels: own };
  });
}

function unusable(name: string, reason: string): DomainError {
  return new DomainError('data_column_unusable', 'unprocessable', `Column ${name} ${reason}; correct it or leave it out.`, {
    params: { column: name },
  });
}

async function refuseUnusable(warehouse: Warehouse, { name, kind, sql, stray }: DataColumn): Promise<void> {
  if (kind === 'date') throw unusable(name, 'holds dates');
  if (kind === 'unusable') throw unusable(name, 'is of a type that no model takes');
  if (stray !== null)
    throw unusable(
      name,
      `holds numbers, but ${stray.isDate ? 'a date, ' : ''}${JSON.stringify(stray.text)}${stray.isDate ? ',' : ''} in row ${stray.row}`,
    );
  if (kind !== 'number') return;
  const [infinite] = await warehouse.rows(`SELECT min(rowid) + 1 AS row FROM data WHERE isinf(${sql})`);
  if (typeof infinite?.['row'] === 'number') throw unusable(name, `holds an infinite number in row ${infinite['row']}`);
}

async function levelsOf(warehouse: Warehouse, { name, sql }: DataColumn): Promise<string[]> {
  const rows = await warehouse.rows(`SELECT DISTINCT ${sql} AS level FROM data WHERE ${sql} IS NOT NULL LIMIT ${MOST_LEVELS + 1}`);
  if (rows.length > MOST_LEVELS) throw unusable(name, `has more than ${MOST_LEVELS} levels`);
  return rows.map((row) => String(row['level'])).sort();
}

/** The place of a text among the levels, from a table of its own: a join is quicker than a list of cases. */
async function codesSql(warehouse: Warehouse, { sql }: DataColumn, levels: readonly string[]): Promise<string> {
  await warehouse.run(`CREATE OR REPLACE TABLE levels_${sql} AS SELECT NULL::VARCHAR AS level, 0::DOUBLE AS code LIMIT 0`);
  for (let first = 0; first < levels.length; first += LEVELS_AT_ONCE) {
    const values = levels.slice(first, first + LEVELS_AT_ONCE).map((level, at) => `(${sqlText(level)}, ${first + at})`);
    await warehouse.run(`INSERT INTO levels_${sql} VALUES ${values.join(', ')}`);
  }
  return `(SELECT code FROM levels_${sql} WHERE level = data.${sql})`;
}
