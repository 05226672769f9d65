import type { Column } from '../../../intake/domain/columns.ts';
import { buildLookup, lookUpColumn } from '../binning/bin-lookup.ts';
import type { BinRange } from '../binning/bins.ts';
import { weighEvidence } from '../binning/weight-of-evidence.ts';
import type { ModelForm } from '../model-file/model-form.ts';
import type { DocumentBin } from '../scorecard/scorecard-document.ts';
import { segmentList } from '../segments/scoring-document.ts';
import { binNumbers } from '../trees/bin-values.ts';
import type { BackgroundInput } from './scored-model-document.ts';

const MOST_NUMBER_BINS = 10;
const MOST_LEVEL_BINS = 30;
const SIGNIFICANT_DIGITS = 9;

/** The levels of a column that a model names: no other level of a customer gets into a document. */
export function levelsKnown(form: ModelForm, name: string): string[] {
  switch (form.kind) {
    case 'scorecard':
      return segmentList(form.document).flatMap(({ card }) =>
        card.characteristics
          .filter((own) => own.name === name)
          .flatMap(({ bins }) => bins.flatMap((bin) => (bin.kind === 'levels' ? [...bin.levels] : []))),
      );
    case 'trees':
      return form.document.inputs.flatMap((input) => (input.name === name && input.kind === 'categorical' ? [...input.levels] : []));
    case 'svm':
      return form.model.encoding.columns.flatMap((column) => (column.name === name && column.kind === 'one_hot' ? [...column.levels] : []));
    case 'calibrated':
      return levelsKnown(form.base, name);
    case 'ensemble':
      return [...new Set(form.members.flatMap((member) => levelsKnown(member, name)))];
  }
}

function numberRanges(values: Float64Array): BinRange[] {
  const cuts = [...binNumbers(values, MOST_NUMBER_BINS).cuts];
  return [...cuts, null].map((upper, place) => ({ kind: 'interval', lower: cuts[place - 1] ?? null, upper }));
}

/** One bin for each of the most frequent levels, in their order by name. */
function levelRanges({ codes, levels }: Column & { readonly kind: 'categorical' }, known: readonly string[]): BinRange[] {
  const counts = new Map<string, number>(known.map((level) => [level, 0]));
  for (const code of codes) {
    const level = levels[code];
    const count = level === undefined ? undefined : counts.get(level);
    if (level !== undefined && count !== undefined) counts.set(level, count + 1);
  }
  const seen = [...counts].filter(([, count]) => count > 0).sort(([left, more], [right, less]) => less - more || (left < right ? -1 : 1));
  const named = seen.slice(0, MOST_LEVEL_BINS).map(([level]) => level);
  return [...named.sort().map((level): BinRange => ({ kind: 'levels', levels: [level] })), { kind: 'other' }];
}

/** Ranges of equal numbers of rows for numbers, of single levels for levels; every value falls into exactly one. */
export function rangesOf(column: Column, known: readonly string[]): BinRange[] {
  const ranges = column.kind === 'numeric' ? numberRanges(column.values) : levelRanges(column, known);
  return [...ranges, { kind: 'missing' }];
}

/** Place among `ranges` of each row of a column. */
export function placesIn(ranges: readonly BinRange[], column: Column): Float64Array {
  return lookUpColumn(buildLookup(column.name, column.kind, ranges, [...ranges.keys()]), column);
}

/** The ranges with what the rows in each say; `points` are means by place. */
export function countBins(ranges: readonly BinRange[], places: Float64Array, target: Uint8Array, points: readonly number[]): DocumentBin[] {
  const counts = ranges.map(() => ({ goods: 0, bads: 0 }));
  places.forEach((place, row) => {
    const count = counts[place];
    if (count === undefined) return;
    if (target[row] === 1) count.bads++;
    else count.goods++;
  });
  const evidence = weighEvidence(counts);
  return ranges.map((range, place) => ({
    ...range,
    goods: counts[place]?.goods ?? 0,
    bads: counts[place]?.bads ?? 0,
    woe: Number((evidence[place]?.woe ?? 0).toPrecision(SIGNIFICANT_DIGITS)),
    points: points[place] ?? 0,
  }));
}

/**
 * Cells that stand for the rows of a column: the mean of each bin of numbers, each level that the model knows, and missing, which also
 * stands for levels that it does not.
 */
export function backgroundOf(column: Column, ranges: readonly BinRange[], known: readonly string[]): BackgroundInput {
  const cells = new Map<string | null, { value: string | number | null; rows: number; sum: number }>();
  const count = (key: string | null, value: string | number | null, number: number) => {
    const cell = cells.get(key) ?? { value, rows: 0, sum: 0 };
    cells.set(key, { value, rows: cell.rows + 1, sum: cell.sum + number });
  };
  if (column.kind === 'numeric') {
    const places = placesIn(ranges, column);
    column.values.forEach((value, row) => {
      const isMissing = Number.isNaN(value);
      count(isMissing ? null : String(places[row]), isMissing ? null : value, isMissing ? 0 : value);
    });
  } else {
    const named = new Set(known);
    for (const code of column.codes) {
      const level = column.levels[code];
      if (level !== undefined && named.has(level)) count(level, level, 0);
      else count(null, null, 0);
    }
  }
  const told = [...cells].map(([, { value, rows, sum }]) => ({
    value: typeof value === 'number' ? Number((sum / rows).toPrecision(SIGNIFICANT_DIGITS)) : value,
    rows,
  }));
  return { name: column.name, cells: told.sort((left, right) => compareCells(left.value, right.value)) };
}

/** Numbers by size, texts by code unit, missing last. */
function compareCells(left: string | number | null, right: string | number | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return left < right ? -1 : Number(left > right);
}
