import { type Explanation, explainScore, reasonsOf, type Yardstick } from '../explain/explain-score.ts';
import { waterfallOf } from '../explain/waterfall.ts';
import type { Row } from '../segments/compile-document.ts';
import { compileScoredModel } from './compile-scored-model.ts';
import { isCard, type RegistryDocument } from './registry-document.ts';

/**
 * Scores a row and tells why. A model of another kind than a card has one yardstick, the mean customer, who begins the waterfall.
 * @throws {@link DomainError} `scorecard_input_invalid`
 */
export function explainDocument(document: RegistryDocument, row: Row, yardstick: Yardstick): Explanation {
  if (isCard(document)) return explainScore(document, row, yardstick);
  const scored = compileScoredModel(document).scoreRow(row);
  const parts = scored.points.map(({ characteristic, points }) => ({ characteristic, points, meanPoints: 0 }));
  const worded = reasonsOf(
    document.inputs,
    scored.points,
    parts.map(({ meanPoints }) => meanPoints),
  );
  return { ...scored, segment: null, worded, waterfall: waterfallOf(scored.basePoints, parts) };
}
