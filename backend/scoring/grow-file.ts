import { cellAt, takeRows } from '../intake/domain/columns.ts';
import type { Finding } from '../intake/domain/data-profile.ts';
import { PARTS, type PartName } from '../intake/domain/split-rows.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { openDataFile } from '../intake/open-data-file.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { missingColumn } from './domain/scorecard/fit-model.ts';
import { fitBoosting } from './domain/trees/fit-boosting.ts';
import { fitCart } from './domain/trees/fit-cart.ts';
import { fitForest } from './domain/trees/fit-forest.ts';
import { compileTreeModel } from './domain/trees/tree-classifier.ts';
import type { TreeModelDocument, TreeModelKind } from './domain/trees/tree-document.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from './domain/trees/tree-options.ts';
import type { TrainingRows } from './domain/classifier.ts';
import { type Measures, measureRisks } from './measure-scores.ts';
import { type DataOrder, partRows, prepareData, type SplitOrder, takePart } from './prepare-data.ts';

export interface GrowFileOrder extends DataOrder {
  readonly name: string;
  readonly kind: TreeModelKind;
  /** Of boosting only: 1 for columns with which risk may only rise, -1 for those with which it may only fall. */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  readonly split: SplitOrder;
}

export interface GrownFile {
  readonly document: TreeModelDocument;
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** The model on its training rows, and on those that it had not seen. */
  readonly parts: readonly (Measures & { readonly part: PartName })[];
}

/**
 * Grows a model of trees on a file.
 * @throws {@link DomainError} what {@link prepareData} throws, `data_part_empty`, `tree_options_invalid`, `training_rows_invalid`
 */
export async function growFile(warehouse: Warehouse, order: GrowFileOrder): Promise<GrownFile> {
  const { groupColumn, later, seed } = order.split;
  const aside = [...(groupColumn === undefined ? [] : [groupColumn]), ...(later === undefined ? [] : [later.column])];
  const data = await prepareData(warehouse, order, aside);
  const parts = await partRows(warehouse, data.file, order.split);
  const document = grow(order, takePart(data, parts.train), data.datasetHash, seed);
  const model = compileTreeModel(document);
  const measured = PARTS.filter((part) => parts[part].length > 0).map((part) => {
    const { columns, target } = takePart(data, parts[part]);
    const probabilities = model.predict(columns, target.length);
    return { part, ...measureRisks(probabilities, probabilities, target) };
  });
  return { document, leftOut: data.leftOut, warnings: data.warnings, parts: measured };
}

function grow({ kind, name, monotone }: GrowFileOrder, rows: TrainingRows, datasetHash: string, seed: number): TreeModelDocument {
  const origin = { name, datasetHash };
  switch (kind) {
    case 'boosting':
      return fitBoosting(rows, origin, { ...DEFAULT_BOOSTING, seed, monotone });
    case 'forest':
      return fitForest(rows, origin, { ...DEFAULT_FOREST, seed }).document;
    case 'cart':
      return fitCart(rows, origin, DEFAULT_CART);
  }
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
 * Explains rows of a file by exact Shapley values.
 * @param rows - numbers of rows, from 1
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `row_unknown` and what reading the file throws
 */
export async function explainFile(
  warehouse: Warehouse,
  document: TreeModelDocument,
  path: string,
  rows: readonly number[],
): Promise<ExplainedFile> {
  const asText = document.inputs.filter(({ kind }) => kind === 'categorical').map(({ name }) => name);
  const file = await openDataFile(warehouse, path, asText);
  const names = document.inputs.map(({ name }) => name);
  const missing = names.find((name) => !file.columns.some((column) => column.name === name));
  if (missing !== undefined) throw missingColumn(missing);
  const beyond = rows.find((row) => row > file.rows);
  if (beyond !== undefined)
    throw new DomainError('row_unknown', 'not_found', `${path} has ${file.rows} rows, no row ${beyond}.`, { params: { row: beyond } });
  const columns = (await loadColumns(warehouse, file, names)).map((column) =>
    takeRows(
      column,
      Int32Array.from(rows, (row) => row - 1),
    ),
  );
  const model = compileTreeModel(document);
  const { scale, base, values } = model.explain(columns, rows.length);
  const [outputs, probabilities] = [model.output(columns, rows.length), model.predict(columns, rows.length)];
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
