import { DomainError } from '../../kernel/errors.ts';

/** Days since 1970-01-01, without zone. */
export type DayNumber = number;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_TO_1970 = 719_162;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Number of a day of the Gregorian calendar. */
export function dayNumber({ year, month, day }: CivilDate): DayNumber {
  const before = year - 1;
  const days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leap = month > 2 && isLeapYear(year) ? 1 : 0;
  return days + (DAYS_BEFORE[month - 1] ?? 0) + leap + day - 1 - DAYS_TO_1970;
}

/** The day of the Gregorian calendar with this number. */
export function civilDate(number: DayNumber): CivilDate {
  let year = 1970 + Math.floor(number / 365.2425);
  while (dayNumber({ year, month: 1, day: 1 }) > number) year--;
  while (dayNumber({ year: year + 1, month: 1, day: 1 }) <= number) year++;
  let rest = number - dayNumber({ year, month: 1, day: 1 });
  let month = 1;
  for (; rest >= daysInMonth(year, month); month++) rest -= daysInMonth(year, month);
  return { year, month, day: rest + 1 };
}

/** The day of `YYYY-MM-DD`, or null when the text is no day between 1970 and 2149, which is where 16 bits of days end. */
export function readDate(text: string): DayNumber | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1970 || year > 2149 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const number = dayNumber({ year, month, day });
  return number > 0xffff ? null : number;
}

/** @throws {@link DomainError} `date_malformed` */
export function parseDate(text: string): DayNumber {
  const number = readDate(text);
  if (number === null) throw new DomainError('date_malformed', 'invalid', 'Date is not YYYY-MM-DD between 1970 and 2149.');
  return number;
}

export function dateText(number: DayNumber): string {
  const { year, month, day } = civilDate(number);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
