import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { randomCard, tellingRows } from '../../../../test/vectors/random-card.ts';
import { randomSegments, tellingSegmentRows } from '../../../../test/vectors/random-segments.ts';
import { type CellValue, cellAt } from '../../../intake/domain/columns.ts';
import { buildScorecard, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { compileScorecard } from '../scorecard/compile-scorecard.ts';
import { hashScorecard, type ScorecardDocument, type ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compileDocument } from '../segments/compile-document.ts';
import { validateScorecardDocument } from '../scorecard/validate-scorecard-document.ts';
import { exportScorecard } from './export-scorecard.ts';
import { scorecardSql } from './export-sql.ts';
import { dialectOf, doubleLiteral, SQL_DIALECTS } from './sql-dialects.ts';

const german = readGermanCredit();
const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });
const OPTIONS = { dialect: 'duckdb', table: 'customers' } as const;

let folder: string;
let modules = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Scored {
  readonly score: number;
  readonly grade: string;
  readonly pd: number;
  readonly points: readonly number[];
  readonly reasons: readonly unknown[];
}

async function load(card: ScoringDocument): Promise<(row: Readonly<Record<string, unknown>>) => Scored> {
  const path = join(folder, `card${modules++}.mjs`);
  await writeFile(path, exportScorecard(card, { ...OPTIONS, to: 'js' }).text);
  const module: { scoreCustomer: (row: Readonly<Record<string, unknown>>) => Scored } = await import(
    /* @vite-ignore */ pathToFileURL(path).href
  );
  return module.scoreCustomer;
}

describe('a scorecard as JavaScript', () => {
  it('gives score, grade, probability, points and reasons of the scorer for every row', async () => {
    const compare = async (card: ScoringDocument, rows: readonly Readonly<Record<string, CellValue>>[]) => {
      const [score, scorer] = [await load(card), compileDocument(card)];
      for (const row of rows) {
        const own = scorer.scoreRow(row);
        expect(score(row)).toEqual({
          score: own.score,
          grade: own.grade,
          pd: Number(own.pdWad) / 1e18,
          points: own.points.map((given) => given.points),
          reasons: own.reasons,
          ...(own.segment !== null && { segment: own.segment }),
        });
      }
    };
    await compare(
      document,
      german.ids.map((_, row) => Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)]))),
    );
    await fc.assert(
      fc.asyncProperty(randomCard, (card) => compare(card, tellingRows(card))),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(randomSegments, (segmented) => compare(segmented, tellingSegmentRows(segmented))),
      { numRuns: 60 },
    );
  });

  it('refuses what the scorer refuses', async () => {
    const score = await load(document);
    const row = Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, 0)]));
    const numeric = document.characteristics.find(({ kind }) => kind === 'numeric')?.name ?? '';
    const text = document.characteristics.find(({ kind }) => kind === 'categorical')?.name ?? '';
    for (const wrong of [
      { [numeric]: undefined },
      { [numeric]: Number.NaN },
      { [numeric]: Number.POSITIVE_INFINITY },
      { [numeric]: '5' },
      { [text]: 5 },
    ]) {
      expect(() => score({ ...row, ...wrong })).toThrow(TypeError);
      expect(() => compileScorecard(document).scoreRow({ ...row, ...wrong } as Record<string, CellValue>)).toThrow();
    }
  });
});

describe('a scorecard as JSON', () => {
  it('is the document of its hash', () => {
    const { text } = exportScorecard(document, { ...OPTIONS, to: 'json' });
    expect(hashScorecard(validateScorecardDocument(JSON.parse(text)))).toBe(hashScorecard(document));
  });
});

describe('a scorecard as SQL', () => {
  it('is written the way each engine quotes', () => {
    const quoted = Object.fromEntries(
      SQL_DIALECTS.map((name) => [name, [dialectOf(name).name('a"b`c\\'), dialectOf(name).text(`it's\\`)]]),
    );
    expect(quoted).toEqual({
      duckdb: ['"a""b`c\\"', `'it''s\\'`],
      postgresql: ['"a""b`c\\"', `E'it''s\\\\'`],
      clickhouse: ['`a"b\\`c\\\\`', `'it\\'s\\\\'`],
      spark: ['`a"b``c\\`', `'it\\'s\\\\'`],
    });
    expect(dialectOf('spark').text('${x}')).toBe("'\\u0024{x}'");
    expect([0.1, 1e-7, -999, 1e21].map(doubleLiteral)).toEqual(['0.1e0', '1e-7', '-999e0', '1e+21']);
  });

  it('names schema and table, and leaves no way out of a comment', () => {
    const sql = scorecardSql({ ...document, name: 'a\nDROP TABLE x; --\u2028' }, { dialect: 'postgresql', table: 'lake.customers' });
    expect(sql.split('\n')[0]).toBe('-- Scorecard a DROP TABLE x; -- ');
    expect(sql).toContain('FROM "lake"."customers" AS t');
  });

  it('is refused where a name cannot be written', () => {
    const named = (...names: string[]) => ({
      ...document,
      characteristics: document.characteristics.slice(0, names.length).map((own, place) => ({ ...own, name: names[place] ?? '' })),
    });
    const code = (card: ScorecardDocument, dialect: (typeof SQL_DIALECTS)[number]) => {
      try {
        return scorecardSql(card, { dialect, table: 't' }).length > 0;
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    expect(code(named('Age', 'age'), 'postgresql')).toBe(true);
    expect(code(named('Age', 'age'), 'duckdb')).toMatch(/does not tell/);
    expect(code(named('${x}'), 'spark')).toMatch(/replace the variable/);
    expect(code(named('${x}'), 'clickhouse')).toBe(true);
    expect(code(named('nul\0'), 'duckdb')).toMatch(/no such character/);
    expect(code(named(''), 'duckdb')).toMatch(/has a name/);
  });
});
