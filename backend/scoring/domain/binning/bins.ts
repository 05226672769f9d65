import type { Evidence, Tally } from './weight-of-evidence.ts';

/** Where a value falls. Intervals are `[lower, upper)`, null means unbounded; `other` takes levels never seen in training. */
export type BinRange =
  | { readonly kind: 'interval'; readonly lower: number | null; readonly upper: number | null }
  | { readonly kind: 'levels'; readonly levels: readonly string[] }
  | { readonly kind: 'special'; readonly values: readonly number[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'other' };

/** Course of the bad rate over the bins; levels are ordered by bad rate and so always ascend. */
export const TRENDS = ['flat', 'ascending', 'descending', 'peak', 'valley', 'free'] as const;
export type Trend = (typeof TRENDS)[number];

export type Bin = BinRange & Tally & Evidence;

/** The bins of one attribute: every value has exactly one. */
export interface Binning {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly trend: Trend;
  readonly iv: number;
  readonly bins: readonly Bin[];
}

function bound(value: number | null, unbounded: string): string {
  return value === null ? unbounded : String(value);
}

/** Name of a bin for people: `[8, 16)`, `A11, A12`, `missing`, `special: -9`, `other`. */
export function binLabel(range: BinRange): string {
  switch (range.kind) {
    case 'interval':
      return `[${bound(range.lower, '-∞')}, ${bound(range.upper, '∞')})`;
    case 'levels':
      return range.levels.join(', ');
    case 'special':
      return `special: ${range.values.join(', ')}`;
    case 'missing':
      return 'missing';
    case 'other':
      return 'other';
  }
}
