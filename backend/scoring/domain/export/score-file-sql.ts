import { sqlName, sqlText } from '../../../kernel/sql-quote.ts';
import { MAX_REASONS } from '../scorecard/compile-scorecard.ts';
import type { ScorecardDocument, ScoringDocument, Segment } from '../scorecard/scorecard-document.ts';
import { inputsOf, segmentList } from '../segments/scoring-document.ts';
import { gradeSql, pointsSql, probabilitySql } from './export-sql.ts';
import { bySegment } from './segment-sql.ts';
import { dialectOf } from './sql-dialects.ts';

export interface ScoreFileSql {
  readonly document: ScoringDocument;
  /** Columns of the input that go on to the output. */
  readonly keep: readonly string[];
  /** Also the codes of the reasons, joined by commas. */
  readonly withReasons: boolean;
  /** How each input of the document is read from its column: a double or a text, NULL when missing. */
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
  const segments = segmentList(document);
  const names = inputsOf(document).map(({ name }) => name);
  const placeOf = (name: string) => names.indexOf(name);
  const values = inputs.map((input, place) => `${input} AS credence_x${place}`);
  const leaf = bySegment(
    document,
    dialect,
    (name) => `credence_x${placeOf(name)}`,
    (_, at) => String(at),
  );
  const points = names.map((name, place) => `${inputPoints(segments, name, `credence_x${place}`)} AS credence_p${place}`);
  const base = chooseSegment(segments, ({ card }) => String(card.scaling.basePoints));
  const total = [base, ...names.map((_, place) => `credence_p${place}`)].join(' + ');
  const results = [
    'credence_score AS score',
    `${gradeSql(document, dialect, 'credence_score')} AS grade`,
    `${probabilitySql(document, dialect, 'credence_score')} AS pd`,
    ...(withReasons ? [`${chooseSegment(segments, ({ card }) => reasonsSql(card, placeOf))} AS reasons`] : []),
  ];
  return `SELECT ${[...kept, ...results].join(', ')} FROM (
    SELECT *, CAST(${total} AS INTEGER) AS credence_score FROM (
      SELECT ${[...kept, 'credence_leaf', ...points].join(', ')} FROM (
        SELECT *, ${leaf} AS credence_leaf FROM (SELECT ${[...kept, ...values].join(', ')} FROM ${from}))))`;
}

/** The expression of the row's segment, once its place is known. */
function chooseSegment(segments: readonly Segment[], expression: (segment: Segment) => string): string {
  const [first] = segments;
  if (first !== undefined && segments.length === 1) return expression(first);
  return `CASE credence_leaf ${segments.map((own, at) => `WHEN ${at} THEN ${expression(own)}`).join(' ')} END`;
}

/** Points of one input; none in a segment whose card does not have it. */
function inputPoints(segments: readonly Segment[], name: string, column: string): string {
  return chooseSegment(segments, ({ card }) => {
    const own = card.characteristics.find((characteristic) => characteristic.name === name);
    return own === undefined ? '0' : pointsSql(own, dialectOf('duckdb'), column);
  });
}

/** Codes of the reasons from the points: most points lost first, equal losses in the order of the card. */
function reasonsSql({ characteristics }: ScorecardDocument, placeOf: (name: string) => number): string {
  const losses = characteristics.map(({ name, bins }, place) => {
    const best = Math.max(...bins.filter((bin) => bin.goods + bin.bads > 0).map((bin) => bin.points));
    return `(${best} - credence_p${placeOf(name)})::BIGINT * ${PLACES} + ${PLACES - 1 - place}`;
  });
  const codes = characteristics.map(({ reason }) => sqlText(reason)).join(', ');
  const most = `list_filter(list_reverse_sort([${losses.join(', ')}])[1:${MAX_REASONS}], lambda loss: loss >= ${PLACES})`;
  return `array_to_string(list_transform(${most}, lambda loss: [${codes}][${PLACES} - loss % ${PLACES}]), ',')`;
}
