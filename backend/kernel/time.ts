import { DomainError } from './errors.ts';

/** Whole seconds since 1970-01-01T00:00:00Z. */
export type UnixSeconds = number & { readonly __unixSeconds: never };
/** A calendar day without a zone, `YYYY-MM-DD`. */
export type PlainDate = string & { readonly __plainDate: never };

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

/** @throws {@link DomainError} `date_malformed` when `text` is no day of the Gregorian calendar */
export function plainDate(text: string): PlainDate {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== text) {
    throw new DomainError('date_malformed', 'invalid', 'Date is not a calendar day written YYYY-MM-DD.');
  }
  return text as PlainDate;
}
