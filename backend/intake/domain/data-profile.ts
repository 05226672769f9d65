/** What a file of data holds, column by column, and what is wrong with it. */

export interface SpecialCode {
  readonly value: number;
  readonly count: number;
}

export interface NumberProfile {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Quantiles at {@link QUANTILES}. */
  readonly quantiles: readonly number[];
  readonly infinite: number;
  /** Values beyond {@link HUGE}, which no double holds to the unit. */
  readonly huge: number;
  /** Values beyond three times the interquartile range from the quartiles. */
  readonly outliers: number;
  readonly specials: readonly SpecialCode[];
}

export interface ColumnProfile {
  readonly name: string;
  readonly kind: 'number' | 'text' | 'date' | 'mixed' | 'unusable';
  readonly missing: number;
  readonly distinct: number;
  readonly numbers: NumberProfile | null;
  /** Most frequent texts. */
  readonly levels: readonly { readonly level: string; readonly count: number }[];
  /** How well this column alone tells the target apart, 0.5 to 1; null without a target. */
  readonly auc: number | null;
  /** Row of the first cell at fault, from 1 without the header. */
  readonly faultRow: number | null;
  /** What stands there. */
  readonly faultText: string | null;
  /** Cells at fault. */
  readonly faults: number;
  /** An earlier column with the same cells. */
  readonly copyOf: string | null;
}

/** An `error` has to be cured or the column left out before training; a `warning` is to be known. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly column: string;
  /** Row from 1 without the header; null when the column as a whole is meant. */
  readonly row: number | null;
  readonly detail: string;
}

export const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
export const HUGE = 1e15;
/** From this AUC on, a single column knows the outcome better than anything known before it can. */
export const LEAKAGE_AUC = 0.99;
/** Levels beyond which a text column is no category. */
export const MOST_LEVELS = 1000;

/** All that is to be said of a column. */
export function findingsOf(profile: ColumnProfile, rows: number): Finding[] {
  const found: Finding[] = [];
  const { name, kind, numbers, missing, distinct, auc, copyOf } = profile;
  const say = (severity: Finding['severity'], code: string, detail: string, row: number | null = null) =>
    found.push({ severity, code, column: name, row, detail });
  const { faultRow: row, faultText, faults } = profile;
  if (kind === 'unusable') say('warning', 'type_unusable', 'is of a type that no model takes');
  if (kind === 'mixed')
    say(
      'error',
      'mixed',
      `holds numbers, but ${JSON.stringify(faultText)} in row ${row}${faults > 1 ? ` and ${faults - 1} more cells like it` : ''}`,
      row,
    );
  if (numbers !== null && numbers.infinite > 0)
    say(
      'error',
      'infinite',
      numbers.infinite === 1
        ? `holds an infinite number in row ${row}`
        : `holds ${numbers.infinite} infinite numbers, the first in row ${row}`,
      row,
    );
  else if (numbers !== null && numbers.huge > 0)
    say('warning', 'huge', `holds ${numbers.huge} numbers beyond ${HUGE}, the first, ${faultText}, in row ${row}`, row);
  if (missing === rows) say('warning', 'empty', 'is empty');
  else if (distinct === 1 && kind !== 'unusable')
    say('warning', 'constant', missing === 0 ? 'has one value only' : 'has one value beside missing ones');
  if (kind === 'text' && distinct > MOST_LEVELS)
    say('warning', 'levels_many', `has ${distinct} levels, more than the ${MOST_LEVELS} of a category`);
  if (kind === 'date') say('warning', 'date', 'holds dates, which a model takes only as numbers such as an age');
  if (copyOf !== null) say('warning', 'duplicate', `is the same as column ${copyOf}`);
  if (auc !== null && auc > LEAKAGE_AUC)
    say('error', 'leakage', `tells the outcome by itself (AUC ${auc.toFixed(4)}); it was hardly known before`);
  if (numbers !== null && numbers.specials.length > 0) {
    const codes = numbers.specials.map(({ value, count }) => `${value} (${count} times)`).join(', ');
    say('warning', 'special', `has values that look like codes: ${codes}`);
  }
  return found;
}

/** A number with its frequency, at one end of a column. */
export interface EdgeValue {
  readonly value: number;
  readonly count: number;
}

const LEAST_REPEATS = 3;
/** All nines or nines with a last digit from 6 on, of two digits or more; negative ones from -1 on. */
const CODE = /^(-9|-?9+[6-9]|-1|-[6-8])$/;

/**
 * Values at the ends of a column that look like codes for "unknown" rather than like quantities: they are written the way
 * codes are, they repeat, and the quantities are far away from them.
 *
 * @param low, high - the outermost distinct values, outermost first
 * @param spread - 95 % quantile less 5 % quantile of the column
 */
export function specialCodes(low: readonly EdgeValue[], high: readonly EdgeValue[], spread: number): SpecialCode[] {
  const found = new Map<number, SpecialCode>();
  for (const edge of [low, high]) {
    // Codes such as 96 and 98 stand side by side, so the gap is that to the first value that is none.
    const isCode = ({ value, count }: EdgeValue) => CODE.test(String(value)) && count >= LEAST_REPEATS;
    const ends = edge.findIndex((value) => !isCode(value));
    const next = edge[ends]?.value;
    if (ends <= 0 || next === undefined) continue;
    const nearest = edge[ends - 1]?.value ?? next;
    const isLoneNegative = nearest < 0 && next >= 0;
    if (isLoneNegative || Math.abs(nearest - next) > spread)
      for (const { value, count } of edge.slice(0, ends)) found.set(value, { value, count });
  }
  return [...found.values()].sort((left, right) => left.value - right.value);
}
