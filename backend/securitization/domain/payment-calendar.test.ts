import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustDay, isBusinessDay, paymentDates } from './payment-calendar.ts';
import { civilDate, dateText, dayNumber, parseDate, readDate } from './plain-date.ts';

const DAY_MS = 86_400_000;

describe('plain dates', () => {
  it('agree with the calendar of the engine on every day that 16 bits can hold', () => {
    for (let number = 0; number <= 0xffff; number++) {
      const text = new Date(number * DAY_MS).toISOString().slice(0, 10);
      expect(dateText(number)).toBe(text);
      expect(readDate(text)).toBe(number);
    }
  });

  it.each(['2023-02-29', '2024-13-01', '1969-12-31', '2149-06-07', '2024-1-1', ''])('refuse %s', (text) => {
    expect(() => parseDate(text)).toThrow(expect.objectContaining({ code: 'date_malformed' }));
  });
});

describe('payment dates', () => {
  const calendar = { everyMonths: 1, dayOfMonth: 31, periods: 4, holidays: new Set<number>(), first: parseDate('2026-01-31') };

  it('fall on the last day where a month is too short', () => {
    const dates = paymentDates({ ...calendar, adjustment: 'none' }).map(dateText);
    expect(dates).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
  });

  it('go forward over weekends and holidays, and back where the month would end', () => {
    const holidays = new Set([parseDate('2026-03-02')]);
    expect(
      paymentDates({ ...calendar, holidays, adjustment: 'following' })
        .map(dateText)
        .slice(0, 2),
    ).toEqual(['2026-02-02', '2026-03-03']);
    expect(
      paymentDates({ ...calendar, holidays, adjustment: 'modifiedFollowing' })
        .map(dateText)
        .slice(0, 2),
    ).toEqual(['2026-01-30', '2026-02-27']);
  });

  it('are business days near the day they stand for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 60_000 }),
        fc.constantFrom('following' as const, 'modifiedFollowing' as const),
        (day, adjustment) => {
          const holidays = new Set([day, day + 1]);
          const adjusted = adjustDay(day, adjustment, holidays);
          expect(isBusinessDay(adjusted, holidays)).toBe(true);
          expect(Math.abs(adjusted - day)).toBeLessThan(7);
          if (adjustment === 'modifiedFollowing') expect(civilDate(adjusted).month).toBe(civilDate(day).month);
          expect(dayNumber(civilDate(adjusted))).toBe(adjusted);
        },
      ),
    );
  });
});
