import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresDatabase } from '../../test/system/support/databases.ts';
import { readGermanCredit } from '../../test/system/support/reference-data.ts';
import { randomCard, tellingRows } from '../../test/vectors/random-card.ts';
import { randomSegments, tellingSegmentRows } from '../../test/vectors/random-segments.ts';
import { type CellValue, cellAt } from '../intake/domain/columns.ts';
import { sqlText } from '../kernel/sql-quote.ts';
import { openWarehouse, type Warehouse } from '../platform/warehouse/warehouse.ts';
import { buildScorecard, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import { scorecardSql } from './domain/export/export-sql.ts';
import { dialectOf } from './domain/export/sql-dialects.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { compileDocument } from './domain/segments/compile-document.ts';
import { inputsOf } from './domain/segments/scoring-document.ts';

type Row = Readonly<Record<string, CellValue>>;
type Answer = Readonly<Record<string, unknown>>;

/** A table with the rows, numbered in `row number`. */
function tableSql(card: ScoringDocument, rows: readonly Row[], dialect: 'duckdb' | 'postgresql'): string {
  const { name, text } = dialectOf(dialect);
  const [double, word] = dialect === 'duckdb' ? ['DOUBLE', 'VARCHAR'] : ['DOUBLE PRECISION', 'TEXT'];
  const literal = (cell: CellValue) =>
    typeof cell === 'number'
      ? `CAST(${sqlText(Object.is(cell, -0) ? '-0' : String(cell))} AS ${double})`
      : cell === null
        ? 'NULL'
        : text(cell);
  const columns = inputsOf(card).map((own) => `${name(own.name)} ${own.kind === 'numeric' ? double : word}`);
  const values = rows.map((row, at) => `(${[String(at), ...inputsOf(card).map((own) => literal(row[own.name] ?? null))].join(', ')})`);
  return `DROP TABLE IF EXISTS "some table"; CREATE TABLE "some table" ("row number" INTEGER, ${columns.join(', ')}); INSERT INTO "some table" VALUES ${values.join(', ')}`;
}

/** Every row has in the answer what the scorer gives; the results are its last three columns. */
function expectSame(card: ScoringDocument, rows: readonly Row[], answers: readonly Answer[]): void {
  const scorer = compileDocument(card);
  expect(answers.length).toBe(rows.length);
  for (const answer of answers) {
    const [score, grade, pd] = Object.values(answer).slice(-3);
    const own = scorer.scoreRow(rows[Number(answer['row number'])] ?? {});
    expect([Number(score), grade]).toEqual([own.score, own.grade]);
    if (own.segment !== null) expect(Object.values(answer).at(-4)).toBe(own.segment);
    expect(Math.abs(Number(pd) - Number(own.pdWad) / 1e18)).toBeLessThan(1.5e-6);
  }
}

const german = readGermanCredit();
const { document: germanCard } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });
const germanRows = german.ids.map((_, row): Row => Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)])));

function suite(dialect: 'duckdb' | 'postgresql', ask: (setup: string, query: string) => Promise<readonly Answer[]>, numRuns: number): void {
  const check = async (card: ScoringDocument, rows: readonly Row[]) =>
    expectSame(card, rows, await ask(tableSql(card, rows, dialect), scorecardSql(card, { dialect, table: 'some table' })));

  it('scores every row of the German data as the scorer does', () => check(germanCard, germanRows));

  it('scores as the scorer does at ends of bins, missing values, codes and unseen levels, whatever the names', () =>
    fc.assert(
      fc.asyncProperty(randomCard, (card) => check(card, tellingRows(card))),
      { numRuns },
    ));

  it('scores several segments as the scorer does, whatever their tests', () =>
    fc.assert(
      fc.asyncProperty(randomSegments, (document) => check(document, tellingSegmentRows(document))),
      { numRuns },
    ));
}

describe('a scorecard as SQL in DuckDB', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse({ threads: 1, memoryMegabytes: 500 });
  });
  afterAll(() => warehouse.close());
  suite(
    'duckdb',
    async (setup, query) => {
      await warehouse.run(setup);
      return warehouse.rows(query);
    },
    60,
  );

  it('takes NaN for missing and compares decimals and integers as the scorer does', async () => {
    const cut = germanCard.characteristics.find(({ kind }) => kind === 'numeric');
    const card = { ...germanCard, characteristics: cut === undefined ? [] : [cut] };
    await warehouse.run(
      `DROP TABLE IF EXISTS "some table"; CREATE TABLE "some table" ("row number" INTEGER, "${cut?.name}" DOUBLE); INSERT INTO "some table" VALUES (0, 'nan')`,
    );
    expectSame(card, [{ [cut?.name ?? '']: null }], await warehouse.rows(scorecardSql(card, { dialect: 'duckdb', table: 'some table' })));
    const rows = Array.from({ length: 60 }, (_, value) => ({ [cut?.name ?? '']: value }));
    await warehouse.run(
      `CREATE OR REPLACE TABLE "some table" AS SELECT CAST(i AS INTEGER) AS "row number", CAST(i AS DECIMAL(30, 4)) AS "${cut?.name}" FROM range(60) r(i)`,
    );
    expectSame(card, rows, await warehouse.rows(scorecardSql(card, { dialect: 'duckdb', table: 'some table' })));
  });
});

describe('a scorecard as SQL in PostgreSQL', () => {
  let client: pg.Client;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const empty = await createPostgresDatabase();
    drop = empty.drop;
    client = new pg.Client({ connectionString: empty.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await drop();
  });
  suite(
    'postgresql',
    async (setup, query) => {
      await client.query(setup);
      const { rows }: { rows: Answer[] } = await client.query(query);
      return rows;
    },
    60,
  );

  it('takes NaN for missing', async () => {
    const cut = germanCard.characteristics.find(({ kind }) => kind === 'numeric');
    const card = { ...germanCard, characteristics: cut === undefined ? [] : [cut] };
    await client.query(
      `DROP TABLE IF EXISTS "some table"; CREATE TABLE "some table" ("row number" INTEGER, "${cut?.name}" DOUBLE PRECISION); INSERT INTO "some table" VALUES (0, 'NaN')`,
    );
    const { rows }: { rows: Answer[] } = await client.query(scorecardSql(card, { dialect: 'postgresql', table: 'some table' }));
    expectSame(card, [{ [cut?.name ?? '']: null }], rows);
  });
});
