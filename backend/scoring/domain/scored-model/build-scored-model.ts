import { type Column, type Dataset, takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Wording } from '../explain/reason-wording.ts';
import { type ModelForm, type ModelInput, inputsOf } from '../model-file/model-form.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import { gradeScale, scaleBy, type ScalingOptions } from '../scorecard/scaling.ts';
import { explainerOf, needsBackground } from './explain-form.ts';
import { LEAST_PROBABILITY, scoreOfRisk } from './compile-scored-model.ts';
import { backgroundOf, countBins, levelsKnown, placesIn, rangesOf } from './input-bins.ts';
import {
  formOfFile,
  type ModelFileDocument,
  SCORED_MODEL_TYPE,
  SCORED_MODEL_VERSION,
  type ScoredInput,
  type ScoredModelDocument,
} from './scored-model-document.ts';

export interface ScoredModelOptions {
  readonly scaling: ScalingOptions;
  /** Words for a customer, by name of the input. */
  readonly wordings: Readonly<Record<string, Wording>>;
}

export interface BuiltModel {
  readonly document: ScoredModelDocument;
  /** Mean size of what each input adds to a score, in points, over the explained rows; empty where the model gives no reasons. */
  readonly importance: readonly { readonly name: string; readonly points: number }[];
}

/** Rows that are explained to say what an input adds on average. */
const EXPLAINED_ROWS = 1000;
const SIGNIFICANT_DIGITS = 9;

function settled(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/** @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch` */
function columnFor({ name, kind }: ModelInput, columns: readonly Column[]): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw missingColumn(name);
  if (column.kind === kind) return column;
  throw new DomainError('column_kind_mismatch', 'unprocessable', `Column ${name} is ${column.kind}, the model takes it as ${kind}.`, {
    params: { column: name },
  });
}

/** Rows at even distances, all of them when they are few. */
function evenRows(rows: number): Int32Array {
  const count = Math.min(rows, EXPLAINED_ROWS);
  return Int32Array.from({ length: count }, (_, place) => Math.floor((place * rows) / count));
}

/** Mean of `points` of one input by the place of the row. */
function meansByPlace(places: Float64Array, rows: Int32Array, count: number, pointsAt: (at: number) => number): number[] {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  rows.forEach((row, at) => {
    const place = places[row] as number;
    sums[place] = (sums[place] as number) + pointsAt(at);
    counts[place] = (counts[place] as number) + 1;
  });
  return Array.from(sums, (sum, place) => Math.round(sum / Math.max(1, counts[place] as number)) + 0);
}

interface Prepared {
  readonly form: ModelForm;
  readonly inputs: readonly ModelInput[];
  readonly columns: readonly Column[];
  readonly ranges: readonly ReturnType<typeof rangesOf>[];
  readonly places: readonly Float64Array[];
}

function prepare(form: ModelForm, columns: readonly Column[]): Prepared {
  const inputs = inputsOf(form);
  const own = inputs.map((input) => columnFor(input, columns));
  const ranges = own.map((column) => rangesOf(column, levelsKnown(form, column.name)));
  return { form, inputs, columns: own, ranges, places: own.map((column, place) => placesIn(ranges[place] ?? [], column)) };
}

/**
 * Makes a model file fit to score customers: scale, grades, a reason code for each input, and bins and background counted on the rows of
 * `dataset`. The same file, rows and options give the same document.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `scaling_invalid`
 */
export function buildScoredModel(
  model: ModelFileDocument,
  dataset: Pick<Dataset, 'columns' | 'target' | 'datasetHash'>,
  { scaling: wanted, wordings }: ScoredModelOptions,
): BuiltModel {
  const scale = scaleBy(wanted);
  const scaling = { ...wanted, factor: settled(scale.factor), offset: settled(scale.offset) };
  if (scaling.offset <= 0)
    throw new DomainError(
      'scaling_invalid',
      'invalid',
      'On this scale every customer riskier than even odds would have less than 0 points.',
    );
  const prepared = prepare(formOfFile(model), dataset.columns);
  const { form, inputs, columns, ranges, places } = prepared;
  const background = needsBackground(form)
    ? columns.map((column, place) => backgroundOf(column, ranges[place] ?? [], levelsKnown(form, column.name)))
    : null;
  const explain = explainerOf(form, { inputs: inputs.map(({ name }) => name), background });
  const rows = evenRows(dataset.target.length);
  const told = explain?.(
    columns.map((column) => takeRows(column, rows)),
    rows.length,
  ).values.map((value) => -scaling.factor * value);
  const width = inputs.length;
  const document: ScoredModelDocument = {
    type: SCORED_MODEL_TYPE,
    version: SCORED_MODEL_VERSION,
    name: model.name,
    training: { ...model.training, excluded: [] },
    scaling,
    grades: gradeScale(scaling, scoreOfRisk(scaling, 1 - LEAST_PROBABILITY)),
    inputs: inputs.map(({ name, kind }, place): ScoredInput => {
      const [own, at] = [ranges[place] ?? [], places[place] ?? new Float64Array()];
      const points = told === undefined ? [] : meansByPlace(at, rows, own.length, (row) => told[row * width + place] as number);
      const wording = Object.hasOwn(wordings, name) ? wordings[name] : undefined;
      return {
        name,
        kind,
        reason: `R${String(place + 1).padStart(2, '0')}`,
        ...(wording !== undefined && { wording }),
        bins: countBins(own, at, dataset.target, points),
      };
    }),
    measured: measuredOn(dataset),
    background,
    model,
  };
  const importance = told === undefined ? [] : inputs.map(({ name }, place) => ({ name, points: meanSize(told, width, place) }));
  return { document, importance: importance.sort((left, right) => right.points - left.points) };
}

function measuredOn({ target, datasetHash }: Pick<Dataset, 'target' | 'datasetHash'>): ScoredModelDocument['measured'] {
  const bads = target.reduce((sum, outcome) => sum + outcome, 0);
  return { datasetHash, rows: target.length, goods: target.length - bads, bads };
}

function meanSize(points: Float64Array, width: number, place: number): number {
  let sum = 0;
  for (let at = place; at < points.length; at += width) sum += Math.abs(points[at] as number);
  return settled((sum * width) / points.length);
}
