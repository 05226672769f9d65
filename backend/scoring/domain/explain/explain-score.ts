import { binLabel } from '../binning/bins.ts';
import { type AttributePoints, compileScorecard, MAX_REASONS, type ScoredRow } from '../scorecard/compile-scorecard.ts';
import type { DocumentCharacteristic, ScoringDocument } from '../scorecard/scorecard-document.ts';
import { type Row, segmentOfRow } from '../segments/compile-document.ts';
import { type Wording, wordingFor } from './reason-wording.ts';
import { meanPoints, type Waterfall, waterfallOf } from './waterfall.ts';

/** What points are compared with: the best attribute that training saw, or the mean over the training rows. */
export type Yardstick = 'best' | 'mean';

export interface ScoreReason {
  /** Code of the card, and the words with the code of the library. */
  readonly reason: string;
  readonly wording: Wording;
  readonly characteristics: readonly string[];
  readonly pointsLost: number;
}

/** What is told of a characteristic that cost points. */
type Told = Pick<DocumentCharacteristic, 'name' | 'reason' | 'wording' | 'bins'>;

function meanOf({ bins }: DocumentCharacteristic): number {
  return meanPoints(bins.map((bin) => ({ points: bin.points, rows: bin.goods + bin.bads })));
}

function wordsOf(characteristic: Told, given: AttributePoints): Wording {
  const { name, wording } = characteristic;
  const bin = characteristic.bins.find((own) => binLabel(own) === given.attribute);
  if (wording !== undefined) return wording;
  if (bin?.kind === 'missing') return wordingFor({ en: name, zh: name }, { en: 'not given', zh: '没有提供' });
  return wordingFor({ en: name, zh: name }, { en: given.attribute, zh: given.attribute });
}

/**
 * Reasons for a score: characteristics by points lost against `yardsticks`, most first. Characteristics with the same
 * code of the library are one reason. Equal losses keep the order of the card.
 */
export function reasonsOf(
  characteristics: readonly Told[],
  points: readonly AttributePoints[],
  yardsticks: readonly number[],
): ScoreReason[] {
  const reasons = new Map<string, ScoreReason>();
  points.forEach((given, place) => {
    const characteristic = characteristics[place] as Told;
    const pointsLost = (yardsticks[place] as number) - given.points;
    if (pointsLost <= 0) return;
    const wording = wordsOf(characteristic, given);
    const key = wording.code ?? `own ${characteristic.reason}`;
    const before = reasons.get(key);
    reasons.set(key, {
      reason: before?.reason ?? characteristic.reason,
      wording,
      characteristics: [...(before?.characteristics ?? []), given.characteristic],
      pointsLost: (before?.pointsLost ?? 0) + pointsLost,
    });
  });
  return [...reasons.values()].sort((left, right) => right.pointsLost - left.pointsLost).slice(0, MAX_REASONS);
}

export interface Explanation extends ScoredRow {
  /** The segment whose card explains the score; null without segments. */
  readonly segment: string | null;
  readonly worded: readonly ScoreReason[];
  readonly waterfall: Waterfall;
}

/**
 * Scores a row and tells why; of several segments by the card of its own, from the mean score of that segment.
 * @throws {@link DomainError} `scorecard_input_invalid`
 */
export function explainScore(document: ScoringDocument, row: Row, yardstick: Yardstick): Explanation {
  const { segment, card } = segmentOfRow(document, row);
  const scored = compileScorecard(card).scoreRow(row);
  const parts = scored.points.map((given, place) => ({
    characteristic: given.characteristic,
    points: given.points,
    meanPoints: meanOf(card.characteristics[place] as DocumentCharacteristic),
  }));
  const yardsticks = scored.points.map(({ bestPoints }, place) => (yardstick === 'best' ? bestPoints : (parts[place]?.meanPoints ?? 0)));
  const worded = reasonsOf(card.characteristics, scored.points, yardsticks);
  return { ...scored, segment, worded, waterfall: waterfallOf(scored.basePoints, parts) };
}
