import type { Dataset } from '../intake/domain/columns.ts';
import type { Finding } from '../intake/domain/data-profile.ts';
import { PARTS, type PartName } from '../intake/domain/split-rows.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { crossValidate, stratifiedFolds } from './domain/cross-validation.ts';
import { type BuiltScorecard, buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import type { ModelDocumentSource } from './domain/report/model-document.ts';
import { reportCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { compileScorecard } from './domain/scorecard/compile-scorecard.ts';
import { type ScenarioName, scenarioSettings } from './domain/scorecard/presets.ts';
import type { ScalingOptions } from './domain/scorecard/scaling.ts';
import type { ScorecardDocument } from './domain/scorecard/scorecard-document.ts';
import { validateScorecard } from './domain/validation-report.ts';
import { type Measures, measureScores } from './measure-scores.ts';
import { type DataOrder, partRows, prepareData, type SplitOrder, takePart } from './prepare-data.ts';

export interface TrainFileOrder extends DataOrder {
  readonly name: string;
  /** Numbers that are codes in every column. */
  readonly specials: readonly number[];
  readonly scaling: ScalingOptions;
  readonly scenario: ScenarioName;
  readonly split: SplitOrder;
  /** Whether what a model document needs is measured as well. */
  readonly withDocument: boolean;
}

export interface TrainedFile {
  readonly document: ScorecardDocument;
  /** Columns that were left out by themselves, and why. */
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly crossValidation: { readonly auc: number; readonly aucSd: number; readonly ks: number; readonly gini: number };
  /** What a model document is made of, but for its day; null when it was not asked for. */
  readonly source: Omit<ModelDocumentSource, 'trainedOn'> | null;
  /** The card on its training rows, and on those that it had not seen. */
  readonly parts: readonly (Measures & { readonly part: PartName })[];
}

const FOLDS = 5;

/**
 * Trains a scorecard on a file.
 * @throws {@link DomainError} what {@link prepareData} throws, `data_part_empty`, and what training throws
 */
export async function trainFile(warehouse: Warehouse, order: TrainFileOrder): Promise<TrainedFile> {
  const { groupColumn, later } = order.split;
  const aside = [...(groupColumn === undefined ? [] : [groupColumn]), ...(later === undefined ? [] : [later.column])];
  const data = await prepareData(warehouse, order, aside);
  const parts = await partRows(warehouse, data.file, order.split);
  const taken = (part: PartName) => takePart(data, parts[part]);
  const train = taken('train');
  const scenario = scenarioSettings(order.scenario);
  const model = {
    ...DEFAULT_MODEL,
    exclude: order.exclude,
    binning: { ...DEFAULT_MODEL.binning, ...scenario.binning, specials: order.specials },
    selection: { ...DEFAULT_MODEL.selection, ...scenario.selection },
  };
  const { datasetHash, leftOut, warnings } = data;
  const built = buildScorecard({ ...train, datasetHash }, { ...DEFAULT_TRAINING, name: order.name, model, scaling: order.scaling });
  const { document } = built;
  const { auc, aucSd, ks, gini } = crossValidate(train, stratifiedFolds(train.target, FOLDS, order.split.seed), model);
  const measured = PARTS.filter((part) => parts[part].length > 0).map((part) => {
    const { columns: own, target: known } = taken(part);
    return { part, ...measureScores(document, compileScorecard(document).scoreColumns(own), known) };
  });
  const source = order.withDocument ? documentSource({ ...train, datasetHash }, built) : null;
  return { document, leftOut, warnings, crossValidation: { auc, aucSd, ks, gini }, source, parts: measured };
}

function documentSource(
  rows: Pick<Dataset, 'columns' | 'target' | 'datasetHash'>,
  { document, model, options }: BuiltScorecard,
): NonNullable<TrainedFile['source']> {
  const validation = validateScorecard({ ...rows, ids: [], folds: null }, document, options);
  return { document, validation, characteristics: reportCharacteristics(model, document), state: 'draft' };
}
