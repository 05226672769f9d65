import type { Dataset } from '../intake/domain/columns.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { documentCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { SCORECARD_TYPE, type ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { readScoringDocument } from './domain/segments/scoring-document.ts';
import { recipeOf } from './domain/validation/card-recipe.ts';
import { columnsOf } from './domain/validation/recipe-learner.ts';
import { rankingFigures, validateScorecard } from './domain/validation-report.ts';
import type { ModelState } from './domain/registry/model-life.ts';
import type { RegistryDocument } from './domain/scored-model/registry-document.ts';
import { measureModel, readModelImport } from './import-model.ts';
import { measureSegments } from './measure-segments.ts';
import type { ImportScorecard, ImportSettings } from './registry/schemas.ts';
import { insertScorecard, type TrainingReport } from './store.ts';
import type { RunContext, ScoringDeps } from './train-scorecard.ts';

/** What a card, or one by segments, is on the customers of a source; bins and points are reported as its training left them. */
function measureImported(dataset: Dataset, document: ScoringDocument): TrainingReport {
  if (document.type !== SCORECARD_TYPE) return measureSegments(dataset, document);
  const own = { ...dataset, columns: columnsOf(document, dataset.columns) };
  const validation = validateScorecard(own, document, recipeOf(document));
  return { validation, characteristics: documentCharacteristics(document), warnings: [] };
}

/** Measures what is taken in on the customers of a source, and says what is kept of it. */
type MeasureImport = (dataset: Dataset) => { readonly document: RegistryDocument; readonly report: TrainingReport };

/**
 * Reads what was trained elsewhere. A card, or one by segments, is measured by itself and by cards of its bins learnt anew in each fold, on
 * rows that they had not seen; its bins and points are reported as its training left them. Any other model is measured as it is.
 * @throws {@link DomainError} `scorecard_invalid`, of `readModelImport`
 */
export function readImport(value: unknown, settings: ImportSettings): MeasureImport {
  const model = readModelImport(value, settings);
  if (model !== null) return (dataset) => measureModel(dataset, model);
  const document = readScoringDocument(value);
  return (dataset) => ({ document, report: measureImported(dataset, document) });
}

/**
 * Takes a model of any kind that was trained on a file into the registry, as a draft, after measuring it on the customers of a source. The
 * same card is kept once, and so is another model measured on the same customers.
 * @throws {@link DomainError} `scorecard_column_missing`, what {@link readImport}, loading a source, `measureSegments` and `measureModel` throw
 */
export async function importScorecard(
  deps: Pick<ScoringDeps, 'database' | 'loadDataset'>,
  { document: value, source, ...settings }: ImportScorecard,
  context: RunContext,
): Promise<{ hash: string; state: ModelState; isNew: boolean; auc: number }> {
  const measure = readImport(value, settings);
  await context.progress(0, 'load');
  const dataset = await deps.loadDataset(source, 'training');
  await context.progress(300, 'validate');
  const { document, report } = measure(dataset);
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
    return { hash, state, isNew, auc: rankingFigures(report.validation).auc };
  });
}
