import { InvariantError } from '../../kernel/errors.ts';
import { civilDate, type DayNumber, dayNumber, daysInMonth, isLeapYear } from './plain-date.ts';

/** Conventions in the order of their codes in the image. */
export const DAY_COUNTS = ['30/360', '30E/360', 'ACT/360', 'ACT/365F', 'ACT/ACT'] as const;
export type DayCount = (typeof DAY_COUNTS)[number];

/** A part of a year as an exact fraction. */
export interface DayFraction {
  readonly num: bigint;
  readonly den: bigint;
}

const YEAR_PAIR = 365 * 366;

/** Part of a year from `start` (included) to `end` (excluded) under the convention with this code. */
export function dayFraction(code: number, start: DayNumber, end: DayNumber): DayFraction {
  switch (code) {
    case 0:
      return { num: BigInt(thirtyDaysUs(start, end)), den: 360n };
    case 1:
      return { num: BigInt(thirtyDaysEuropean(start, end)), den: 360n };
    case 2:
      return { num: BigInt(end - start), den: 360n };
    case 3:
      return { num: BigInt(end - start), den: 365n };
    case 4:
      return { num: BigInt(actualActual(start, end)), den: BigInt(YEAR_PAIR) };
    default:
      throw new InvariantError(`There is no day count ${code}.`);
  }
}

function thirtyDaysUs(start: DayNumber, end: DayNumber): number {
  const [from, to] = [civilDate(start), civilDate(end)];
  let [first, last] = [from.day, to.day];
  const startsAtEndOfFebruary = from.month === 2 && first === daysInMonth(from.year, 2);
  if (startsAtEndOfFebruary && to.month === 2 && last === daysInMonth(to.year, 2)) last = 30;
  if (startsAtEndOfFebruary) first = 30;
  if (last === 31 && first >= 30) last = 30;
  if (first === 31) first = 30;
  return 360 * (to.year - from.year) + 30 * (to.month - from.month) + last - first;
}

function thirtyDaysEuropean(start: DayNumber, end: DayNumber): number {
  const [from, to] = [civilDate(start), civilDate(end)];
  return 360 * (to.year - from.year) + 30 * (to.month - from.month) + Math.min(to.day, 30) - Math.min(from.day, 30);
}

/** Days over their year's length, both over the common denominator of common and leap years. */
function actualActual(start: DayNumber, end: DayNumber): number {
  let sum = 0;
  let at = start;
  for (let { year } = civilDate(start); at < end; year++) {
    const next = Math.min(end, dayNumber({ year: year + 1, month: 1, day: 1 }));
    sum += (next - at) * (isLeapYear(year) ? 365 : 366);
    at = next;
  }
  return sum;
}
