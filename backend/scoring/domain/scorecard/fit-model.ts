import { type Column, type Dataset, takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { binGiven, type GivenBins } from '../binning/assemble-binning.ts';
import { binGround } from '../binning/bin-column.ts';
import { type BinningOptions, checkBinningOptions } from '../binning/binning-options.ts';
import type { Binning } from '../binning/bins.ts';
import { groundOf } from '../binning/ground.ts';
import { woeColumn } from '../binning/woe-column.ts';
import { fitLogistic, type Regression, type RegressionOptions, type Term } from '../regression/logistic-regression.ts';
import { dropCollinear } from '../selection/collinearity.ts';
import { areaAlone, instabilityOf, LEAK_AREA, periodsOf, screenBinning } from '../selection/screen-columns.ts';
import type { Drop, SelectionOptions } from '../selection/selection-options.ts';
import { selectStepwise } from '../selection/stepwise.ts';

export interface ModelOptions {
  readonly binning: BinningOptions;
  /** Settings of single columns, by name, over `binning`. */
  readonly binningOf: Readonly<Record<string, Partial<BinningOptions>>>;
  /** Bins made by hand, by name of the column: used as they are. */
  readonly given: Readonly<Record<string, GivenBins>>;
  readonly regression: RegressionOptions;
  readonly selection: SelectionOptions;
  /** Columns that stay out: protected attributes and leakage. */
  readonly exclude: readonly string[];
}

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
  readonly drop: Drop | null;
}

/** Something about a column that a person should look at before the model is used. */
export interface ColumnWarning {
  /** `leakage`: the column alone tells nearly all outcomes; `rare_levels`: most rows lie in levels too rare to tell. */
  readonly code: 'leakage' | 'rare_levels';
  readonly column: string;
  /** Area under the curve, or share of rows. */
  readonly value: number;
}

export interface Model {
  readonly intercept: Term;
  readonly characteristics: readonly Characteristic[];
  readonly regression: Regression;
  readonly warnings: readonly ColumnWarning[];
}

const MOST_RARE = 0.5;

/** A wrong sign shows as a coefficient that is held at 0, or as one below 0 when the fit is free. */
function hasRightSign(term: Term): term is FittedTerm {
  return term.coefficient > 0;
}

export function optionsFor(name: string, options: Pick<ModelOptions, 'binning' | 'binningOf'>): BinningOptions {
  const own = Object.hasOwn(options.binningOf, name) ? options.binningOf[name] : undefined;
  return { ...options.binning, ...own };
}

/** A binned column on its way through selection. */
interface Candidate {
  readonly column: Column;
  readonly binning: Binning;
  readonly area: number;
  drop: Drop | null;
}

/** Bins one column; its counts by value are dropped again, since a thousand of them would fill the memory. */
function binCandidate(column: Column, target: Uint8Array, options: ModelOptions): Candidate {
  const own = optionsFor(column.name, options);
  const ground = groundOf(column, target, own.specials);
  const given = Object.hasOwn(options.given, column.name) ? options.given[column.name] : undefined;
  const binning = given === undefined ? binGround(ground, own) : binGiven(ground, given);
  const area = areaAlone(ground, binning);
  return { column, binning, area, drop: screenBinning(binning, ground, area, options.selection) };
}

function dropUnstable(candidates: readonly Candidate[], columns: readonly Column[], { stability }: SelectionOptions): void {
  if (stability === null) return;
  const by = columns.find(({ name }) => name === stability.by);
  if (by === undefined) throw missingColumn(stability.by);
  const periods = periodsOf(by);
  for (const candidate of candidates) {
    if (candidate.drop !== null) continue;
    const value = instabilityOf(candidate.binning, candidate.column, periods);
    if (value > stability.maxPsi) candidate.drop = { reason: 'unstable', value, other: stability.by };
  }
}

interface Weighed {
  readonly candidate: Candidate;
  readonly woe: Float64Array;
}

/** Those that no other tells already, each with its weights of evidence; the order of the columns stays. */
function keepDistinct(candidates: readonly Candidate[], options: ModelOptions): Weighed[] {
  const kept = candidates
    .filter(({ drop }) => drop === null)
    .map((candidate) => ({ candidate, woe: woeColumn(candidate.binning, candidate.column) }));
  const best = [...kept].sort((left, right) => right.candidate.binning.iv - left.candidate.binning.iv);
  const drops = dropCollinear(
    best.map(({ candidate }) => candidate.column.name),
    best.map(({ woe }) => woe),
    options.selection,
  );
  best.forEach(({ candidate }, place) => {
    candidate.drop = drops[place] as Drop | null;
  });
  return kept.filter(({ candidate }) => candidate.drop === null);
}

function keepStepwise(kept: readonly Weighed[], target: Uint8Array, options: ModelOptions): readonly Weighed[] {
  const { stepwise } = options.selection;
  if (stepwise === null || kept.length === 0) return kept;
  const columns = kept.map(({ candidate }) => candidate.column);
  const woes = kept.map(({ woe }) => woe);
  const binningOf = (name: string) => optionsFor(name, options);
  const chosen = selectStepwise({ columns, target, woes, binningOf, regression: options.regression }, stepwise);
  return kept.filter(({ candidate }, place) => {
    if (chosen.includes(place)) return true;
    candidate.drop = { reason: 'stepwise', value: null, other: null };
    return false;
  });
}

function warningsOf({ binning, area }: Candidate): ColumnWarning[] {
  const { name, bins } = binning;
  const rows = bins.reduce((total, bin) => total + bin.goods + bin.bads, 0);
  const rare = bins.reduce((total, bin) => total + (bin.kind === 'other' ? bin.goods + bin.bads : 0), 0) / rows;
  return [
    ...(area > LEAK_AREA ? [{ code: 'leakage' as const, column: name, value: area }] : []),
    ...(rare > MOST_RARE ? [{ code: 'rare_levels' as const, column: name, value: rare }] : []),
  ];
}

/**
 * Bins every column, keeps those that tell enough, and fits weights of evidence by logistic regression, in which alone rows count
 * `weights` times, once without any.
 * Characteristics whose sign is wrong leave, and the rest is fitted again, until all signs are right.
 * @throws {@link DomainError} `model_empty` when no characteristic is left, `target_one_class`, `binning_options_invalid`
 */
export function fitModel(
  columns: readonly Column[],
  target: Uint8Array,
  options: ModelOptions,
  weights: Float64Array | null = null,
): Model {
  for (const { name } of columns) checkBinningOptions(optionsFor(name, options));
  const outside = new Set([...options.exclude, options.selection.stability?.by]);
  const candidates = columns.filter(({ name }) => !outside.has(name)).map((column) => binCandidate(column, target, options));
  dropUnstable(candidates, columns, options.selection);
  let kept = keepStepwise(keepDistinct(candidates, options), target, options);
  for (;;) {
    if (kept.length === 0) throw emptyModel(candidates);
    const regression = fitLogistic(
      kept.map(({ woe }) => woe),
      target,
      options.regression,
      weights,
    );
    const right = kept.filter((_, place) => hasRightSign(regression.terms[place] as Term));
    if (right.length < kept.length) {
      for (const { candidate } of kept.filter((weighed) => !right.includes(weighed)))
        candidate.drop = { reason: 'wrong_sign', value: null, other: null };
      kept = right;
      continue;
    }
    const terms = new Map(kept.map(({ candidate }, place) => [candidate, regression.terms[place] as FittedTerm]));
    const characteristics = candidates.map((candidate): Characteristic => {
      return { binning: candidate.binning, term: terms.get(candidate) ?? null, drop: candidate.drop };
    });
    return { intercept: regression.intercept, characteristics, regression, warnings: candidates.flatMap(warningsOf) };
  }
}

/** Columns named in an error at most. */
const MAX_NAMED = 20;

function emptyModel(candidates: readonly Candidate[]): DomainError {
  const reasons = candidates.slice(0, MAX_NAMED).map(({ column, drop }) => `${column.name}: ${drop?.reason ?? ''}`);
  const text = reasons.length === 0 ? '' : ` Left out were ${reasons.join(', ')}.`;
  return new DomainError('model_empty', 'unprocessable', `No characteristic tells good from bad well enough to build a scorecard.${text}`);
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
