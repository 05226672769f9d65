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
  /** Rows by characteristic of the card and by its bins, in the order of the document; empty where there are several segments. */
  readonly bins: readonly (readonly number[])[];
}

/** A score as monitoring sees it; the attribute is the label of the bin that the customer's value fell into. */
export interface MonitoredScore {
  readonly score: number;
  readonly points: readonly { readonly characteristic: string; readonly attribute: string }[];
  /** 1 for bad, null while it is not known. */
  readonly outcome: 0 | 1 | null;
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

/** What bins are counted of. */
interface CountedCharacteristics {
  readonly characteristics: readonly Pick<DocumentCharacteristic, 'name' | 'bins'>[];
}

/**
 * Counts the scores of one card, and by bins those of `characteristics`.
 * @throws {@link DomainError} `score_foreign` when a score names an attribute that the card does not have
 */
export function tallyScores({ characteristics }: CountedCharacteristics, rows: readonly MonitoredScore[]): ScoreTally {
  const placeOf = characteristics.map(({ bins }) => new Map(bins.map((bin, place) => [binLabel(bin), place])));
  const bins = characteristics.map((characteristic) => characteristic.bins.map(() => 0));
  for (const { points } of rows) {
    const attributeOf = new Map(points.map(({ characteristic, attribute }) => [characteristic, attribute]));
    for (const [at, { name }] of characteristics.entries()) {
      const place = placeOf[at]?.get(attributeOf.get(name) ?? '');
      const counts = bins[at];
      if (place === undefined || counts === undefined) throw foreign(name);
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return {
    scores: countScores(
      rows.map(({ score }) => score),
      (row) => rows[row]?.outcome ?? null,
    ),
    bins,
  };
}

function foreign(characteristic: string): DomainError {
  return new DomainError('score_foreign', 'conflict', 'A stored score does not fit the scorecard that it is said to be of.', {
    params: { characteristic },
  });
}

/** The rows of some periods of one card together. */
export function mergeTallies(tallies: readonly ScoreTally[]): ScoreTally {
  const scores = new Map<number, ScoreCount>();
  for (const { score, rows, goods, bads } of tallies.flatMap((tally) => tally.scores)) {
    const so = scores.get(score) ?? { score, rows: 0, goods: 0, bads: 0 };
    scores.set(score, { score, rows: so.rows + rows, goods: so.goods + goods, bads: so.bads + bads });
  }
  const [first] = tallies;
  const bins = (first?.bins ?? []).map((counts, at) =>
    counts.map((_, place) => tallies.reduce((sum, tally) => sum + (tally.bins[at]?.[place] ?? 0), 0)),
  );
  return { scores: [...scores.values()].sort((left, right) => left.score - right.score), bins };
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
