/** Code of an error that says why a projection was refused. */
export function refusalOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
