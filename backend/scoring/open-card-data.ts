import { findTarget } from '../intake/find-target.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import type { Column } from '../intake/domain/columns.ts';
import { type DataFile, openDataFile } from '../intake/open-data-file.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { compileForm, inputsOf, type ModelInput } from './domain/model-file/model-form.ts';
import type { StoredModel } from './domain/model-file/read-model.ts';
import { missingColumn } from './domain/scorecard/fit-model.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { inputsOf as inputsOfDocument } from './domain/segments/scoring-document.ts';

/**
 * Opens a file as a scorecard reads it: levels such as postal codes look like numbers and are none to the card. Any file that was open
 * before is closed.
 * @throws {@link DomainError} `scorecard_column_missing` and what reading a file throws
 */
export function openCardData(warehouse: Warehouse, path: string, document: ScoringDocument): Promise<DataFile> {
  return openModelData(warehouse, path, inputsOfDocument(document));
}

/** As {@link openCardData}, for a model of any kind. @throws {@link DomainError} `scorecard_column_missing` and what reading a file throws */
export async function openModelData(warehouse: Warehouse, path: string, inputs: readonly ModelInput[]): Promise<DataFile> {
  const names = inputs.map(({ name }) => name);
  const asText = inputs.filter(({ kind }) => kind === 'categorical').map(({ name }) => name);
  const open = async (texts: readonly string[]) => {
    await warehouse.run('DROP TABLE IF EXISTS data');
    return openDataFile(warehouse, path, texts);
  };
  const head = await open([]);
  const missing = names.find((name) => !head.columns.some((column) => column.name === name));
  if (missing !== undefined) throw missingColumn(missing);
  const isWrong = head.columns.some(({ name, kind }) => kind !== 'text' && asText.includes(name));
  return isWrong ? open(asText) : head;
}

/** The column of outcomes of a file, and the value that means bad. */
export interface OutcomeOrder {
  readonly target: string;
  readonly bad?: string;
}

/** Outcomes of the rows of an open file, 1 for bad. @throws {@link DomainError} what `findTarget` throws */
export async function readOutcomes(warehouse: Warehouse, file: DataFile, { target, bad }: OutcomeOrder): Promise<Uint8Array> {
  const outcome = await findTarget(warehouse, file, target, bad);
  const [known = new Float64Array()] = await warehouse.numbers(`SELECT CAST(${outcome.sql} AS DOUBLE) FROM data ORDER BY rowid`, file.rows);
  return Uint8Array.from(known);
}

/** Rows of a file as a model sees them. */
export interface ModelRows {
  readonly file: DataFile;
  readonly datasetHash: string;
  /** Whether the model was trained on this very data, on which it looks better than it is. */
  readonly isTrainingData: boolean;
  readonly columns: readonly Column[];
  /** Null when no column of outcomes was asked for. */
  readonly outcomes: Uint8Array | null;
  /** The model's probability of a bad outcome for each row. */
  readonly probabilities: Float64Array;
}

/**
 * Reads a file and predicts its rows by a model of any kind.
 * @throws {@link DomainError} `scorecard_column_missing` and what reading a file throws
 */
export async function predictRows(
  warehouse: Warehouse,
  { form, training }: StoredModel,
  path: string,
  outcome: OutcomeOrder | null,
): Promise<ModelRows> {
  const inputs = inputsOf(form);
  const file = await openModelData(warehouse, path, inputs);
  const datasetHash = await hashData(warehouse, file);
  const outcomes = outcome === null ? null : await readOutcomes(warehouse, file, outcome);
  const names = inputs.map(({ name }) => name);
  const columns = await loadColumns(warehouse, file, names);
  const probabilities = compileForm(form).predict(columns, file.rows);
  return { file, datasetHash, isTrainingData: datasetHash === training.datasetHash, columns, outcomes, probabilities };
}
