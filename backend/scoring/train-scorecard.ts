import type { Dataset } from '../intake/domain/columns.ts';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { buildScorecard, DEFAULT_MODEL } from './domain/scorecard/build-scorecard.ts';
import { reportCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { validateScorecard } from './domain/validation-report.ts';
import { insertScorecard, type ScorecardState } from './store.ts';

export interface ScoringDeps {
  readonly database: Database;
  /** Rows of one source, without protected attributes; those to score need no known outcome. */
  readonly loadDataset: (source: string, purpose: 'training' | 'scoring') => Promise<Dataset>;
}

export interface TrainingRequest {
  readonly name: string;
  readonly source: string;
  readonly exclude: readonly string[];
  readonly pdo: number;
  readonly baseScore: number;
  readonly baseOdds: number;
}

/** Who asked, when, and whom to tell how far it is. */
export interface RunContext {
  readonly actor: string;
  readonly now: Date;
  readonly progress: (permille: number, step: string) => Promise<void>;
}

/**
 * Trains a scorecard on the customers of a source, validates it and keeps both. The same customers and
 * settings give the same scorecard, which is then kept once.
 * @throws {DomainError} `training_attribute_unknown` when an attribute to leave out does not exist
 */
export async function trainScorecard(
  deps: ScoringDeps,
  request: TrainingRequest,
  context: RunContext,
): Promise<{ hash: string; state: ScorecardState; auc: number }> {
  await context.progress(0, 'load');
  const dataset = await deps.loadDataset(request.source, 'training');
  refuseUnknown(dataset, request.exclude);
  await context.progress(200, 'fit');
  const model = { ...DEFAULT_MODEL, exclude: request.exclude };
  const { pdo, baseScore, baseOdds } = request;
  const built = buildScorecard(dataset, { name: request.name, model, scaling: { pdo, baseScore, baseOdds } });
  await context.progress(500, 'validate');
  const validation = validateScorecard(dataset, built.document, model);
  const report = { validation, characteristics: reportCharacteristics(built.model, built.document) };
  await context.progress(900, 'save');
  return deps.database.write(async (tx) => {
    // Alone from here, so that of two first scorecards only one becomes champion.
    await takeCommitOrder(tx);
    const { hash, state, isNew } = await insertScorecard(tx, built.document, report, { createdBy: context.actor, createdAt: context.now });
    const { auc } = validation.crossValidation;
    if (isNew) {
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
    return { hash, state, auc };
  });
}

/** A misspelt name would train on the very attribute that was to be left out. */
function refuseUnknown(dataset: Dataset, exclude: readonly string[]): void {
  const known = new Set(dataset.columns.map(({ name }) => name));
  const faults = exclude.flatMap((name, place) =>
    known.has(name)
      ? []
      : [
          {
            pointer: `/exclude/${place}`,
            code: 'unknown',
            detail: `The source has no attribute ${name} that a model may use; protected ones are always left out.`,
          },
        ],
  );
  if (faults.length > 0)
    throw new DomainError('training_attribute_unknown', 'unprocessable', 'An attribute to leave out does not exist in this source.', {
      faults,
    });
}
