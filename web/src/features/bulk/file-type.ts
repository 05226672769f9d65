/** How the API is to read a file of this name. */
export function typeOfFile(name: string): string {
  if (/\.csv$/i.test(name)) return 'text/csv';
  return /\.(jsonl|ndjson)$/i.test(name) ? 'application/x-ndjson' : 'application/json';
}
