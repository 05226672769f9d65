import type { Dataset } from '../intake/domain/columns.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { documentCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { SCORECARD_TYPE, type ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { readScoringDocument } from './domain/segments/scoring-document.ts';
import { recipeOf } from './domain/validation/card-recipe.ts';
import { columnsOf } from './domain/validation/recipe-learner.ts';
import { validateScorecard } from './domain/validation-report.ts';
import type { ModelState } from './domain/registry/model-life.ts';
import { measureSegments } from './measure-segments.ts';
import { insertScorecard, type TrainingReport } from './store.ts';
import type { RunContext, ScoringDeps } from './train-scorecard.ts';

/** What a card, or one by segments, is on the customers of a source; bins and points are reported as its training left them. */
function measureImported(dataset: Dataset, document: ScoringDocument): TrainingReport {
  if (document.type !== SCORECARD_TYPE) return measureSegments(dataset, document);
  const own = { ...dataset, columns: columnsOf(document, dataset.columns) };
  const validation = validateScorecard(own, document, recipeOf(document));
  return { validation, characteristics: documentCharacteristics(document), warnings: [] };
}

/**
 * Takes a card, or one by segments, that was trained on a file into the registry, as a draft, after measuring it on the customers of a
 * source: the card itself, and cards of its bins learnt anew in each fold, on rows that they had not seen. The same document is kept once.
 * @throws {@link DomainError} `scorecard_invalid`, `segment_too_small`, `scorecard_column_missing`, what loading a source throws
 */
export async function importScorecard(
  deps: Pick<ScoringDeps, 'database' | 'loadDataset'>,
  { document: value, source }: { readonly document: unknown; readonly source: string },
  context: RunContext,
): Promise<{ hash: string; state: ModelState; auc: number }> {
  const document = readScoringDocument(value);
  await context.progress(0, 'load');
  const dataset = await deps.loadDataset(source, 'training');
  await context.progress(300, 'validate');
  const report = measureImported(dataset, document);
  await context.progress(900, 'save');
  return deps.database.write(async (tx) => {
    await takeCommitOrder(tx);
    const { actor: createdBy, now: createdAt } = context;
    const { hash, state, isNew } = await insertScorecard(tx, document, report, { createdBy, createdAt });
    if (isNew) {
      const detail = { name: document.name, source, rows: dataset.target.length, measuredOn: dataset.datasetHash, state };
      const entry = { actor: createdBy, entity: 'scorecard', entityId: hash, outcome: 'ok', requestId: null, at: createdAt } as const;
      await appendAudit(tx, { ...entry, action: 'scorecard.imported', detail });
      await appendOutbox(tx, { topic: 'scorecard.trained', key: hash, payload: { hash, name: document.name, state } });
    }
    return { hash, state, auc: report.validation.crossValidation.auc };
  });
}
