/** What one look at the surroundings found. */
export interface CheckResult {
  readonly name: 'node' | 'home' | 'port' | 'database' | 'chain' | 'ledger';
  readonly ok: boolean;
  /** What was found; of a failed check one sentence that ends with the cure. */
  readonly detail: string;
}

export function passed(name: CheckResult['name'], detail: string): CheckResult {
  return { name, ok: true, detail };
}

export function failed(name: CheckResult['name'], detail: string): CheckResult {
  return { name, ok: false, detail };
}

/** The system's short name of a failure, such as `EADDRINUSE`, or PostgreSQL's five letters. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return codeOf(error.cause);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'unknown';
}
