import type { ScoringDocument, Segment } from '../scorecard/scorecard-document.ts';
import { segmentsOf } from '../segments/scoring-document.ts';
import { foldTree, type SegmentTest } from '../segments/segment-tree.ts';
import { doubleLiteral, type SqlDialect } from './sql-dialects.ts';

/** Whether a test leads to the left, as a condition that is never true where it leads to the right. */
function testSql(test: SegmentTest, dialect: SqlDialect, column: string): string {
  const value = test.kind === 'below' ? dialect.asDouble(column) : dialect.asText(column);
  if (test.kind === 'among') {
    const among = `${value} IN (${test.levels.map(dialect.text).join(', ')})`;
    return test.missing === 'left' ? `${value} IS NULL OR ${among}` : among;
  }
  const below = `${value} < ${doubleLiteral(test.cut)}`;
  const codes = test.specials.length === 0 ? null : `${value} IN (${test.specials.map(doubleLiteral).join(', ')})`;
  // NULL makes the whole no truth, and every engine takes NaN for no less than a number.
  if (test.missing === 'right') return codes === null ? below : `${below} AND NOT ${codes}`;
  return [`${value} IS NULL`, dialect.isNaN(value), ...(codes === null ? [] : [codes]), below].join(' OR ');
}

/**
 * An expression that is another one for each segment; without segments it is the only one.
 * @param column - how the expression names an input
 */
export function bySegment(
  document: ScoringDocument,
  dialect: SqlDialect,
  column: (name: string) => string,
  expression: (segment: Segment, at: number) => string,
): string {
  let at = 0;
  return foldTree(
    segmentsOf(document),
    (segment) => expression(segment, at++),
    (test, left, right) => `CASE WHEN ${testSql(test, dialect, column(test.attribute))} THEN ${left} ELSE ${right} END`,
  );
}
