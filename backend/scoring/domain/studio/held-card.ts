import type { Column } from '../../../intake/domain/columns.ts';
import { bindColumn, buildLookup } from '../binning/bin-lookup.ts';
import type { Binning } from '../binning/bins.ts';
import { areaUnderCurve, rankByRisk } from '../ranking.ts';
import type { Model } from '../scorecard/fit-model.ts';

/** A characteristic of a fitted model with the coefficient that is held while its bins change. */
interface HeldTerm {
  readonly column: Column;
  readonly coefficient: number;
  readonly binning: Binning;
}

/** A fitted model whose coefficients stay as they are: what a change of bins does to its ranking is then a matter of milliseconds. */
export interface HeldCard {
  readonly target: Uint8Array;
  /** In the order of the columns. */
  readonly terms: readonly HeldTerm[];
}

/** Bins by name of the attribute, in place of those that the model was fitted with. */
export type ChangedBins = ReadonlyMap<string, Binning>;

export function holdCard({ characteristics }: Pick<Model, 'characteristics'>, columns: readonly Column[], target: Uint8Array): HeldCard {
  const columnOf = new Map(columns.map((column) => [column.name, column]));
  const terms = characteristics.flatMap(({ binning, term }) => {
    const column = columnOf.get(binning.name);
    return term === null || column === undefined ? [] : [{ column, coefficient: term.coefficient, binning }];
  });
  return { target, terms };
}

function addTerm(sums: Float64Array, { column, coefficient }: HeldTerm, { name, kind, bins }: Binning): void {
  const lookup = buildLookup(
    name,
    kind,
    bins,
    bins.map(({ woe }) => coefficient * woe),
  );
  bindColumn(lookup, column)(sums, 0, sums.length);
}

/**
 * Linear predictor of every row without the intercept, which ranks nothing, and without the attribute `name`: what stays the
 * same while the bins of that one change.
 */
export function restOf({ target, terms }: HeldCard, changed: ChangedBins, name: string | null): Float64Array {
  const sums = new Float64Array(target.length);
  for (const term of terms) if (term.column.name !== name) addTerm(sums, term, changed.get(term.column.name) ?? term.binning);
  return sums;
}

/**
 * Area under the curve of the card with coefficients held, exactly counted: `rest` is that of {@link restOf} for the attribute
 * that `binning` bins. An attribute outside of the model changes nothing.
 */
export function areaWith(card: HeldCard, rest: Float64Array, binning: Binning): number {
  const term = card.terms.find(({ column }) => column.name === binning.name);
  if (term === undefined) return areaOf(card, rest);
  const sums = rest.slice();
  addTerm(sums, term, binning);
  return areaOf(card, sums);
}

/** Area under the curve of a predictor of all rows. */
export function areaOf({ target }: HeldCard, predictor: Float64Array): number {
  return areaUnderCurve(rankByRisk(predictor, target));
}
