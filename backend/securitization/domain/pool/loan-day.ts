const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days from 1970-01-01 to a date `YYYY-MM-DD`, or null when the text is no date of 1970 to 9999. */
export function dayOf(text: string): number | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const number = Date.UTC(year, month - 1, day) / DAY_MS;
  return number >= 0 && dayText(number) === text ? number : null;
}

/** `YYYY-MM-DD` of a day since 1970-01-01. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of the month `months` later, or the last day of that month when it is shorter. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const month = date.getUTCMonth() + months;
  const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last)) / DAY_MS;
}
