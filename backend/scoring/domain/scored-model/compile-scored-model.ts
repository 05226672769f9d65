import { categoricalColumn, type Column, numericColumn, rowCount } from '../../../intake/domain/columns.ts';
import { type BinLookup, buildLookup, lookUp } from '../binning/bin-lookup.ts';
import { binLabel } from '../binning/bins.ts';
import { sigmoid } from '../calibration/calibrator.ts';
import { compileForm, inputsOf } from '../model-file/model-form.ts';
import { type AttributePoints, faultOfCell, MAX_REASONS, type Reason, refuseCells } from '../scorecard/compile-scorecard.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import { gradeAt, probabilityWad, scoreAt, type Scaling } from '../scorecard/scaling.ts';
import type { DocumentBin } from '../scorecard/scorecard-document.ts';
import type { CompiledDocument, Row } from '../segments/compile-document.ts';
import { explainerOf } from './explain-form.ts';
import type { FormExplainer } from './log-odds-explanation.ts';
import { formOfFile, type ScoredInput, type ScoredModelDocument } from './scored-model-document.ts';
import { wholePoints } from './whole-points.ts';

/** Probabilities are told in parts per million, so none is nearer to 0 or to 1. */
export const LEAST_PROBABILITY = 1e-6;

/** Whole score nearest to a model's probability of a bad outcome; scores begin at 0. */
export function scoreOfRisk(scaling: Pick<Scaling, 'factor' | 'offset'>, probability: number): number {
  return Math.max(0, scoreAt(scaling, Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, probability))));
}

/** Says what each input adds to the log-odds; null for a model that gives no reasons. */
export function explainerOfDocument({ model, inputs, background }: ScoredModelDocument): FormExplainer | null {
  return explainerOf(formOfFile(model), { inputs: inputs.map(({ name }) => name), background });
}

function columnsOfRow(inputs: readonly ScoredInput[], row: Row): Column[] {
  return inputs.map(({ name, kind }) => {
    const cell = row[name] ?? null;
    if (kind === 'numeric') return numericColumn(name, [typeof cell === 'number' ? cell : null]);
    return categoricalColumn(name, [typeof cell === 'string' ? cell : null]);
  });
}

/** Inputs by points lost against the mean, which adds none; equal losses keep the order of the model. */
function reasonsFor(inputs: readonly ScoredInput[], points: readonly AttributePoints[]): Reason[] {
  return points
    .map((given, place): Reason => {
      const { reason } = inputs[place] as ScoredInput;
      return { code: reason, characteristic: given.characteristic, pointsLost: 0 - given.points, against: 'mean' };
    })
    .filter(({ pointsLost }) => pointsLost > 0)
    .sort((left, right) => right.pointsLost - left.pointsLost)
    .slice(0, MAX_REASONS);
}

function pointsFor({ name, bins }: ScoredInput, lookup: BinLookup, row: Row, points: number): AttributePoints {
  const cell = row[name] ?? null;
  const bin = bins[lookUp(lookup, cell)] as DocumentBin;
  return { characteristic: name, attribute: binLabel(bin), value: cell === null ? '' : String(cell), points, bestPoints: 0, woe: bin.woe };
}

/**
 * Makes the scorers of a valid document. The score is the whole one nearest to the model's probability on the scale of the document.
 * Points of a row are its inputs' contributions in whole points: with the base points, the score of the mean customer, they add up to the
 * score exactly. Without reasons every input has 0, and the base points are the score.
 */
export function compileScoredModel(document: ScoredModelDocument): CompiledDocument {
  const { inputs, scaling, grades } = document;
  const classifier = compileForm(formOfFile(document.model));
  const explain = explainerOfDocument(document);
  const lookups = inputs.map(({ name, kind, bins }) => buildLookup(name, kind, bins, [...bins.keys()]));
  const gradeOf = (score: number) => gradeAt(grades, score);
  const pdWadOf = (score: number) => probabilityWad(scaling, score);
  return {
    gradeOf,
    pdWadOf,
    scoreColumns(columns) {
      const needed = inputs.map(({ name }) => columns.find((column) => column.name === name) ?? raise(missingColumn(name)));
      const rows = needed.length === 0 ? 0 : Math.min(...needed.map(rowCount));
      return Int32Array.from(classifier.predict(needed, rows), (probability) => scoreOfRisk(scaling, probability));
    },
    scoreRow(row) {
      const cells: Row = Object.fromEntries(inputs.map(({ name }) => [name, Object.hasOwn(row, name) ? row[name] : undefined]));
      refuseCells(inputs.map(({ name, kind }) => faultOfCell(kind, name, cells[name])).filter((fault) => fault !== null));
      const columns = columnsOfRow(inputs, cells);
      const [probability = 0] = classifier.predict(columns, 1);
      const score = scoreOfRisk(scaling, probability);
      const explained = explain === null ? null : explain(columns, 1);
      const basePoints = explained === null ? score : scoreOfRisk(scaling, sigmoid(explained.base));
      const exact = explained === null ? new Float64Array(inputs.length) : explained.values.map((value) => -scaling.factor * value);
      const whole = wholePoints(exact, score - basePoints);
      const points = inputs.map((input, place) => pointsFor(input, lookups[place] as BinLookup, cells, whole[place] as number));
      const reasons = reasonsFor(inputs, points);
      return { score, grade: gradeOf(score), pdWad: pdWadOf(score), basePoints, points, reasons, segment: null };
    },
  };
}

/** Whether the model says why a score is what it is: who relies on a score must be told. */
export function givesReasons(document: ScoredModelDocument): boolean {
  return explainerOfDocument(document) !== null;
}

/** The columns that the model of a document reads. */
export function inputsOfModel(document: ScoredModelDocument) {
  return inputsOf(formOfFile(document.model));
}

function raise(error: Error): never {
  throw error;
}
