import type { DocumentCharacteristic, ScorecardDocument, ScoringDocument } from '../scorecard/scorecard-document.ts';
import { inputsOf, segmentList, segmentsOf } from '../segments/scoring-document.ts';
import { testsOf } from '../segments/segment-tree.ts';
import { bySegment } from './segment-sql.ts';
import { dialectOf, doubleLiteral, exportImpossible, type SqlDialect, type SqlDialectName } from './sql-dialects.ts';

export interface SqlOptions {
  readonly dialect: SqlDialectName;
  /** Table to score; dots part schema and table. */
  readonly table: string;
}

/** Exponents beyond this would overflow in engines that take it for an error; the probability is 0 or 1 there. */
const MOST_EXPONENT = 700;

/**
 * One SELECT that gives every column of a table with score, grade and probability of a bad outcome, and with the segment where there
 * are several.
 *
 * NULL and NaN are missing, codes and unknown levels fall where the scorer puts them, and the score is the same whole number.
 * The probability is rounded to six decimals as the scorer does, by the engine's own exponential.
 * @throws {@link DomainError} `scorecard_export_impossible`
 */
export function scorecardSql(document: ScoringDocument, { dialect: name, table }: SqlOptions): string {
  const dialect = dialectOf(name);
  refuseUnwritable(document, dialect);
  const from = table.split('.').map(dialect.name).join('.');
  const { score, grade, pd, segment } = outputNames(document);
  const column = (input: string) => `t.${dialect.name(input)}`;
  const segments = segmentList(document).flatMap((own) => own.segment ?? []);
  const names = bySegment(document, dialect, column, (own) => dialect.text(own.segment ?? ''));
  const total = `s.${dialect.name(score)}`;
  return [
    `-- Scorecard ${document.name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')}`,
    'SELECT s.*,',
    `  ${gradeSql(document, dialect, total)} AS ${dialect.name(grade)},`,
    `  ${probabilitySql(document, dialect, total)} AS ${dialect.name(pd)}`,
    'FROM (',
    '  SELECT t.*,',
    ...(segments.length === 0 ? [] : [`    ${names} AS ${dialect.name(segment)},`]),
    `    ${bySegment(document, dialect, column, ({ card }) => scoreSql(card, dialect, column))} AS ${dialect.name(score)}`,
    `  FROM ${from} AS t`,
    ') AS s',
    '',
  ].join('\n');
}

/** The score of a card as one expression. @param column - how the expression names an input */
function scoreSql(document: ScorecardDocument, dialect: SqlDialect, column: (name: string) => string): string {
  const terms = document.characteristics.map((characteristic) => pointsSql(characteristic, dialect, column(characteristic.name)));
  return [String(document.scaling.basePoints), ...terms].join('\n    + ');
}

/** The points of one characteristic. */
export function pointsSql({ kind, bins }: DocumentCharacteristic, dialect: SqlDialect, column: string): string {
  const cases: string[] = [];
  let rest = '0';
  const value = kind === 'numeric' ? dialect.asDouble(column) : dialect.asText(column);
  for (const bin of bins) {
    if (bin.kind === 'missing') cases.unshift(missingCase(kind, dialect, value, bin.points));
    else if (bin.kind === 'other') rest = String(bin.points);
    else if (bin.kind === 'levels') cases.push(`WHEN ${value} IN (${bin.levels.map(dialect.text).join(', ')}) THEN ${bin.points}`);
  }
  // Codes go before intervals, which they may lie in.
  for (const bin of bins)
    if (bin.kind === 'special') cases.push(`WHEN ${value} IN (${bin.values.map(doubleLiteral).join(', ')}) THEN ${bin.points}`);
  for (const bin of bins) {
    if (bin.kind !== 'interval') continue;
    if (bin.upper === null) rest = String(bin.points);
    else cases.push(`WHEN ${value} < ${doubleLiteral(bin.upper)} THEN ${bin.points}`);
  }
  return `CASE ${cases.join(' ')} ELSE ${rest} END`;
}

function missingCase(kind: DocumentCharacteristic['kind'], dialect: SqlDialect, value: string, points: number): string {
  return `WHEN ${value} IS NULL${kind === 'numeric' ? ` OR ${dialect.isNaN(value)}` : ''} THEN ${points}`;
}

/** The grade of a score. */
export function gradeSql({ grades }: Pick<ScoringDocument, 'grades'>, dialect: SqlDialect, score: string): string {
  const cases = grades.map((step) => `WHEN ${score} >= ${step.minScore} THEN ${dialect.text(step.grade)}`);
  return `CASE ${cases.join(' ')} ELSE ${dialect.text(grades.at(-1)?.grade ?? '')} END`;
}

/** The probability of a bad outcome at a score, rounded to six decimals. */
export function probabilitySql({ scaling }: Pick<ScoringDocument, 'scaling'>, dialect: SqlDialect, score: string): string {
  const exponent = `(${score} - ${doubleLiteral(scaling.offset)}) / ${doubleLiteral(scaling.factor)}`;
  const held = `least(${doubleLiteral(MOST_EXPONENT)}, greatest(${doubleLiteral(-MOST_EXPONENT)}, ${exponent}))`;
  return dialect.rounded(`1e0 / (1e0 + exp(${held}))`);
}

/** Names of the results; a characteristic that has one of them keeps it. */
function outputNames(document: ScoringDocument): Readonly<Record<'score' | 'grade' | 'pd' | 'segment', string>> {
  const taken = new Set(inputsOf(document).map(({ name }) => name.toLowerCase()));
  const free = (name: string): string => (taken.has(name) ? free(`card_${name}`) : name);
  return { score: free('score'), grade: free('grade'), pd: free('pd'), segment: free('segment') };
}

function refuseUnwritable(document: ScoringDocument, { foldsCase }: SqlDialect): void {
  const segments = segmentList(document);
  const inputs = inputsOf(document);
  const bins = segments.flatMap(({ card }) => card.characteristics.flatMap((characteristic) => characteristic.bins));
  const texts = [
    ...inputs.map(({ name }) => name),
    ...segments.map(({ segment }) => segment ?? ''),
    ...[...testsOf(segmentsOf(document)), ...bins].flatMap((own) => ('levels' in own ? own.levels : [])),
    ...document.grades.map(({ grade }) => grade),
  ];
  for (const text of texts) if (text.includes('\0') || !text.isWellFormed()) throw exportImpossible(text, 'SQL has no such character');
  const names = inputs.map(({ name }) => (foldsCase ? name.toLowerCase() : name));
  names.forEach((name, place) => {
    if (name === '') throw exportImpossible(name, 'a column has a name');
    if (names.indexOf(name) < place) throw exportImpossible(name, 'the engine does not tell its two columns apart');
  });
}
