import { LIMITS } from '../deal-image.ts';
import { paymentDates } from '../payment-calendar.ts';
import { civilDate, dateText } from '../plain-date.ts';
import type { BuildContext } from './build-terms.ts';
import type { DealDates } from './deal-file.ts';

/** Dates of the image: the closing and every payment date; faults name what does not ascend. */
export function buildDates(context: BuildContext, dates: DealDates): number[] {
  const { faults, read } = context;
  const list = 'list' in dates ? dates.list.map((text, at) => read.date(text, `/dates/list/${at}`)) : calendarDates(context, dates);
  const pointer = (at: number) => ('list' in dates ? `/dates/list/${at}` : at <= 1 ? '/dates/first' : '/dates/holidays');
  list.forEach((day, at) => {
    const before = list[at - 1];
    if (before !== undefined && day <= before && day > 0) {
      faults.say(
        pointer(at),
        'dates_not_ascending',
        `${dateText(day)} does not follow ${dateText(before)}`,
        `${dateText(day)} 不晚于 ${dateText(before)}`,
      );
    }
    if (day > 0xffff)
      faults.say(pointer(at), 'date_out_of_range', `${dateText(day)} is after 2149-06-06`, `${dateText(day)} 晚于 2149-06-06`);
  });
  const periods = list.length - 1;
  if (periods < 1 || periods > LIMITS.periods) {
    faults.say(
      '/dates',
      'limit_exceeded',
      `${periods} periods; there are 1 to ${LIMITS.periods}`,
      `有 ${periods} 期，应为 1 到 ${LIMITS.periods} 期`,
    );
  }
  return list;
}

function calendarDates({ faults, read }: BuildContext, dates: Exclude<DealDates, { readonly list: readonly string[] }>): number[] {
  const closing = read.date(dates.closing, '/dates/closing');
  const first = read.date(dates.first, '/dates/first');
  const holidays = new Set((dates.holidays ?? []).map((text, at) => read.date(text, `/dates/holidays/${at}`)));
  const { day } = civilDate(first);
  const isEndOfMonth = day < dates.dayOfMonth && civilDate(first + 1).day === 1;
  if (first > 0 && day !== dates.dayOfMonth && !isEndOfMonth) {
    faults.say(
      '/dates/first',
      'first_date_off_grid',
      `${dates.first} is not the day ${dates.dayOfMonth} of its month; name the day before it is adjusted`,
      `${dates.first} 不是当月第 ${dates.dayOfMonth} 日；请填写调整之前的日期`,
    );
  }
  const periods = Math.min(dates.periods, LIMITS.periods + 1);
  return [closing, ...paymentDates({ ...dates, first, holidays, periods })];
}
