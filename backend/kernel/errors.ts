/** How a caller can react; the HTTP edge maps it to a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'unprocessable'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable';

/** One fault in one field of an input; `pointer` is an RFC 6901 JSON pointer or `line:column` of a file. */
export interface FieldFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface DomainErrorOptions {
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  readonly faults?: readonly FieldFault[];
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * A refusal that a caller can understand. `code` is stable and has a row in `backend/docs/errors.md`;
 * `message` is one English sentence without personal data.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly faults: readonly FieldFault[];
  readonly retryable: boolean;

  constructor(code: string, kind: ErrorKind, message: string, options: DomainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = kind;
    this.params = options.params ?? {};
    this.faults = options.faults ?? [];
    this.retryable = options.retryable ?? false;
  }
}

/** A bug: something that the code holds to be impossible has happened. Crash and alert. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** @throws {@link InvariantError} when `condition` is false */
export function assertInvariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
