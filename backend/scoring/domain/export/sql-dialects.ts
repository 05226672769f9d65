import { DomainError } from '../../../kernel/errors.ts';
import { sqlName, sqlText } from '../../../kernel/sql-quote.ts';

export const SQL_DIALECTS = ['duckdb', 'postgresql', 'clickhouse', 'spark'] as const;
export type SqlDialectName = (typeof SQL_DIALECTS)[number];

/** How one engine writes what the others write differently. */
export interface SqlDialect {
  name(text: string): string;
  text(text: string): string;
  /** The column as a double, so that it compares as the scorer's numbers do, whatever its type. */
  asDouble(column: string): string;
  asText(column: string): string;
  isNaN(double: string): string;
  /** Rounded to six decimals. */
  rounded(double: string): string;
  /** Whether two names that differ in case only are the same to it. */
  readonly foldsCase: boolean;
}

const round = (double: string) => `round(${double}, 6)`;

const DUCKDB: SqlDialect = {
  name: sqlName,
  text: sqlText,
  asDouble: (column) => `CAST(${column} AS DOUBLE)`,
  asText: (column) => `CAST(${column} AS VARCHAR)`,
  isNaN: (double) => `isnan(${double})`,
  rounded: round,
  foldsCase: true,
};

const POSTGRESQL: SqlDialect = {
  name: sqlName,
  // The escape form means the same whatever `standard_conforming_strings` says.
  text: (text) => (text.includes('\\') ? `E${sqlText(text.replaceAll('\\', '\\\\'))}` : sqlText(text)),
  asDouble: (column) => `CAST(${column} AS DOUBLE PRECISION)`,
  asText: (column) => `CAST(${column} AS TEXT)`,
  isNaN: (double) => `${double} = CAST('NaN' AS DOUBLE PRECISION)`,
  rounded: (double) => `round(CAST(${double} AS NUMERIC), 6)`,
  foldsCase: false,
};

const backslashed = (text: string, quote: string) => text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);

const CLICKHOUSE: SqlDialect = {
  name: (text) => `\`${backslashed(text, '`')}\``,
  text: (text) => `'${backslashed(text, "'")}'`,
  asDouble: (column) => `CAST(${column} AS Nullable(Float64))`,
  asText: (column) => `CAST(${column} AS Nullable(String))`,
  isNaN: (double) => `isNaN(${double})`,
  rounded: round,
  foldsCase: false,
};

const SPARK: SqlDialect = {
  name: (text) => {
    // Spark replaces `${...}` before it parses, and a name cannot hide it.
    if (text.includes('${')) throw exportImpossible(text, 'Spark would replace the variable in it');
    return `\`${text.replaceAll('`', '``')}\``;
  },
  text: (text) => `'${backslashed(text, "'").replaceAll('$', '\\u0024')}'`,
  asDouble: (column) => `CAST(${column} AS DOUBLE)`,
  asText: (column) => `CAST(${column} AS STRING)`,
  isNaN: (double) => `isnan(${double})`,
  rounded: round,
  foldsCase: true,
};

export function dialectOf(name: SqlDialectName): SqlDialect {
  switch (name) {
    case 'duckdb':
      return DUCKDB;
    case 'postgresql':
      return POSTGRESQL;
    case 'clickhouse':
      return CLICKHOUSE;
    case 'spark':
      return SPARK;
  }
}

/** A double as a literal that every engine reads as exactly this double: the exponent keeps it from being a decimal. */
export function doubleLiteral(value: number): string {
  const text = String(value);
  return text.includes('e') ? text : `${text}e0`;
}

/** A name or level that the form has no way to write. */
export function exportImpossible(text: string, reason: string): DomainError {
  return new DomainError(
    'scorecard_export_impossible',
    'unprocessable',
    `The scorecard cannot be written in this form: ${JSON.stringify(text.slice(0, 60))}, ${reason}.`,
  );
}
