import { type CellValue, categoricalColumn, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { DomainError, type FieldFault } from '../../../kernel/errors.ts';
import { faultOfCell } from '../scorecard/compile-scorecard.ts';
import { compileDocument } from '../segments/compile-document.ts';
import { compileForm, inputsOf, type ModelForm, type ModelInput, treesOf } from './model-form.ts';

/** Reasons given for one row at most, as for a card. */
export const MOST_MODEL_REASONS = 4;

/** What made a row riskier. */
export interface RiskReason {
  readonly column: string;
  /** Cards: the code of the reason, and points lost against the best attribute. Trees: Shapley value on the model's own scale. */
  readonly code: string | null;
  readonly value: number;
}

export interface RiskedRow {
  readonly probability: number;
  /** Of a card only. */
  readonly score: number | null;
  readonly grade: string | null;
  /** Whose card scored; null where the model has no segments. */
  readonly segment: string | null;
  /** Up to {@link MOST_MODEL_REASONS}, the heaviest first; null where the model gives none. */
  readonly reasons: readonly RiskReason[] | null;
}

type Row = Readonly<Record<string, CellValue | undefined>>;

function faultOf({ name, kind }: ModelInput, row: Row): FieldFault | null {
  return faultOfCell(kind, name, Object.hasOwn(row, name) ? row[name] : undefined);
}

function columnOf({ name, kind }: ModelInput, row: Row): Column {
  const cell = row[name] ?? null;
  if (kind === 'numeric') return numericColumn(name, [typeof cell === 'number' ? cell : null]);
  return categoricalColumn(name, [typeof cell === 'string' ? cell : null]);
}

/**
 * Why rows are risky: for each the inputs of a model of trees by their Shapley values above 0, the greatest first; null for other models.
 * @throws {@link DomainError} of the model
 */
export function treeReasons(form: ModelForm, columns: readonly Column[], rows: number): RiskReason[][] | null {
  const trees = treesOf(form);
  if (trees === null) return null;
  const { values } = trees.explain(columns, rows);
  const width = trees.inputs.length;
  return Array.from({ length: rows }, (_, row) =>
    trees.inputs
      .map((column, place) => ({ column, code: null, value: values[row * width + place] ?? 0 }))
      .filter(({ value }) => value > 0)
      .sort((left, right) => right.value - left.value)
      .slice(0, MOST_MODEL_REASONS),
  );
}

/**
 * Scores one row by a model of any kind.
 * @throws {@link DomainError} `scorecard_input_invalid` naming each attribute that is not given or of another kind
 */
export function scoreRowBy(form: ModelForm, row: Row): RiskedRow {
  const inputs = inputsOf(form);
  const faults = inputs.map((input) => faultOf(input, row)).filter((fault) => fault !== null);
  if (faults.length > 0) throw new DomainError('scorecard_input_invalid', 'invalid', 'The row does not fit the model.', { faults });
  const columns = inputs.map((input) => columnOf(input, row));
  const [probability = 0] = compileForm(form).predict(columns, 1);
  if (form.kind !== 'scorecard')
    return { probability, score: null, grade: null, segment: null, reasons: treeReasons(form, columns, 1)?.[0] ?? null };
  const { score, grade, segment, reasons } = compileDocument(form.document).scoreRow(row);
  const worded = reasons.map(({ characteristic, code, pointsLost }) => ({ column: characteristic, code, value: pointsLost }));
  return { probability, score, grade, segment, reasons: worded };
}
