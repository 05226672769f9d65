/** `name` as an identifier of standard SQL, DuckDB and PostgreSQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a string of standard SQL and DuckDB, where a backslash means itself. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
