import { binLabel } from '../domain/binning/bins.ts';
import { foldsOf } from '../domain/cross-validation.ts';
import type { ScorecardDocument } from '../domain/scorecard/scorecard-document.ts';
import { compareCards } from '../domain/validation/compare-cards.ts';
import { readPlainScorecard } from '../store.ts';
import type { RunContext, ScoringDeps } from '../train-scorecard.ts';
import { type ComparedCharacteristicView, type CompareRequest, ComparisonView } from './schemas.ts';

export const COMPARE_JOB = 'scorecards.compare';

function characteristicsOf(documents: readonly ScorecardDocument[]): ComparedCharacteristicView[] {
  const names = [...new Set(documents.flatMap(({ characteristics }) => characteristics.map(({ name }) => name)))];
  return names.map((name) => ({
    name,
    cards: documents.map(({ characteristics }) => {
      const found = characteristics.find((characteristic) => characteristic.name === name);
      if (found === undefined) return null;
      const attributes = found.bins.map((bin) => {
        const rows = bin.goods + bin.bads;
        return { label: binLabel(bin), points: bin.points, badRate: rows === 0 ? null : bin.bads / rows };
      });
      return { iv: found.iv, coefficient: found.coefficient, attributes };
    }),
  }));
}

/**
 * Compares scorecards of the registry on the rows of a source, over the folds of its validation.
 * @throws {DomainError} `scorecard_unknown`, `scorecard_segmented`, what loading a source and `compareCards` throw
 */
export async function compareScorecards(
  deps: ScoringDeps,
  { hashes, source }: CompareRequest,
  { progress }: Pick<RunContext, 'progress'>,
): Promise<ComparisonView> {
  const stored = await Promise.all(hashes.map((hash) => readPlainScorecard(deps.database.client, hash)));
  await progress(50, 'load');
  const dataset = await deps.loadDataset(source, 'training');
  await progress(300, 'validate');
  const documents = stored.map(({ document }) => document);
  const folds = foldsOf(dataset);
  const measured = compareCards(dataset, documents, folds);
  const cards = stored.map(({ hash, state, document }, place) => ({
    hash,
    state,
    name: document.name,
    isTrainingData: document.training.datasetHash === dataset.datasetHash,
    ...measured[place],
  }));
  return ComparisonView.parse({
    source,
    datasetHash: dataset.datasetHash,
    rows: dataset.target.length,
    bads: dataset.target.reduce((sum, outcome) => sum + outcome, 0),
    cards,
    characteristics: characteristicsOf(documents),
  });
}
