import { DomainError } from './errors.ts';

/** Whole seconds since 1970-01-01T00:00:00Z. */
export type UnixSeconds = number & { readonly __unixSeconds: never };

const LATEST = 253_402_300_799;

/** @throws {@link DomainError} `time_malformed` outside 1970 to 9999 or when not whole */
export function unixSeconds(value: number): UnixSeconds {
  if (!Number.isInteger(value) || value < 0 || value > LATEST) {
    throw new DomainError('time_malformed', 'invalid', 'Time is not a whole number of seconds between 1970 and 9999.');
  }
  return value as UnixSeconds;
}

/** RFC 3339 text in UTC, to the second. */
export function toRfc3339(at: UnixSeconds): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}
