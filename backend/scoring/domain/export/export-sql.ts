import type { DocumentCharacteristic, ScorecardDocument } from '../scorecard/scorecard-document.ts';
import { dialectOf, doubleLiteral, exportImpossible, type SqlDialect, type SqlDialectName } from './sql-dialects.ts';

export interface SqlOptions {
  readonly dialect: SqlDialectName;
  /** Table to score; dots part schema and table. */
  readonly table: string;
}

/** Exponents beyond this would overflow in engines that take it for an error; the probability is 0 or 1 there. */
const MOST_EXPONENT = 700;

/**
 * One SELECT that gives every column of a table with score, grade and probability of a bad outcome.
 *
 * NULL and NaN are missing, codes and unknown levels fall where the scorer puts them, and the score is the same whole number.
 * The probability is rounded to six decimals as the scorer does, by the engine's own exponential.
 * @throws {@link DomainError} `scorecard_export_impossible`
 */
export function scorecardSql(document: ScorecardDocument, { dialect: name, table }: SqlOptions): string {
  const dialect = dialectOf(name);
  refuseUnwritable(document, dialect);
  const from = table.split('.').map(dialect.name).join('.');
  const { score, grade, pd } = outputNames(document);
  const total = `s.${dialect.name(score)}`;
  return [
    `-- Scorecard ${document.name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')}`,
    'SELECT s.*,',
    `  ${gradeSql(document, dialect, total)} AS ${dialect.name(grade)},`,
    `  ${probabilitySql(document, dialect, total)} AS ${dialect.name(pd)}`,
    'FROM (',
    '  SELECT t.*,',
    `    ${scoreSql(document, dialect, (column) => `t.${dialect.name(column)}`)} AS ${dialect.name(score)}`,
    `  FROM ${from} AS t`,
    ') AS s',
    '',
  ].join('\n');
}

/** The score as one expression. @param column - how the expression names an input */
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
export function gradeSql({ grades }: ScorecardDocument, dialect: SqlDialect, score: string): string {
  const cases = grades.map((step) => `WHEN ${score} >= ${step.minScore} THEN ${dialect.text(step.grade)}`);
  return `CASE ${cases.join(' ')} ELSE ${dialect.text(grades.at(-1)?.grade ?? '')} END`;
}

/** The probability of a bad outcome at a score, rounded to six decimals. */
export function probabilitySql({ scaling }: ScorecardDocument, dialect: SqlDialect, score: string): string {
  const exponent = `(${score} - ${doubleLiteral(scaling.offset)}) / ${doubleLiteral(scaling.factor)}`;
  const held = `LEAST(${doubleLiteral(MOST_EXPONENT)}, GREATEST(${doubleLiteral(-MOST_EXPONENT)}, ${exponent}))`;
  return dialect.rounded(`1e0 / (1e0 + EXP(${held}))`);
}

/** Names of the results; a characteristic that has one of them keeps it. */
function outputNames({ characteristics }: ScorecardDocument): { score: string; grade: string; pd: string } {
  const taken = new Set(characteristics.map(({ name }) => name.toLowerCase()));
  const free = (name: string): string => (taken.has(name) ? free(`card_${name}`) : name);
  return { score: free('score'), grade: free('grade'), pd: free('pd') };
}

function refuseUnwritable({ characteristics, grades }: ScorecardDocument, { foldsCase }: SqlDialect): void {
  const texts = [
    ...characteristics.flatMap(({ name, bins }) => [name, ...bins.flatMap((bin) => (bin.kind === 'levels' ? bin.levels : []))]),
    ...grades.map(({ grade }) => grade),
  ];
  for (const text of texts) if (text.includes('\0') || !text.isWellFormed()) throw exportImpossible(text, 'SQL has no such character');
  const names = characteristics.map(({ name }) => (foldsCase ? name.toLowerCase() : name));
  names.forEach((name, place) => {
    if (name === '') throw exportImpossible(name, 'a column has a name');
    if (names.indexOf(name) < place) throw exportImpossible(name, 'the engine does not tell its two columns apart');
  });
}
