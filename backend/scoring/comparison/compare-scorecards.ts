import type { Dataset } from '../../intake/domain/columns.ts';
import { binLabel } from '../domain/binning/bins.ts';
import { foldsOf } from '../domain/cross-validation.ts';
import { SCORECARD_TYPE, type ScorecardDocument, type ScoringDocument } from '../domain/scorecard/scorecard-document.ts';
import { countSegments } from '../domain/segments/build-segmented.ts';
import { pathLabel } from '../domain/segments/condition-label.ts';
import { segmentList } from '../domain/segments/scoring-document.ts';
import { type CardOnRows, compareCards } from '../domain/validation/compare-cards.ts';
import { viewPath } from '../segments/view-path.ts';
import { readScorecard, requireCard } from '../store.ts';
import type { RunContext, ScoringDeps } from '../train-scorecard.ts';
import { type ComparedCardView, type ComparedCharacteristicView, type CompareRequest, ComparisonView } from './schemas.ts';

export const COMPARE_JOB = 'scorecards.compare';

/** Points compare between cards that score every row, not with cards of which each scores some. */
function characteristicsOf(documents: readonly ScorecardDocument[]): ComparedCharacteristicView[] {
  const names = [...new Set(documents.flatMap(({ characteristics }) => characteristics.map(({ name }) => name)))];
  return names.map((name) => ({
    name,
    cards: documents.map(({ characteristics }) => {
      const found = characteristics.find((characteristic) => characteristic.name === name);
      if (found === undefined) return null;
      const attributes = found.bins.map((bin) => {
        const rows = bin.goods + bin.bads;
        return {
          label: binLabel(bin),
          levels: bin.kind === 'levels' ? [...bin.levels] : [],
          points: bin.points,
          badRate: rows === 0 ? null : bin.bads / rows,
        };
      });
      return { iv: found.iv, coefficient: found.coefficient, attributes };
    }),
  }));
}

/** The segments of a document with how many rows each scores; none of a plain card. */
function segmentsOf(document: ScoringDocument, dataset: Dataset, { standInFolds }: CardOnRows): ComparedCardView['segments'] {
  if (document.type === SCORECARD_TYPE) return [];
  const counted = countSegments(dataset, document.tree);
  return segmentList(document).map(({ segment, path }, at) => ({
    segment: segment ?? '',
    label: pathLabel(path),
    path: viewPath(path),
    rows: counted[at]?.rows.length ?? 0,
    bads: counted[at]?.bads ?? 0,
    standInFolds: standInFolds[at] ?? 0,
  }));
}

/**
 * Compares scorecards of the registry, plain or by segments, on the rows of a source, over the folds of its validation.
 * @throws {DomainError} `scorecard_unknown`, `scorecard_required`, what loading a source and `compareCards` throw
 */
export async function compareScorecards(
  deps: ScoringDeps,
  { hashes, source }: CompareRequest,
  { progress }: Pick<RunContext, 'progress'>,
): Promise<ComparisonView> {
  const stored = await Promise.all(
    hashes.map(async (hash) => {
      const own = await readScorecard(deps.database.client, hash);
      return { ...own, document: requireCard(own.document, hash) };
    }),
  );
  await progress(50, 'load');
  const dataset = await deps.loadDataset(source, 'training');
  await progress(300, 'validate');
  const documents = stored.map(({ document }) => document);
  const folds = foldsOf(dataset);
  const measured = compareCards(dataset, documents, folds);
  const cards = stored.flatMap(({ hash, state, document }, place) => {
    const own = measured[place];
    const isTrainingData = document.training.datasetHash === dataset.datasetHash;
    return own === undefined
      ? []
      : [{ hash, state, name: document.name, isTrainingData, segments: segmentsOf(document, dataset, own), ...own }];
  });
  return ComparisonView.parse({
    source,
    datasetHash: dataset.datasetHash,
    rows: dataset.target.length,
    bads: dataset.target.reduce((sum, outcome) => sum + outcome, 0),
    cards,
    characteristics: characteristicsOf(documents.filter((document) => document.type === SCORECARD_TYPE)),
  });
}
