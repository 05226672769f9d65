import { DomainError, InvariantError } from '../../kernel/errors.ts';

const MAX_CAUSES = 4;
const MAX_FRAMES = 12;
/** Their messages name variables and types, never values of a request. */
const OWN_WORDS = [DomainError, InvariantError, TypeError, RangeError, ReferenceError];

export interface LoggableError {
  readonly type: string;
  readonly message?: string;
  readonly code?: string | number;
  readonly frames: readonly string[];
  readonly cause?: LoggableError;
}

/** What a log may know of an error: where it arose, but not the message of a foreign one, which can repeat the data it failed on. */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES);
  return {
    type: error.name,
    ...(OWN_WORDS.some((kind) => error instanceof kind) ? { message: error.message } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    frames: frames.map((line) => line.trim()),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: loggableError(error.cause, depth + 1) }),
  };
}
