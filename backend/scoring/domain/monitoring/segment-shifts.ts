import { type Shift, stabilityShift, sumOf } from './drift-level.ts';
import type { ScoreTally } from './score-tally.ts';
import { meanOf, type TrainingReference } from './training-reference.ts';

/** How a characteristic stands against the card that reads it: that of one segment, or the only one. */
export interface CharacteristicShift extends Shift {
  /** Null of a plain card. */
  readonly segment: string | null;
  readonly name: string;
  /** How many points the mean of this characteristic has moved. */
  readonly pointsShift: number;
}

/** How the rows of a period spread over the segments, and how the characteristics of each have moved. */
export interface SegmentShifts {
  /** Those of segments in which there are rows; the rows of others say nothing of a card that did not score them. */
  readonly characteristics: readonly CharacteristicShift[];
  /** PSI of the shares of the segments; null of a plain card, and where no score names its segment. */
  readonly mix: Shift | null;
  /** Shares of the rows that name a segment; empty of a plain card. */
  readonly segments: readonly { readonly segment: string; readonly rows: number; readonly share: number; readonly expectedShare: number }[];
  /** Rows of a card by segments that name none, since they were scored before segments were kept; no characteristic counts them. */
  readonly unnamed: number;
}

/** CSI of each characteristic within its segment, and PSI of the segments themselves, of `rows` counted rows. */
export function segmentShifts(reference: TrainingReference, tally: ScoreTally, rows: number): SegmentShifts {
  const characteristics = reference.characteristics.flatMap(({ segment, name, counts, points }, at): CharacteristicShift[] => {
    const now = tally.bins[at] ?? [];
    if (sumOf(now) === 0) return [];
    return [{ segment, name, ...stabilityShift(now, counts), pointsShift: meanOf(points, now) - meanOf(points, counts) }];
  });
  const expected = reference.segments.map((own) => own.rows);
  const now = expected.map((_, at) => tally.segments?.[at] ?? 0);
  const named = sumOf(now);
  return {
    characteristics,
    mix: named === 0 ? null : stabilityShift(now, expected),
    segments: reference.segments.map((own, at) => {
      const count = now[at] ?? 0;
      return { segment: own.segment, rows: count, share: named === 0 ? 0 : count / named, expectedShare: own.rows / sumOf(expected) };
    }),
    unnamed: reference.segments.length === 0 ? 0 : rows - named,
  };
}
