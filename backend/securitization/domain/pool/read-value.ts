import { dayOf } from './loan-day.ts';

/** A value, or what is wrong with its text. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly detail: string };

const DECIMAL = /^(0|[1-9]\d{0,14})(?:\.(\d{1,18}))?$/;
const MONEY = /^(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/;
const WHOLE = /^(0|[1-9]\d{0,8})$/;
const WAD_DIGITS = 18;
/** Whatever steers a terminal or a bidirectional text stands in no name. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/u;

export const good = <T>(value: T): Reading<T> => ({ ok: true, value });
export const bad = (code: string, detail: string): { readonly ok: false; readonly code: string; readonly detail: string } => ({
  ok: false,
  code,
  detail,
});
const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);

/** Amount in major units with at most two decimals, as minor units. */
export function readMoney(text: string): Reading<bigint> {
  const match = MONEY.exec(text);
  if (match === null) return bad('cell_not_amount', `${quoted(text)} is not an amount such as 1234.50`);
  return good(BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0')));
}

/** Fraction between 0 and `max`, as wad; `percent` reads parts per hundred. */
export function readFraction(text: string, max: bigint, percent: boolean): Reading<bigint> {
  const match = DECIMAL.exec(text);
  if (match === null) return bad('cell_not_number', `${quoted(text)} is not a decimal number such as 0.0825`);
  const wad = BigInt(`${match[1]}${(match[2] ?? '').padEnd(WAD_DIGITS, '0')}`);
  const value = percent ? wad / 100n : wad;
  return value <= max
    ? good(value)
    : bad('cell_out_of_range', `${quoted(text)} is more than ${percent ? 'that many percent can be' : 'it can be'}`);
}

export function readWhole(text: string, min: number, max: number): Reading<number> {
  if (!WHOLE.test(text)) return bad('cell_not_integer', `${quoted(text)} is not a whole number`);
  const value = Number(text);
  return value >= min && value <= max ? good(value) : bad('cell_out_of_range', `${text} is not between ${min} and ${max}`);
}

export function readDay(text: string): Reading<number> {
  const day = dayOf(text);
  return day === null ? bad('cell_not_date', `${quoted(text)} is not a date such as 2026-01-31`) : good(day);
}

export function readText(text: string, maxLength: number): Reading<string> {
  if (text.length > maxLength) return bad('cell_too_long', `the text has ${text.length} characters, at most ${maxLength} are taken`);
  return UNSEEN.test(text) ? bad('cell_unprintable', 'the text holds characters that cannot be seen') : good(text);
}

export function readOneOf<T extends string>(text: string, values: readonly T[]): Reading<T> {
  const value = values.find((known) => known === text);
  return value === undefined ? bad('cell_unknown', `${quoted(text)} is none of ${values.join(', ')}`) : good(value);
}

export function readPattern(text: string, pattern: RegExp, what: string): Reading<string> {
  return pattern.test(text) ? good(text) : bad('cell_malformed', `${quoted(text)} is not ${what}`);
}
