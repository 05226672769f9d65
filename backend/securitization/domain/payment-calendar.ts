import { civilDate, type DayNumber, dayNumber, daysInMonth } from './plain-date.ts';

export type DayAdjustment = 'none' | 'following' | 'modifiedFollowing';

export interface PaymentCalendar {
  readonly first: DayNumber;
  readonly everyMonths: number;
  readonly dayOfMonth: number;
  readonly adjustment: DayAdjustment;
  readonly holidays: ReadonlySet<DayNumber>;
  readonly periods: number;
}

/** Saturdays, Sundays and the named holidays are no business days; 1970-01-01 was a Thursday. */
export function isBusinessDay(day: DayNumber, holidays: ReadonlySet<DayNumber>): boolean {
  const weekday = (day + 3) % 7;
  return weekday < 5 && !holidays.has(day);
}

export function adjustDay(day: DayNumber, adjustment: DayAdjustment, holidays: ReadonlySet<DayNumber>): DayNumber {
  if (adjustment === 'none') return day;
  let next = day;
  while (!isBusinessDay(next, holidays)) next++;
  if (adjustment === 'following' || civilDate(next).month === civilDate(day).month) return next;
  let before = day;
  while (!isBusinessDay(before, holidays)) before--;
  return before;
}

/** Payment dates of all periods; a day of the month that a month does not have is its last one. */
export function paymentDates({ first, everyMonths, dayOfMonth, adjustment, holidays, periods }: PaymentCalendar): DayNumber[] {
  const start = civilDate(first);
  return Array.from({ length: periods }, (_, period) => {
    const months = start.year * 12 + start.month - 1 + period * everyMonths;
    const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
    const day = dayNumber({ year, month, day: Math.min(dayOfMonth, daysInMonth(year, month)) });
    return adjustDay(day, adjustment, holidays);
  });
}
