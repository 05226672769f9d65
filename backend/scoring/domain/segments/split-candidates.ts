import type { Column } from '../../../intake/domain/columns.ts';
import type { SegmentTest, Side } from './segment-tree.ts';

/** A test, and the groups of rows for which it holds. */
export interface SplitCandidate {
  readonly test: SegmentTest;
  /** Whether it holds, by group. */
  readonly left: readonly boolean[];
}

/** The rows of a column in groups that no test parts, and the tests that part the groups. */
export interface GroupedColumn {
  /** Group of each row. */
  readonly groups: Uint8Array;
  readonly count: number;
  readonly candidates: readonly SplitCandidate[];
}

/** Shares of the valued rows below a cut. */
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Levels that may part from the others, most rows first; the rest are one group. */
const MOST_LEVELS = 30;
const SIDES: readonly Side[] = ['left', 'right'];

function groupNumbers(name: string, values: Float64Array, specials: readonly number[], rows: Int32Array): GroupedColumn {
  const isMissing = (value: number) => Number.isNaN(value) || specials.includes(value);
  const given = Float64Array.from(rows, (row) => values[row] as number).filter((value) => !isMissing(value));
  given.sort();
  const lowest = given[0] ?? Number.NaN;
  const cuts = [...new Set(SHARES.map((share) => given[Math.floor(share * given.length)] ?? Number.NaN))].filter((cut) => cut > lowest);
  // Group 0 is missing; group g has g - 1 cuts at or below it.
  const groups = Uint8Array.from(rows, (row) => {
    const value = values[row] as number;
    return isMissing(value) ? 0 : 1 + cuts.filter((cut) => value >= cut).length;
  });
  const below = (cut: number, place: number, missing: Side): SplitCandidate => ({
    test: { kind: 'below', attribute: name, cut, specials, missing },
    left: Array.from({ length: cuts.length + 2 }, (_, group) => (group === 0 ? missing === 'left' : group <= place + 1)),
  });
  const hasMissing = groups.includes(0);
  const candidates = [
    ...cuts.flatMap((cut, place) => (hasMissing ? SIDES : (['right'] as const)).map((missing) => below(cut, place, missing))),
    // Nothing lies below the lowest value, so that missing values stand alone.
    ...(hasMissing && given.length > 0 ? [below(lowest, -1, 'left')] : []),
  ];
  return { groups, count: cuts.length + 2, candidates };
}

function groupLevels(name: string, column: Column & { kind: 'categorical' }, target: Uint8Array, rows: Int32Array): GroupedColumn {
  const counts = column.levels.map(() => ({ rows: 0, bads: 0 }));
  for (const row of rows) {
    const own = counts[column.codes[row] as number];
    if (own === undefined) continue;
    own.rows++;
    own.bads += target[row] as number;
  }
  const rate = (code: number) => (counts[code]?.bads ?? 0) / (counts[code]?.rows ?? 1);
  const frequent = [...counts.keys()]
    .filter((code) => (counts[code]?.rows ?? 0) > 0)
    .sort((left, right) => (counts[right]?.rows ?? 0) - (counts[left]?.rows ?? 0) || left - right)
    .slice(0, MOST_LEVELS);
  const byRate = [...frequent].sort((left, right) => rate(left) - rate(right) || left - right);
  // Group 0 is missing, the last all levels too rare to be told apart.
  const groupOf = new Map(byRate.map((code, at) => [code, at + 1]));
  const rest = byRate.length + 1;
  const groups = Uint8Array.from(rows, (row) => {
    const code = column.codes[row] as number;
    return code < 0 ? 0 : (groupOf.get(code) ?? rest);
  });
  const among = (places: readonly number[], missing: Side): SplitCandidate => ({
    test: {
      kind: 'among',
      attribute: name,
      levels: places.map((place) => column.levels[byRate[place] as number] as string).sort(),
      missing,
    },
    left: Array.from({ length: rest + 1 }, (_, group) => (group === 0 ? missing === 'left' : places.includes(group - 1))),
  });
  const single = byRate.map((_, place) => [place]);
  const prefixes = byRate.slice(0, -1).map((_, place) => Array.from({ length: place + 1 }, (__, own) => own));
  const missing = groups.includes(0) ? SIDES : (['right'] as const);
  return {
    groups,
    count: rest + 1,
    candidates: [...single, ...prefixes].flatMap((places) => missing.map((side) => among(places, side))),
  };
}

/** Tests of one column that part `rows`: cuts at its deciles, missing against given, single levels, levels by their bad rate. */
export function splitCandidates(column: Column, target: Uint8Array, specials: readonly number[], rows: Int32Array): GroupedColumn {
  return column.kind === 'numeric'
    ? groupNumbers(column.name, column.values, specials, rows)
    : groupLevels(column.name, column, target, rows);
}
