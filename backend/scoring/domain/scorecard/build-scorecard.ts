import type { Dataset } from '../../../intake/domain/columns.ts';
import { DEFAULT_BINNING } from '../binning/binning-options.ts';
import type { Bin, Binning, BinRange } from '../binning/bins.ts';
import { type BinEdit, editBins } from '../binning/edit-bins.ts';
import { groundOf } from '../binning/ground.ts';
import type { Wording } from '../explain/reason-wording.ts';
import { type FittedTerm, fitModel, missingColumn, type Model, type ModelOptions, optionsFor } from './fit-model.ts';
import { DEFAULT_REGRESSION } from '../regression/logistic-regression.ts';
import { DEFAULT_SELECTION } from '../selection/selection-options.ts';
import { pointsOf, type Rounding } from './points.ts';
import { DEFAULT_SCALING, gradeScale, scaleBy, type ScalingOptions } from './scaling.ts';
import {
  type DocumentBin,
  type DocumentCharacteristic,
  SCORECARD_TYPE,
  SCORECARD_VERSION,
  type ScorecardDocument,
  sealScorecard,
} from './scorecard-document.ts';

export const DEFAULT_MODEL: ModelOptions = {
  binning: DEFAULT_BINNING,
  binningOf: {},
  given: {},
  regression: DEFAULT_REGRESSION,
  selection: DEFAULT_SELECTION,
  exclude: [],
};

export interface TrainingOptions {
  readonly name: string;
  readonly model: ModelOptions;
  readonly scaling: ScalingOptions;
  readonly rounding: Rounding;
  /** Changes of bins by hand, and words for a customer, by name of the column. */
  readonly edits: Readonly<Record<string, readonly BinEdit[]>>;
  readonly wordings: Readonly<Record<string, Wording>>;
}

export const DEFAULT_TRAINING: Omit<TrainingOptions, 'name'> = {
  model: DEFAULT_MODEL,
  scaling: DEFAULT_SCALING,
  rounding: 'nearest',
  edits: {},
  wordings: {},
};

export interface BuiltScorecard {
  readonly document: ScorecardDocument;
  readonly model: Model;
  /** Those that were given, with the bins that the changes by hand led to: a model of fewer rows keeps these bins. */
  readonly options: ModelOptions;
}

const SIGNIFICANT_DIGITS = 9;

/** Rounded to nine digits: the last bits of logarithms differ between machines, and a hash must not. */
function settled(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

function rangeOf(bin: Bin): BinRange {
  switch (bin.kind) {
    case 'interval':
      return { kind: bin.kind, lower: bin.lower, upper: bin.upper };
    case 'levels':
      return { kind: bin.kind, levels: bin.levels };
    case 'special':
      return { kind: bin.kind, values: bin.values };
    case 'missing':
    case 'other':
      return { kind: bin.kind };
  }
}

function ownOf<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function giveEdited({ columns, target }: Pick<Dataset, 'columns' | 'target'>, { model, edits }: TrainingOptions): ModelOptions {
  const given = Object.entries(edits).flatMap(([name, script]) => {
    if (script.length === 0) return [];
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw missingColumn(name);
    const own = optionsFor(name, model);
    return [[name, editBins(groundOf(column, target, own.specials), script, own).given] as const];
  });
  return { ...model, given: { ...model.given, ...Object.fromEntries(given) } };
}

function documentCharacteristic(
  { binning, term }: { readonly binning: Binning; readonly term: FittedTerm },
  index: number,
  points: readonly number[],
  { edits, wordings }: TrainingOptions,
): DocumentCharacteristic {
  const wording = ownOf(wordings, binning.name);
  const script = ownOf(edits, binning.name) ?? [];
  return {
    name: binning.name,
    kind: binning.kind,
    trend: binning.trend,
    iv: settled(binning.iv),
    coefficient: settled(term.coefficient),
    standardError: settled(term.standardError),
    pValue: settled(term.pValue),
    reason: `R${String(index + 1).padStart(2, '0')}`,
    ...(wording !== undefined && { wording }),
    ...(script.length > 0 && { edits: script }),
    bins: binning.bins.map(
      (bin, place): DocumentBin => ({
        ...rangeOf(bin),
        goods: bin.goods,
        bads: bin.bads,
        woe: settled(bin.woe),
        points: points[place] as number,
      }),
    ),
  };
}

function lowestTotal(basePoints: number, attributes: readonly (readonly number[])[]): number {
  return attributes.reduce((total, points) => total + Math.min(...points), basePoints);
}

/**
 * Trains a scorecard: bins, selection, regression, points, grades, reasons, as a document.
 * Deterministic: the same rows in any order give the same document, except for `datasetHash`, which is given.
 * @throws {@link DomainError} `target_one_class`, `model_empty`, `scaling_invalid`, `columns_dependent`, `bin_edit_invalid`
 */
export function buildScorecard(dataset: Pick<Dataset, 'columns' | 'target' | 'datasetHash'>, options: TrainingOptions): BuiltScorecard {
  const modelOptions = giveEdited(dataset, options);
  return documentModel(dataset, fitModel(dataset.columns, dataset.target, modelOptions), options, modelOptions);
}

/** Puts a fitted model into points, grades and reasons; the training rows are counted as `dataset` has them. */
export function documentModel(
  dataset: Pick<Dataset, 'target' | 'datasetHash'>,
  model: Model,
  options: TrainingOptions,
  modelOptions: ModelOptions = options.model,
): BuiltScorecard {
  const scaling = scaleBy(options.scaling);
  const selected = model.characteristics.flatMap(({ binning, term }) => (term === null ? [] : [{ binning, term }]));
  const { basePoints, attributes } = pointsOf(
    {
      intercept: model.intercept.coefficient,
      characteristics: selected.map(({ binning, term }) => ({ coefficient: term.coefficient, bins: binning.bins })),
    },
    scaling,
    options.rounding,
  );
  const characteristics = selected.map((own, index) => documentCharacteristic(own, index, attributes[index] as readonly number[], options));
  const bads = dataset.target.reduce((count, outcome) => count + outcome, 0);
  const document: ScorecardDocument = {
    type: SCORECARD_TYPE,
    version: SCORECARD_VERSION,
    name: options.name,
    training: {
      datasetHash: dataset.datasetHash,
      rows: dataset.target.length,
      goods: dataset.target.length - bads,
      bads,
      excluded: [...options.model.exclude].sort(),
    },
    regression: {
      intercept: settled(model.intercept.coefficient),
      ridge: options.model.regression.ridge,
      ...(options.model.regression.lasso > 0 && { lasso: options.model.regression.lasso }),
      nonNegative: options.model.regression.nonNegative,
    },
    scaling: { ...options.scaling, factor: settled(scaling.factor), offset: settled(scaling.offset), basePoints },
    characteristics,
    grades: gradeScale(scaling, lowestTotal(basePoints, attributes)),
  };
  return { document: sealScorecard(document), model, options: modelOptions };
}
