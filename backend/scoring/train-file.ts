import type { Column } from '../intake/domain/columns.ts';
import type { Finding } from '../intake/domain/data-profile.ts';
import { PARTS, type PartName } from '../intake/domain/split-rows.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { measureFolds, stratifiedFolds } from './domain/cross-validation.ts';
import type { ModelDocumentSource } from './domain/report/model-document.ts';
import { DEFAULT_MODEL, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import { type ScenarioName, scenarioSettings } from './domain/scorecard/presets.ts';
import type { ScalingOptions } from './domain/scorecard/scaling.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { compileDocument, placesOf } from './domain/segments/compile-document.ts';
import { pathLabel } from './domain/segments/condition-label.ts';
import { segmentList } from './domain/segments/scoring-document.ts';
import { rowsByLeaf } from './domain/segments/segment-tree.ts';
import { type Segmentation, type SegmentOrder, trainDocument } from './domain/segments/train-document.ts';
import { type Measures, measureScores } from './measure-scores.ts';
import { type DataOrder, partRows, prepareData, type SplitOrder, takePart } from './prepare-data.ts';
import { reportTraining } from './report-training.ts';

export interface TrainFileOrder extends DataOrder {
  readonly name: string;
  /** Numbers that are codes in every column. */
  readonly specials: readonly number[];
  readonly scaling: ScalingOptions;
  readonly scenario: ScenarioName;
  readonly split: SplitOrder;
  /** Whether what a model document needs is measured as well. */
  readonly withDocument: boolean;
  /** A card for each segment; null for one card. */
  readonly segments: SegmentOrder | null;
}

/** A segment, and how its rows are ranked by models that had not seen them. */
export interface TrainedSegment {
  readonly segment: string;
  readonly label: string;
  readonly rows: number;
  readonly bads: number;
  readonly auc: number;
  readonly ks: number;
}

export interface TrainedFile {
  readonly document: ScoringDocument;
  /** Columns that were left out by themselves, and why. */
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly crossValidation: { readonly auc: number; readonly aucSd: number; readonly ks: number; readonly gini: number };
  /** What a model document is made of, but for its day; null when it was not asked for. */
  readonly source: Omit<ModelDocumentSource, 'trainedOn'> | null;
  /** The card on its training rows, and on those that it had not seen. */
  readonly parts: readonly (Measures & { readonly part: PartName })[];
  /** Empty where one card scores all. */
  readonly segments: readonly TrainedSegment[];
  /** What segments gain against one card; null where they were not asked for. */
  readonly segmentation: Segmentation | null;
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
  const folds = stratifiedFolds(train.target, FOLDS, order.split.seed);
  const options = { ...DEFAULT_TRAINING, name: order.name, model, scaling: order.scaling };
  const dataset = { ...train, ids: [], datasetHash, folds };
  const trained = trainDocument(dataset, options, order.segments);
  const { document, segmentation } = trained;
  const { auc, aucSd, ks, gini } = measureFolds(trained.unseen, train.target, folds);
  const segments = segmentList(document).length < 2 ? [] : measureSegments(document, train, { unseen: trained.unseen, folds });
  const source = order.withDocument ? { document, ...reportTraining(dataset, trained), state: 'draft' as const } : null;
  const measured = PARTS.filter((part) => parts[part].length > 0).map((part) => {
    const { columns: own, target: known } = taken(part);
    return { part, ...measureScores(document, compileDocument(document).scoreColumns(own), known) };
  });
  return { document, leftOut, warnings, crossValidation: { auc, aucSd, ks, gini }, source, parts: measured, segments, segmentation };
}

/** How each segment ranks its own rows, by models that had not seen them. */
function measureSegments(
  document: ScoringDocument,
  { columns, target }: { readonly columns: readonly Column[]; readonly target: Uint8Array },
  { unseen, folds }: { readonly unseen: Float64Array; readonly folds: Uint8Array },
): TrainedSegment[] {
  const parts = rowsByLeaf(placesOf(document, columns), segmentList(document).length);
  return segmentList(document).map(({ segment, path }, at) => {
    const rows = parts[at] ?? new Int32Array();
    const own = Uint8Array.from(rows, (row) => target[row] ?? 0);
    const { auc, ks } = measureFolds(
      Float64Array.from(rows, (row) => unseen[row] ?? 0),
      own,
      Uint8Array.from(rows, (row) => folds[row] ?? 0),
    );
    const bads = own.reduce((total, outcome) => total + outcome, 0);
    return { segment: segment ?? '', label: pathLabel(path), rows: rows.length, bads, auc, ks };
  });
}
