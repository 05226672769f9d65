import { cellAt, takeRows } from '../intake/domain/columns.ts';
import type { Finding } from '../intake/domain/data-profile.ts';
import { PARTS, type PartName } from '../intake/domain/split-rows.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { requireRows } from './explain-card-file.ts';
import { treeModelText } from './domain/trees/tree-document.ts';
import { DEFAULT_CALIBRATION } from './domain/calibration/calibrate-learner.ts';
import type { CalibrationMethod } from './domain/calibration/calibrator.ts';
import type { ClassifierKind } from './domain/classifier.ts';
import { calibratedFormLearner, formedLearner, type ModelSettings } from './domain/model-file/formed-learners.ts';
import { compileForm, inputsOf, type ModelForm, treesOf } from './domain/model-file/model-form.ts';
import { type StoredModel, storedCard, storedSealed, storedTrees } from './domain/model-file/read-model.ts';
import { sealedModelText, sealModelForm } from './domain/model-file/sealed-model.ts';
import { scorecardText } from './domain/scorecard/scorecard-document.ts';
import { type Measures, measureRisks } from './measure-scores.ts';
import { openModelData } from './open-card-data.ts';
import { reasonsUnavailable } from './predict-part.ts';
import { type DataOrder, partRows, prepareData, type SplitOrder, takePart } from './prepare-data.ts';

export interface GrowFileOrder extends DataOrder {
  readonly name: string;
  readonly kind: ClassifierKind;
  readonly settings: ModelSettings;
  /** Of boosting only: 1 for columns with which risk may only rise, -1 for those with which it may only fall. */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  /** Calibrated out of fold; null leaves the probabilities as they are. */
  readonly calibration: CalibrationMethod | null;
  readonly split: SplitOrder;
}

export interface GrownFile {
  readonly model: StoredModel;
  /** The bytes of its file. */
  readonly text: string;
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** The model on its training rows, and on those that it had not seen. */
  readonly parts: readonly (Measures & { readonly part: PartName })[];
}

/**
 * Grows a model of any kind on a file.
 * @throws {@link DomainError} what {@link prepareData} throws, `data_part_empty`, `model_setting_unknown` and what learning throws
 */
export async function growFile(warehouse: Warehouse, order: GrowFileOrder): Promise<GrownFile> {
  const { groupColumn, later, seed } = order.split;
  const aside = [...(groupColumn === undefined ? [] : [groupColumn]), ...(later === undefined ? [] : [later.column])];
  const data = await prepareData(warehouse, order, aside);
  const parts = await partRows(warehouse, data.file, order.split);
  const rows = takePart(data, parts.train);
  const { kind, settings, monotone, name, calibration } = order;
  const learning = { kind, settings, monotone, seed, origin: { name, datasetHash: data.datasetHash } };
  const learn =
    calibration === null ? formedLearner(learning) : calibratedFormLearner(learning, { ...DEFAULT_CALIBRATION, method: calibration, seed });
  const classifier = learn(rows);
  const measured = PARTS.filter((part) => parts[part].length > 0).map((part) => {
    const { columns, target } = takePart(data, parts[part]);
    const probabilities = classifier.predict(columns, target.length);
    return { part, ...measureRisks(probabilities, probabilities, target) };
  });
  const { model, text } = storeForm(classifier.form, order, { target: rows.target, datasetHash: data.datasetHash });
  return { model, text, leftOut: data.leftOut, warnings: data.warnings, parts: measured };
}

/** A card and trees alone are kept as they always are; anything else is sealed as a model. */
function storeForm(
  form: ModelForm,
  { kind, name, settings, calibration, split }: GrowFileOrder,
  { target, datasetHash }: { readonly target: Uint8Array; readonly datasetHash: string },
): { readonly model: StoredModel; readonly text: string } {
  if (form.kind === 'scorecard') return { model: storedCard(form.document), text: scorecardText(form.document) };
  if (form.kind === 'trees') return { model: storedTrees(form.document), text: treeModelText(form.document) };
  const bads = target.reduce((sum, outcome) => sum + outcome, 0);
  const training = { datasetHash, rows: target.length, goods: target.length - bads, bads };
  const options = { kind, seed: split.seed, ...settings, ...(calibration === null ? {} : { calibration }) };
  const document = sealModelForm({ name, training, options, form });
  return { model: storedSealed(document), text: sealedModelText(document) };
}

/** What one column adds to the output of one row. */
interface Contribution {
  readonly column: string;
  /** The cell, as it was read. */
  readonly cell: string | null;
  readonly value: number;
}

export interface ExplainedRow {
  /** From 1. */
  readonly row: number;
  readonly probability: number;
  /** Log-odds for boosting, probability for cart and forest: `base` plus the contributions. */
  readonly output: number;
  /** The greatest contribution first, of either sign. */
  readonly contributions: readonly Contribution[];
}

export interface ExplainedFile {
  readonly datasetHash: string;
  readonly scale: 'log_odds' | 'probability';
  readonly base: number;
  readonly rows: readonly ExplainedRow[];
}

/**
 * Explains rows of a file by exact Shapley values of a model of trees; where it is calibrated, they add up to what its trees say.
 * @param rows - numbers of rows, from 1
 * @throws {@link DomainError} `model_reasons_unavailable`, `scorecard_column_missing`, `column_kind_mismatch`, `row_unknown` and what
 * reading the file throws
 */
export async function explainFile(warehouse: Warehouse, form: ModelForm, path: string, rows: readonly number[]): Promise<ExplainedFile> {
  const trees = treesOf(form);
  if (trees === null) throw reasonsUnavailable(form);
  const file = await openModelData(warehouse, path, inputsOf(form));
  const names = trees.inputs;
  requireRows(path, file.rows, rows);
  const columns = (await loadColumns(warehouse, file, names)).map((column) =>
    takeRows(
      column,
      Int32Array.from(rows, (row) => row - 1),
    ),
  );
  const { scale, base, values } = trees.explain(columns, rows.length);
  const [outputs, probabilities] = [trees.output(columns, rows.length), compileForm(form).predict(columns, rows.length)];
  return {
    datasetHash: await hashData(warehouse, file),
    scale,
    base,
    rows: rows.map((row, place) => ({
      row,
      probability: probabilities[place] ?? 0,
      output: outputs[place] ?? 0,
      contributions: names
        .map((column, input) => {
          const cell = columns[input] === undefined ? null : cellAt(columns[input], place);
          return { column, cell: cell === null ? null : String(cell), value: values[place * names.length + input] ?? 0 };
        })
        .sort((a, b) => Math.abs(b.value) - Math.abs(a.value)),
    })),
  };
}
