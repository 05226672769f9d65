import type { KeyWrap } from '../intake/customer-keys.ts';
import type { Dataset } from '../intake/domain/columns.ts';
import type { DatasetPurpose } from '../intake/load-dataset.ts';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { type Segmentation, type TrainedDocument, trainDocument } from './domain/segments/train-document.ts';
import { reportTraining } from './report-training.ts';
import type { TrainRequest } from './schemas.ts';
import type { ModelState } from './domain/registry/model-life.ts';
import { rankingFigures } from './domain/validation-report.ts';
import { insertScorecard } from './store.ts';
import { segmentOrder, trainingOptions } from './training-options.ts';

export interface ScoringDeps {
  readonly database: Database;
  readonly wrap: KeyWrap;
  /** Rows of one source, without protected attributes. */
  readonly loadDataset: (source: string, purpose: DatasetPurpose) => Promise<Dataset>;
}

/** Who asked, when, and whom to tell how far it is. */
export interface RunContext {
  readonly actor: string;
  readonly now: Date;
  readonly progress: (permille: number, step: string) => Promise<void>;
}

/**
 * Trains a scorecard on the customers of a source, validates it and keeps both. The same customers and
 * settings give the same scorecard, which is then kept once. With segments it is one card for each, and the answer says what they gain
 * against one card.
 * @throws {DomainError} `training_attribute_unknown`, `reason_wording_invalid`, `bin_edit_invalid`, `segments_invalid`, `segment_too_small`,
 * `segment_untrainable`
 */
export async function trainScorecard(
  deps: Omit<ScoringDeps, 'wrap'>,
  request: TrainRequest,
  context: RunContext,
): Promise<TrainedScorecard> {
  await context.progress(0, 'load');
  const dataset = await deps.loadDataset(request.source, 'training');
  return (await trainOnRows(deps, { request, dataset, readAt: new Date() }, context)).kept;
}

interface TrainedScorecard {
  readonly hash: string;
  readonly state: ModelState;
  readonly auc: number;
  readonly warnings: number;
  /** 1 for a card without segments. */
  readonly segments: number;
  /** What segments gain against one card; null where nobody asked. */
  readonly segmentation: Segmentation | null;
}

/** An order with the rows that it is carried out on; customers who came after `readAt` are not among them. */
interface TrainingOrder {
  readonly request: TrainRequest;
  readonly dataset: Dataset;
  readonly readAt: Date;
}

/** Trains on given rows and keeps the card with the order, so that it can be given again on newer rows. */
export async function trainOnRows(
  deps: Pick<ScoringDeps, 'database'>,
  { request, dataset, readAt }: TrainingOrder,
  context: RunContext,
): Promise<{ kept: TrainedScorecard; trained: TrainedDocument }> {
  const options = trainingOptions(dataset, request);
  await context.progress(200, 'fit');
  const trained = trainDocument(dataset, options, segmentOrder(request));
  await context.progress(500, 'validate');
  const report = reportTraining(dataset, trained);
  const warnings = trained.parts.reduce((total, { built }) => total + built.model.warnings.length, 0);
  await context.progress(900, 'save');
  const kept = await deps.database.write(async (tx) => {
    // Alone from here, so that a card that two runs make at a time is kept once.
    await takeCommitOrder(tx);
    const { hash, state, isNew } = await insertScorecard(tx, trained.document, report, {
      createdBy: context.actor,
      createdAt: context.now,
    });
    const { auc } = rankingFigures(report.validation);
    if (isNew) {
      await tx.scorecardOrder.create({ data: { scorecardHash: hash, request: canonicalJson(request as Json), readAt } });
      const detail = { name: request.name, source: request.source, rows: dataset.target.length, datasetHash: dataset.datasetHash, state };
      await appendAudit(tx, {
        actor: context.actor,
        action: 'scorecard.trained',
        entity: 'scorecard',
        entityId: hash,
        outcome: 'ok',
        requestId: null,
        detail,
        at: context.now,
      });
      await appendOutbox(tx, { topic: 'scorecard.trained', key: hash, payload: { hash, name: request.name, state } });
    }
    return { hash, state, auc, warnings, segments: trained.parts.length, segmentation: trained.segmentation };
  });
  return { kept, trained };
}
