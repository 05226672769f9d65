import { binLabel } from '../binning/bins.ts';
import type { Scaling } from '../scorecard/scaling.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { isCard, type RegistryDocument } from '../scored-model/registry-document.ts';
import { segmentList } from '../segments/scoring-document.ts';
import { rankingFigures, type ValidationReport } from '../validation-report.ts';
import { sumOf } from './drift-level.ts';
import type { CountedSegment } from './score-tally.ts';

/** What the rows looked like that a card was trained on, or that a model of another kind was measured on when it was taken in. */
export interface TrainingReference {
  readonly rows: number;
  readonly scaling: Pick<Scaling, 'factor' | 'offset'>;
  readonly meanScore: number;
  /** Share of bads, which the probabilities of a fitted card have as their mean. */
  readonly badRate: number;
  /** AUC and Gini on rows that the models had not seen. */
  readonly auc: number;
  readonly gini: number;
  /** `[lower, upper)` of equal width, for drawing. */
  readonly bands: readonly { readonly lower: number; readonly upper: number; readonly rows: number }[];
  /** Lowest score of each group but the first, and rows of each: bands joined until a group holds a tenth of the rows. */
  readonly scoreCuts: readonly number[];
  readonly scoreCounts: readonly number[];
  readonly grades: readonly { readonly grade: string; readonly minScore: number; readonly rows: number }[];
  /** Rows of each segment; empty of a plain card. */
  readonly segments: readonly { readonly segment: string; readonly rows: number }[];
  /** Those of the only card, or of each segment's card in turn, with the rows that made it. */
  readonly characteristics: readonly {
    /** Null of a plain card. */
    readonly segment: string | null;
    readonly name: string;
    readonly labels: readonly string[];
    readonly counts: readonly number[];
    readonly points: readonly number[];
  }[];
  /** Share of the rows whose score is at least so many, from the lowest score up. */
  readonly atLeast: readonly { readonly score: number; readonly share: number }[];
}

const SCORE_GROUPS = 10;

/**
 * What is monitored by characteristic, from left to right, with the rows that made each: the cards of the segments, or the inputs of a model
 * of another kind by the bins that were counted when it was taken in.
 */
export function monitoredSegments(document: RegistryDocument): (CountedSegment & { readonly rows: number })[] {
  if (!isCard(document)) return [{ segment: null, rows: document.measured.rows, characteristics: document.inputs }];
  return segmentList(document).map(({ segment, card }) => ({ segment, rows: card.training.rows, characteristics: card.characteristics }));
}

function meanScoreOf(document: ScoringDocument): number {
  const cards = segmentList(document).map(({ card }) => card);
  const means = cards.map(
    ({ scaling, characteristics }) =>
      scaling.basePoints +
      sumOf(
        characteristics.map(({ bins }) =>
          meanOf(
            bins.map(({ points }) => points),
            bins.map(({ goods, bads }) => goods + bads),
          ),
        ),
      ),
  );
  return meanOf(
    means,
    cards.map(({ training }) => training.rows),
  );
}

/** The reference of a card, out of its document and of what its training found: no row of the training is needed. */
export function trainingReference(document: RegistryDocument, validation: ValidationReport): TrainingReference {
  const { scaling } = document;
  const { rows, bads } = isCard(document) ? document.training : document.measured;
  const ranking = rankingFigures(validation);
  const segments = monitoredSegments(document);
  const characteristics = segments.flatMap(({ segment, characteristics: own }) =>
    own.map(({ name, bins }) => ({
      segment,
      name,
      labels: bins.map(binLabel),
      counts: bins.map(({ goods, bads: bad }) => goods + bad),
      points: bins.map(({ points }) => points),
    })),
  );
  const bands = validation.distribution.map(({ lower, upper, goods, bads }) => ({ lower, upper, rows: goods + bads }));
  return {
    rows,
    scaling,
    meanScore: isCard(document) ? meanScoreOf(document) : (validation.meanScore ?? 0),
    badRate: bads / rows,
    auc: ranking.auc,
    gini: ranking.gini,
    bands,
    ...joinBands(bands),
    grades: validation.grades.map(({ grade, minScore, count }) => ({ grade, minScore, rows: count })),
    segments: segments.flatMap(({ segment, rows }) => (segment === null ? [] : [{ segment, rows }])),
    characteristics,
    atLeast: sharesFrom(validation),
  };
}

/** Mean of `values` by weight. */
export function meanOf(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0) / sumOf(weights);
}

function joinBands(bands: TrainingReference['bands']): Pick<TrainingReference, 'scoreCuts' | 'scoreCounts'> {
  const least = sumOf(bands.map(({ rows }) => rows)) / SCORE_GROUPS;
  const groups: { lower: number; rows: number }[] = [];
  for (const { lower, rows } of bands) {
    const last = groups[groups.length - 1];
    if (last === undefined || last.rows >= least) groups.push({ lower, rows });
    else last.rows += rows;
  }
  const [tail, before] = [groups[groups.length - 1], groups[groups.length - 2]];
  if (tail !== undefined && before !== undefined && tail.rows < least) {
    before.rows += tail.rows;
    groups.pop();
  }
  return { scoreCuts: groups.slice(1).map(({ lower }) => lower), scoreCounts: groups.map(({ rows }) => rows) };
}

function sharesFrom({ ks_curve: curve, goods, bads, rows }: ValidationReport): TrainingReference['atLeast'] {
  const ascending = curve.toSorted((left, right) => left.score - right.score);
  return ascending.map(({ score }, at) => {
    const below = ascending[at - 1];
    return { score, share: below === undefined ? 1 : 1 - (below.cumulativeGoods * goods + below.cumulativeBads * bads) / rows };
  });
}

/** Share of the training rows that a cut-off approves, to the resolution of the curve that was kept (200 points). */
export function approvedInTraining({ atLeast }: TrainingReference, cutOff: number): number {
  return atLeast.find(({ score }) => score >= cutOff)?.share ?? 0;
}

/** The cut-off where nobody named one: just above the score where training told goods and bads farthest apart. */
export function usualCutOff({ ksScore }: Pick<ValidationReport, 'ksScore'>): number {
  return ksScore + 1;
}
