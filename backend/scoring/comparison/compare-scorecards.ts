import { type Dataset, takeRows } from '../../intake/domain/columns.ts';
import { DomainError } from '../../kernel/errors.ts';
import { binLabel } from '../domain/binning/bins.ts';
import { foldsOf } from '../domain/cross-validation.ts';
import { SCORECARD_TYPE, type ScorecardDocument, type ScoringDocument } from '../domain/scorecard/scorecard-document.ts';
import { countSegments } from '../domain/segments/build-segmented.ts';
import { pathLabel } from '../domain/segments/condition-label.ts';
import { segmentList } from '../domain/segments/scoring-document.ts';
import { isCard, kindOfDocument } from '../domain/scored-model/registry-document.ts';
import { type CardOnRows, compareAsTheyAre, compareCards } from '../domain/validation/compare-cards.ts';
import { viewPath } from '../segments/view-path.ts';
import { rowsKnownSince } from '../rows-known-since.ts';
import type { OutcomeDeps } from '../scoring-deps.ts';
import { readScorecard } from '../store.ts';
import type { RunContext } from '../train-scorecard.ts';
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

/** Outcomes of each kind that models are compared by at least, where none was learnt anew. */
const LEAST_OUTCOMES = 20;

type Stored = Awaited<ReturnType<typeof readScorecard>>;

interface Measured {
  readonly dataset: Dataset;
  readonly cards: readonly CardOnRows[];
}

/** When the newest of the models had read its rows, or was taken in: what became known later none of them has seen. */
async function seenUntil({ client }: OutcomeDeps['database'], stored: readonly Stored[]): Promise<Date> {
  const orders = await client.scorecardOrder.findMany({ where: { scorecardHash: { in: stored.map(({ hash }) => hash) } } });
  const readAt = new Map(orders.map((order) => [order.scorecardHash, order.readAt]));
  return new Date(Math.max(...stored.map(({ hash, createdAt }) => (readAt.get(hash) ?? createdAt).getTime())));
}

/** @throws {DomainError} `comparison_outcomes_too_few`, what loading a source and `compareAsTheyAre` throw */
async function measureLater(deps: OutcomeDeps, source: string, stored: readonly Stored[]): Promise<Measured> {
  const dataset = await deps.loadDataset(source, 'matured');
  const since = await seenUntil(deps.database, stored);
  const { rows, goods, bads } = await rowsKnownSince(deps.loadOutcomes, since, dataset);
  if (Math.min(goods, bads) < LEAST_OUTCOMES)
    throw new DomainError(
      'comparison_outcomes_too_few',
      'unprocessable',
      `Models that are not learnt anew are compared by outcomes that became known after ${since.toISOString()}, when the newest of them had read its rows; these are ${goods} good and ${bads} bad ones, and ${LEAST_OUTCOMES} of each are needed.`,
      { params: { goods, bads } },
    );
  const later = {
    ...dataset,
    ids: Array.from(rows, (row) => dataset.ids[row] ?? ''),
    columns: dataset.columns.map((column) => takeRows(column, rows)),
    target: Uint8Array.from(rows, (row) => dataset.target[row] ?? 0),
    folds: null,
  };
  const documents = stored.map(({ document }) => document);
  return { dataset: later, cards: compareAsTheyAre(later, documents, foldsOf(later)) };
}

/**
 * Compares models of the registry on the rows of a source. Cards, plain or by segments, are learnt anew over the folds of its validation;
 * where one of the models cannot be, all are measured as they are on outcomes that became known after each had read its own.
 * @throws {DomainError} `scorecard_unknown`, `comparison_outcomes_too_few`, what loading a source, `compareCards` and `compareAsTheyAre` throw
 */
export async function compareScorecards(
  deps: OutcomeDeps,
  { hashes, source }: CompareRequest,
  { progress }: Pick<RunContext, 'progress'>,
): Promise<ComparisonView> {
  const stored = await Promise.all(hashes.map((hash) => readScorecard(deps.database.client, hash)));
  await progress(50, 'load');
  const documents = stored.flatMap(({ document }) => (isCard(document) ? [document] : []));
  const isLearntAnew = documents.length === stored.length;
  const { dataset, cards } = isLearntAnew ? await measureCards(deps, source, documents) : await measureLater(deps, source, stored);
  const views = stored.flatMap(({ hash, state, document }, place) => {
    const own = cards[place];
    const isTrainingData = isLearntAnew && document.training.datasetHash === dataset.datasetHash;
    const segments = own === undefined || !isCard(document) ? [] : segmentsOf(document, dataset, own);
    return own === undefined
      ? []
      : [{ hash, state, name: document.name, kind: kindOfDocument(document), isTrainingData, segments, ...own }];
  });
  return ComparisonView.parse({
    source,
    basis: isLearntAnew ? 'learnt_anew' : 'as_they_are',
    datasetHash: dataset.datasetHash,
    rows: dataset.target.length,
    bads: dataset.target.reduce((sum, outcome) => sum + outcome, 0),
    cards: views,
    characteristics: characteristicsOf(documents.filter((document) => document.type === SCORECARD_TYPE)),
  });
}

async function measureCards(deps: OutcomeDeps, source: string, documents: readonly ScoringDocument[]): Promise<Measured> {
  const dataset = await deps.loadDataset(source, 'training');
  return { dataset, cards: compareCards(dataset, documents, foldsOf(dataset)) };
}
