import { Rational } from './rational.ts';

const DAY_MS = 86_400_000;
const LEAP_TIMES_COMMON = 366n * 365n;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly isEndOfFebruary: boolean;
}

function dayOf(number: number): Day {
  const date = new Date(number * DAY_MS);
  const tomorrow = new Date((number + 1) * DAY_MS);
  const month = date.getUTCMonth() + 1;
  return {
    year: date.getUTCFullYear(),
    month,
    day: date.getUTCDate(),
    isEndOfFebruary: month === 2 && tomorrow.getUTCMonth() === 2,
  };
}

const hasLeapDay = (year: number): boolean => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;

/** Years of 360 days between two days whose day numbers were mended to `from` and `to`. */
function thirties(start: Day, end: Day, from: number, to: number): Rational {
  const months = (end.year - start.year) * 12 + (end.month - start.month);
  return new Rational(BigInt(30 * months + to - from), 360n);
}

function american(start: Day, end: Day): Rational {
  let [from, to] = [start.day, end.day];
  if (start.isEndOfFebruary && end.isEndOfFebruary) to = 30;
  if (start.isEndOfFebruary) from = 30;
  if (to === 31 && from >= 30) to = 30;
  if (from === 31) from = 30;
  return thirties(start, end, from, to);
}

/** Walks day by day, each worth one part of the length of its own year. */
function byYears(from: number, to: number): Rational {
  let parts = 0n;
  for (let at = from; at < to; at++) parts += hasLeapDay(new Date(at * DAY_MS).getUTCFullYear()) ? 365n : 366n;
  return new Rational(parts, LEAP_TIMES_COMMON);
}

const CODES: readonly ((from: number, to: number) => Rational)[] = [
  (from, to) => american(dayOf(from), dayOf(to)),
  (from, to) => {
    const [start, end] = [dayOf(from), dayOf(to)];
    return thirties(start, end, Math.min(start.day, 30), Math.min(end.day, 30));
  },
  (from, to) => new Rational(BigInt(to - from), 360n),
  (from, to) => new Rational(BigInt(to - from), 365n),
  byYears,
];

/** The part of a year between two days since 1970, the first included and the last not, under a day count code. */
export function yearFraction(code: number, from: number, to: number): Rational {
  const count = CODES[code];
  if (count === undefined) throw new RangeError(`There is no day count ${code}.`);
  return count(from, to);
}
