import { DomainError } from '../../../kernel/errors.ts';
import { binLabel } from '../binning/bins.ts';
import { probabilityAt, type Scaling } from '../scorecard/scaling.ts';
import type { DocumentCharacteristic } from '../scorecard/scorecard-document.ts';

/** All rows of one score, and of those whose outcome is known the goods and the bads. */
export interface ScoreCount {
  readonly score: number;
  readonly rows: number;
  readonly goods: number;
  readonly bads: number;
}

/**
 * The scores of a period as counts: all that monitoring needs, and nothing of a single customer. Tallies add up, so a month is the sum
 * of its days to the last figure.
 */
export interface ScoreTally {
  /** Ascending by score. */
  readonly scores: readonly ScoreCount[];
  /**
   * Rows by characteristic and by its bins, in the order of the document: those of the first segment, then of the next. Empty of a card by
   * segments on days that were counted before scores named their segment.
   */
  readonly bins: readonly (readonly number[])[];
  /** Rows by segment, from left to right; absent of a plain card and on such days. */
  readonly segments?: readonly number[];
}

/** A score as monitoring sees it; the attribute is the label of the bin that the customer's value fell into. */
export interface MonitoredScore {
  readonly score: number;
  readonly points: readonly { readonly characteristic: string; readonly attribute: string }[];
  /** 1 for bad, null while it is not known. */
  readonly outcome: 0 | 1 | null;
  /** Whose card scored; null or absent of a plain card, and of scores from before segments were kept. */
  readonly segment?: string | null;
}

/** Scores by their number; `outcomes` holds 1 for bad. */
export function countScores(scores: ArrayLike<number>, outcomeOf: (row: number) => 0 | 1 | null): ScoreCount[] {
  const counts = new Map<number, { score: number; rows: number; goods: number; bads: number }>();
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    const count = counts.get(score) ?? { score, rows: 0, goods: 0, bads: 0 };
    counts.set(score, count);
    const outcome = outcomeOf(row);
    count.rows++;
    if (outcome === 0) count.goods++;
    if (outcome === 1) count.bads++;
  }
  return [...counts.values()].sort((left, right) => left.score - right.score);
}

/** What is counted of a document: the bins of its only card, or of the card of each segment. */
export interface CountedSegment {
  /** Null of a plain card. */
  readonly segment: string | null;
  readonly characteristics: readonly Pick<DocumentCharacteristic, 'name' | 'bins'>[];
}

/**
 * Counts the scores of one document, and by bins the characteristics of the card that made each. A score that names no segment of several
 * counts as a score alone: which bins it fell into is not said without its card.
 * @throws {@link DomainError} `score_foreign` when a score names a segment or an attribute that the document does not have
 */
export function tallyScores(segments: readonly CountedSegment[], rows: readonly MonitoredScore[]): ScoreTally {
  const counters = new Map(segments.map((own, place) => [own.segment, { place, count: binCounter(own) }]));
  const bySegment = segments.map(() => 0);
  const isSegmented = segments.some(({ segment }) => segment !== null);
  for (const { points, segment = null } of rows) {
    const counter = counters.get(segment);
    if (counter === undefined && segment !== null) throw foreign({ segment });
    if (counter === undefined) continue;
    bySegment[counter.place] = (bySegment[counter.place] ?? 0) + 1;
    counter.count.add(points);
  }
  return {
    scores: countScores(
      rows.map(({ score }) => score),
      (row) => rows[row]?.outcome ?? null,
    ),
    bins: [...counters.values()].flatMap(({ count }) => count.bins),
    ...(isSegmented && { segments: bySegment }),
  };
}

/** Counts the bins that scores of one card fell into. */
function binCounter({ characteristics }: CountedSegment) {
  const placeOf = characteristics.map(({ bins }) => new Map(bins.map((bin, place) => [binLabel(bin), place])));
  const bins = characteristics.map((characteristic) => characteristic.bins.map(() => 0));
  const add = (points: MonitoredScore['points']) => {
    const attributeOf = new Map(points.map(({ characteristic, attribute }) => [characteristic, attribute]));
    for (const [at, { name }] of characteristics.entries()) {
      const place = placeOf[at]?.get(attributeOf.get(name) ?? '');
      const counts = bins[at];
      if (place === undefined || counts === undefined) throw foreign({ characteristic: name });
      counts[place] = (counts[place] ?? 0) + 1;
    }
  };
  return { bins, add };
}

function foreign(params: Record<string, string>): DomainError {
  return new DomainError('score_foreign', 'conflict', 'A stored score does not fit the scorecard that it is said to be of.', { params });
}

/** The rows of some periods of one card together. */
export function mergeTallies(tallies: readonly ScoreTally[]): ScoreTally {
  const scores = new Map<number, ScoreCount>();
  for (const { score, rows, goods, bads } of tallies.flatMap((tally) => tally.scores)) {
    const so = scores.get(score) ?? { score, rows: 0, goods: 0, bads: 0 };
    scores.set(score, { score, rows: so.rows + rows, goods: so.goods + goods, bads: so.bads + bads });
  }
  const segments = sumByPlace(tallies.flatMap((tally) => (tally.segments === undefined ? [] : [tally.segments])));
  // Days from before segments were kept count no bins.
  const counted = tallies.filter(({ bins }) => bins.length > 0);
  const bins = (counted[0]?.bins ?? []).map((_, at) => sumByPlace(counted.map((tally) => tally.bins[at] ?? [])));
  return {
    scores: [...scores.values()].sort((left, right) => left.score - right.score),
    bins,
    ...(segments.length > 0 && { segments }),
  };
}

function sumByPlace(counts: readonly (readonly number[])[]): number[] {
  return (counts[0] ?? []).map((_, place) => counts.reduce((sum, own) => sum + (own[place] ?? 0), 0));
}

export interface ScoreSummary {
  readonly rows: number;
  readonly meanScore: number;
  /** Mean probability of a bad outcome that the card says. */
  readonly predicted: number;
  /** Null without a cut-off. */
  readonly approvalRate: number | null;
}

/** Means of counted scores; every score from `cutOff` up is approved. Of no rows every figure is 0. */
export function summarizeScores(
  scaling: Pick<Scaling, 'factor' | 'offset'>,
  scores: readonly ScoreCount[],
  cutOff: number | null,
): ScoreSummary {
  const total = (value: (count: ScoreCount) => number) => scores.reduce((sum, count) => sum + value(count), 0);
  const rows = total((count) => count.rows);
  const mean = (value: (score: number) => number) => (rows === 0 ? 0 : total((count) => count.rows * value(count.score)) / rows);
  return {
    rows,
    meanScore: mean((score) => score),
    predicted: mean((score) => probabilityAt(scaling, score)),
    approvalRate: cutOff === null ? null : mean((score) => Number(score >= cutOff)),
  };
}
