import { binLabel } from '../binning/bins.ts';
import type { Scaling } from '../scorecard/scaling.ts';
import { type DocumentCharacteristic, SCORECARD_TYPE, type ScoringDocument } from '../scorecard/scorecard-document.ts';
import { isCard, type RegistryDocument } from '../scored-model/registry-document.ts';
import { segmentList } from '../segments/scoring-document.ts';
import { rankingFigures, type ValidationReport } from '../validation-report.ts';
import { sumOf } from './drift-level.ts';

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
  /** Empty where there are several segments. */
  readonly characteristics: readonly {
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
 * The characteristics whose stability is measured: those of a plain card, and the inputs of a model by the bins that were counted when it
 * was taken in. A characteristic of several segments has bins of its own in each, and none in those that do not read it, so nothing is
 * measured of it across all rows.
 */
export function monitoredCharacteristics(document: RegistryDocument): readonly Pick<DocumentCharacteristic, 'name' | 'bins'>[] {
  if (!isCard(document)) return document.inputs;
  return document.type === SCORECARD_TYPE ? document.characteristics : [];
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
  const characteristics = monitoredCharacteristics(document).map(({ name, bins }) => ({
    name,
    labels: bins.map(binLabel),
    counts: bins.map(({ goods, bads }) => goods + bads),
    points: bins.map(({ points }) => points),
  }));
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
