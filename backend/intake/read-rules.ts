import { sqlText } from '../kernel/sql-quote.ts';

/** How a cell is read from a file, in the SQL of the warehouse: the same from CSV and from Parquet. */

/** Words that mean a missing value in a column of numbers; among texts only an empty cell is missing. */
const MISSING_WORDS = ['NA', 'N/A', 'NaN', 'nan', 'NULL', 'null', 'None', '?', '.'];

const NUMBERS = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT|DOUBLE|DECIMAL)/;
const TEXTS = /^(VARCHAR|ENUM|UUID|BOOLEAN)/;
const DATES = /^(DATE|TIMESTAMP)/;

export type StoredKind = 'number' | 'text' | 'date' | 'unusable';

/** What a column is by the type that the engine gives it. */
export function storedKind(type: string): StoredKind {
  if (NUMBERS.test(type) || type === 'FLOAT') return 'number';
  if (TEXTS.test(type)) return 'text';
  return DATES.test(type) ? 'date' : 'unusable';
}

/** The trimmed text of a cell, NULL when empty. */
export function textSql(expression: string): string {
  return `nullif(trim(CAST(${expression} AS VARCHAR)), '')`;
}

/** Whether a trimmed text stands for a missing number. */
export function isMissingWordSql(text: string): string {
  return `${text} IN (${MISSING_WORDS.map(sqlText).join(', ')})`;
}

/** The number that a trimmed text says, NULL when it says none. */
export function parsedNumberSql(text: string): string {
  return `CASE WHEN NOT contains(${text}, '_') THEN TRY_CAST(${text} AS DOUBLE) END`;
}

/**
 * A cell as DOUBLE; NaN is missing, and minus zero is zero. Single precision is read by its shortest decimal text, so that
 * 0.1 is the 0.1 of a CSV file. A text that says no number is missing here; who has to refuse it counts such texts.
 */
export function numberSql(expression: string, type: string): string {
  return `nullif(${readNumberSql(expression, type)} + 0.0, CAST('nan' AS DOUBLE))`;
}

function readNumberSql(expression: string, type: string): string {
  if (storedKind(type) === 'text') return parsedNumberSql(textSql(expression));
  return type === 'FLOAT' ? `CAST(CAST(${expression} AS VARCHAR) AS DOUBLE)` : `CAST(${expression} AS DOUBLE)`;
}
