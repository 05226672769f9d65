import type { SqlRow, SqlValue, Warehouse } from '../platform/warehouse/warehouse.ts';
import { type ColumnProfile, type EdgeValue, HUGE, type NumberProfile, QUANTILES, specialCodes } from './domain/data-profile.ts';
import type { DataColumn, DataFile } from './open-data-file.ts';

const EDGE_VALUES = 6;
const TOP_LEVELS = 10;
const ROWS_PER_LEVEL = 5;

/**
 * Profiles every column of the table `data`.
 * @param target - the table's expression of the outcome, 1 for bad, 0 for good, else NULL; null when there is none
 */
export async function profileData(warehouse: Warehouse, file: DataFile, target: TargetColumn | null): Promise<ColumnProfile[]> {
  const copies = await copiesOf(warehouse, file);
  const profiles: ColumnProfile[] = [];
  for (const column of file.columns) {
    const profile = await profileColumn(warehouse, column, file.rows);
    const auc =
      target === null || target.name === column.name
        ? null
        : await columnAuc(warehouse, column, { distinct: profile.distinct, present: file.rows - profile.missing }, target.sql);
    profiles.push({ ...profile, auc, copyOf: copies.get(column.name) ?? null });
  }
  return profiles;
}

export interface TargetColumn {
  readonly name: string;
  readonly sql: string;
}

type Counted = Omit<ColumnProfile, 'auc' | 'copyOf'>;

async function profileColumn(warehouse: Warehouse, column: DataColumn, rows: number): Promise<Counted> {
  const { name, kind, sql, stray } = column;
  const isNumber = kind === 'number' || kind === 'mixed';
  const [counts] = await warehouse.rows(`SELECT count(${sql}) AS present, count(DISTINCT ${sql}) AS levels FROM data`);
  // A cell that is no number is not missing either.
  const missing = rows - Number(counts?.['present']) - (stray?.count ?? 0);
  const numbers = isNumber ? await numbersOf(warehouse, sql) : null;
  const levels = kind === 'text' ? await topLevels(warehouse, sql) : [];
  const fault = stray === null ? await farNumber(warehouse, sql, numbers) : { row: stray.row, text: stray.text };
  const faults = stray?.count ?? (numbers === null ? 0 : numbers.infinite + numbers.huge);
  return {
    name,
    kind,
    missing,
    distinct: Number(counts?.['levels']),
    numbers,
    levels,
    faultRow: fault?.row ?? null,
    faultText: fault?.text ?? null,
    faults,
  };
}

async function numbersOf(warehouse: Warehouse, sql: string): Promise<NumberProfile | null> {
  const quantiles = QUANTILES.join(', ');
  const [found = {}] = await warehouse.rows(`
    SELECT min(v) AS least, max(v) AS most, avg(v) AS mean, quantile_cont(v, [${quantiles}]) AS quantiles, count(v) AS present,
      (SELECT count(*) FROM data WHERE isinf(${sql})) AS infinite, count(*) FILTER (WHERE abs(v) > ${HUGE}) AS huge
    FROM (SELECT ${sql} AS v FROM data WHERE isfinite(${sql}))`);
  if (Number(found['present']) === 0) return null;
  const values = listOf(found['quantiles']);
  const [, low = 0, q1 = 0, , q3 = 0, high = 0] = values;
  const reach = 3 * (q3 - q1);
  const [out] = await warehouse.rows(
    `SELECT count(*) AS outliers FROM data WHERE isfinite(${sql}) AND (${sql} < CAST('${q1 - reach}' AS DOUBLE) OR ${sql} > CAST('${q3 + reach}' AS DOUBLE))`,
  );
  const [least, most] = [await edge(warehouse, sql, 'ASC'), await edge(warehouse, sql, 'DESC')];
  return {
    min: Number(found['least']),
    max: Number(found['most']),
    mean: Number(found['mean']),
    quantiles: values,
    infinite: Number(found['infinite']),
    huge: Number(found['huge']),
    outliers: Number(out?.['outliers']),
    specials: specialCodes(least, most, high - low),
  };
}

function listOf(value: SqlValue | undefined): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

async function edge(warehouse: Warehouse, sql: string, order: 'ASC' | 'DESC'): Promise<EdgeValue[]> {
  const rows = await warehouse.rows(
    `SELECT ${sql} AS value, count(*) AS count FROM data WHERE isfinite(${sql}) GROUP BY ${sql} ORDER BY ${sql} ${order} LIMIT ${EDGE_VALUES}`,
  );
  return rows.map((row: SqlRow) => ({ value: Number(row['value']), count: Number(row['count']) }));
}

async function topLevels(warehouse: Warehouse, sql: string): Promise<ColumnProfile['levels']> {
  const rows = await warehouse.rows(
    `SELECT ${sql} AS level, count(*) AS count FROM data WHERE ${sql} IS NOT NULL GROUP BY ${sql} ORDER BY count(*) DESC, ${sql} LIMIT ${TOP_LEVELS}`,
  );
  return rows.map((row) => ({ level: String(row['level']), count: Number(row['count']) }));
}

/** The first infinite number, or the first huge one. */
async function farNumber(warehouse: Warehouse, sql: string, numbers: NumberProfile | null): Promise<{ row: number; text: string } | null> {
  if (numbers === null || numbers.infinite + numbers.huge === 0) return null;
  const isFar = numbers.infinite > 0 ? `isinf(${sql})` : `abs(${sql}) > ${HUGE}`;
  const [first] = await warehouse.rows(
    `SELECT rowid + 1 AS row, CAST(${sql} AS VARCHAR) AS text FROM data WHERE ${isFar} ORDER BY rowid LIMIT 1`,
  );
  return { row: Number(first?.['row']), text: String(first?.['text']) };
}

/** Columns whose cells are all those of an earlier one. */
async function copiesOf(warehouse: Warehouse, { columns, rows }: DataFile): Promise<Map<string, string>> {
  const usable = columns.filter(({ kind }) => kind !== 'unusable');
  // Weighted by row: the sum alone would not tell two columns with the same cells in another order apart.
  const sums = usable.map(({ sql }) => `CAST(sum(CAST(hash(${sql}) AS HUGEINT) * (rowid % 1000003 + 1)) AS VARCHAR) AS ${sql}`);
  const copies = new Map<string, string>();
  if (rows < 2 || usable.length === 0) return copies;
  const [found = {}] = await warehouse.rows(`SELECT ${sums.join(', ')} FROM data`);
  const first = new Map<string, string>();
  for (const { name, sql, kind } of usable) {
    const key = `${kind === 'mixed' ? 'number' : kind} ${String(found[sql])}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, name);
    else copies.set(name, before);
  }
  return copies;
}

/**
 * AUC of one column, whichever way it points and wherever its missing values stand: exactly, by counts of goods below.
 * Levels stand in the order of their rates of bads. Null where nothing can be told, and where a level has so few rows that its
 * rate says nothing.
 */
async function columnAuc(
  warehouse: Warehouse,
  column: DataColumn,
  { distinct, present }: { readonly distinct: number; readonly present: number },
  target: string,
): Promise<number | null> {
  const { sql, kind } = column;
  if (kind === 'unusable' || kind === 'date' || (kind === 'text' && distinct * ROWS_PER_LEVEL > present)) return null;
  const orders = kind === 'text' ? ['b / (b + g)'] : ['v NULLS FIRST', 'v NULLS LAST'];
  const areas = orders.map(
    (order) => `sum(b * (sum_g_${orders.indexOf(order)} - g / 2.0)) / (sum(b) * sum(g)) AS area_${orders.indexOf(order)}`,
  );
  const sums = orders.map((order, at) => `sum(g) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) AS sum_g_${at}`);
  const [found = {}] = await warehouse.rows(`
    SELECT ${areas.join(', ')} FROM (SELECT b, g, ${sums.join(', ')} FROM (
      SELECT ${sql} AS v, CAST(sum(t) AS DOUBLE) AS b, CAST(count(*) - sum(t) AS DOUBLE) AS g
      FROM (SELECT *, ${target} AS t FROM data) WHERE t IS NOT NULL GROUP BY ${sql}))`);
  const areasFound = Object.values(found).flatMap((area) =>
    typeof area === 'number' && Number.isFinite(area) ? [Math.max(area, 1 - area)] : [],
  );
  return areasFound.length === 0 ? null : Math.max(...areasFound);
}
