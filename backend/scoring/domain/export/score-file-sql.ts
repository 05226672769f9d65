import { sqlName, sqlText } from '../../../kernel/sql-quote.ts';
import { MAX_REASONS } from '../scorecard/compile-scorecard.ts';
import type { ScorecardDocument } from '../scorecard/scorecard-document.ts';
import { gradeSql, pointsSql, probabilitySql } from './export-sql.ts';
import { dialectOf } from './sql-dialects.ts';

export interface ScoreFileSql {
  readonly document: ScorecardDocument;
  /** Columns of the input that go on to the output. */
  readonly keep: readonly string[];
  /** Also the codes of the reasons, joined by commas. */
  readonly withReasons: boolean;
  /** How each characteristic is read from its column: a double or a text, NULL when missing. */
  readonly inputs: readonly string[];
  /** What to select from. */
  readonly from: string;
}

/** Weighs points lost against the place of the characteristic, of which a card has fewer than this. */
const PLACES = 10_000;

/** A DuckDB query that scores a relation row by row, in its order: kept columns, score, grade, probability, reasons. */
export function scoreFileSql({ document, keep, withReasons, inputs, from }: ScoreFileSql): string {
  const dialect = dialectOf('duckdb');
  const kept = keep.map(sqlName);
  const { characteristics, scaling } = document;
  const values = inputs.map((input, place) => `${input} AS credence_x${place}`);
  const points = characteristics.map(
    (characteristic, place) => `${pointsSql(characteristic, dialect, `credence_x${place}`)} AS credence_p${place}`,
  );
  const total = [String(scaling.basePoints), ...characteristics.map((_, place) => `credence_p${place}`)].join(' + ');
  const results = [
    'credence_score AS score',
    `${gradeSql(document, dialect, 'credence_score')} AS grade`,
    `${probabilitySql(document, dialect, 'credence_score')} AS pd`,
    ...(withReasons ? [`${reasonsSql(document)} AS reasons`] : []),
  ];
  return `SELECT ${[...kept, ...results].join(', ')} FROM (
    SELECT *, CAST(${total} AS INTEGER) AS credence_score FROM (
      SELECT ${[...kept, ...points].join(', ')} FROM (SELECT ${[...kept, ...values].join(', ')} FROM ${from})))`;
}

/** Codes of the reasons from the points: most points lost first, equal losses in the order of the card. */
function reasonsSql({ characteristics }: ScorecardDocument): string {
  const losses = characteristics.map(({ bins }, place) => {
    const best = Math.max(...bins.filter((bin) => bin.goods + bin.bads > 0).map((bin) => bin.points));
    return `(${best} - credence_p${place})::BIGINT * ${PLACES} + ${PLACES - 1 - place}`;
  });
  const codes = characteristics.map(({ reason }) => sqlText(reason)).join(', ');
  const most = `list_filter(list_reverse_sort([${losses.join(', ')}])[1:${MAX_REASONS}], lambda loss: loss >= ${PLACES})`;
  return `array_to_string(list_transform(${most}, lambda loss: [${codes}][${PLACES} - loss % ${PLACES}]), ',')`;
}
