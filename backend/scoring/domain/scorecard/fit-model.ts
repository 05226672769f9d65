import { type Column, type Dataset, takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { binColumn, type BinningOptions } from '../binning/bin-column.ts';
import { buildLookup, lookUpColumn } from '../binning/bin-lookup.ts';
import type { Binning } from '../binning/bins.ts';
import { fitLogistic, type Regression, type RegressionOptions, type Term } from '../regression/logistic-regression.ts';

export interface ModelOptions {
  readonly binning: BinningOptions;
  readonly regression: RegressionOptions;
  /** Characteristics with less information value stay out. */
  readonly minIv: number;
  /** Columns that stay out: protected attributes and leakage. */
  readonly exclude: readonly string[];
}

export type DropReason = 'low_iv' | 'wrong_sign';

/** A term with a coefficient above zero, which therefore has an error and a p-value. */
export interface FittedTerm {
  readonly coefficient: number;
  readonly standardError: number;
  readonly pValue: number;
}

/** One binned attribute and its part in the model. */
export interface Characteristic {
  readonly binning: Binning;
  /** Null when the attribute is not in the model. */
  readonly term: FittedTerm | null;
  readonly dropReason: DropReason | null;
}

export interface Model {
  readonly intercept: Term;
  readonly characteristics: readonly Characteristic[];
  readonly regression: Regression;
}

/** Weight of evidence of each row of `column`. */
export function woeColumn(binning: Binning, column: Column): Float64Array {
  const lookup = buildLookup(
    binning.name,
    binning.kind,
    binning.bins,
    binning.bins.map((bin) => bin.woe),
  );
  return lookUpColumn(lookup, column);
}

/** A wrong sign shows as a coefficient that is held at 0, or as one below 0 when the fit is free. */
function hasRightSign(term: Term): term is FittedTerm {
  return term.coefficient > 0;
}

/**
 * Bins every column, keeps those that tell enough, and fits weights of evidence by logistic regression.
 * Characteristics whose sign is wrong leave, and the rest is fitted again, until all signs are right.
 * @throws {@link DomainError} `model_empty` when no characteristic is left
 */
export function fitModel(columns: readonly Column[], target: Uint8Array, options: ModelOptions): Model {
  const candidates = columns.filter((column) => !options.exclude.includes(column.name));
  const binnings = candidates.map((column) => binColumn(column, target, options.binning));
  let kept = [...binnings.keys()].filter((index) => (binnings[index] as Binning).iv >= options.minIv);
  const wrongSign = new Set<number>();
  for (;;) {
    if (kept.length === 0)
      throw new DomainError('model_empty', 'unprocessable', 'No characteristic tells good from bad well enough to build a scorecard.');
    const woes = kept.map((index) => woeColumn(binnings[index] as Binning, candidates[index] as Column));
    const regression = fitLogistic(woes, target, options.regression);
    const terms = regression.terms.filter(hasRightSign);
    const right = kept.filter((_, place) => hasRightSign(regression.terms[place] as Term));
    if (right.length < kept.length) {
      for (const index of kept) if (!right.includes(index)) wrongSign.add(index);
      kept = right;
      continue;
    }
    const characteristics = binnings.map((binning, index): Characteristic => {
      const term = terms[kept.indexOf(index)] ?? null;
      return { binning, term, dropReason: term !== null ? null : wrongSign.has(index) ? 'wrong_sign' : 'low_iv' };
    });
    return { intercept: regression.intercept, characteristics, regression };
  }
}

/** Log-odds of a bad outcome for each row. */
export function predictLogOdds(model: Model, columns: readonly Column[], rows: number): Float64Array {
  const predictor = new Float64Array(rows).fill(model.intercept.coefficient);
  for (const { binning, term } of model.characteristics) {
    if (term === null) continue;
    const column = columns.find((candidate) => candidate.name === binning.name);
    if (column === undefined) throw missingColumn(binning.name);
    const woe = woeColumn(binning, column);
    for (let row = 0; row < rows; row++) predictor[row] = (predictor[row] as number) + term.coefficient * (woe[row] as number);
  }
  return predictor;
}

/** A column that a scorecard needs is not in the data. */
export function missingColumn(name: string): DomainError {
  return new DomainError('scorecard_column_missing', 'unprocessable', `The scorecard needs the column ${name}.`, {
    params: { column: name },
  });
}

/** Rows of `dataset` with and without validation fold `fold`. */
export function partFold(
  dataset: Pick<Dataset, 'columns' | 'target'>,
  folds: Uint8Array,
  fold: number,
): { readonly train: Part; readonly test: Part } {
  const part = (inside: boolean): Part => {
    const rows = Int32Array.from(folds.keys()).filter((row) => (folds[row] === fold) === inside);
    return {
      rows,
      columns: dataset.columns.map((column) => takeRows(column, rows)),
      target: Uint8Array.from(rows, (row) => dataset.target[row] as number),
    };
  };
  return { train: part(false), test: part(true) };
}

export interface Part {
  readonly rows: Int32Array;
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
}
