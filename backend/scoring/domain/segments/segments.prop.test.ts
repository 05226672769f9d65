import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCard, tellingRows } from '../../../../test/vectors/random-card.ts';
import { randomSegments, tellingSegmentRows } from '../../../../test/vectors/random-segments.ts';
import { categoricalColumn, type CellValue, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { compileScorecard } from '../scorecard/compile-scorecard.ts';
import {
  hashScorecard,
  type ScorecardDocument,
  scorecardText,
  type ScoringDocument,
  sealSegmented,
  SEGMENTED_TYPE,
  SEGMENTED_VERSION,
} from '../scorecard/scorecard-document.ts';
import { compileDocument, placesOf } from './compile-document.ts';
import { inputsOf, readScoringDocument, segmentList } from './scoring-document.ts';
import { sideOf } from './segment-tree.ts';

type Row = Readonly<Record<string, CellValue>>;

function columnsOf(document: ScoringDocument, rows: readonly Row[]): Column[] {
  return inputsOf(document).map(({ name, kind }) => {
    const cells = rows.map((row) => row[name] ?? null);
    return kind === 'numeric'
      ? numericColumn(
          name,
          cells.map((cell) => (cell === null ? null : Number(cell))),
        )
      : categoricalColumn(
          name,
          cells.map((cell) => (cell === null ? null : String(cell))),
        );
  });
}

function alone(card: ScorecardDocument) {
  const { basePoints: _basePoints, ...scaling } = card.scaling;
  const { name, training, grades } = card;
  const tree = { leaf: { segment: 'S1', card } };
  return sealSegmented({ type: SEGMENTED_TYPE, version: SEGMENTED_VERSION, name, training, scaling, grades, tree });
}

describe('a segmented scorecard', () => {
  it('with one segment scores as its card', () =>
    fc.assert(
      fc.property(randomCard, (card) => {
        const rows = tellingRows(card);
        const document = alone(card);
        const [one, many] = [compileScorecard(card), compileDocument(document)];
        for (const row of rows) expect(many.scoreRow(row)).toEqual({ ...one.scoreRow(row), segment: 'S1' });
        expect(many.scoreColumns(columnsOf(document, rows))).toEqual(one.scoreColumns(columnsOf(card, rows)));
      }),
      { numRuns: 60 },
    ));

  it('leads every row to the one segment all of whose conditions hold, by row and by column', () =>
    fc.assert(
      fc.property(randomSegments, (document) => {
        const rows = tellingSegmentRows(document);
        const segments = segmentList(document);
        const scorer = compileDocument(document);
        const columns = columnsOf(document, rows);
        const [places, scores] = [placesOf(document, columns), scorer.scoreColumns(columns)];
        rows.forEach((row, at) => {
          const fit = segments.filter(({ path }) => path.every(({ test, side }) => sideOf(test, row[test.attribute] ?? null) === side));
          expect(fit).toHaveLength(1);
          const [own] = fit;
          const scored = scorer.scoreRow(row);
          expect([scored.segment, segments[places[at] ?? -1]?.segment]).toEqual([own?.segment, own?.segment]);
          expect([scored.score, scores[at]]).toEqual(
            own === undefined ? [] : [compileScorecard(own.card).scoreRow(row).score, scored.score],
          );
        });
      }),
      { numRuns: 60 },
    ));

  it('is read back from its text with the same hash, and refused when any byte of a value has changed', () =>
    fc.assert(
      fc.property(randomSegments, fc.nat(), fc.nat(), (document, place, change) => {
        const text = scorecardText(document);
        expect(hashScorecard(readScoringDocument(JSON.parse(text)))).toBe(hashScorecard(document));
        const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
        const at = digits[place % digits.length] ?? 0;
        const digit = (Number(text[at]) + 1 + (change % 9)) % 10;
        const changed = `${text.slice(0, at)}${digit}${text.slice(at + 1)}`;
        let value: unknown;
        try {
          value = JSON.parse(changed);
        } catch {
          // A digit may lead a number that has become none, or an escape: it is refused already.
          return;
        }
        if (JSON.stringify(value) === JSON.stringify(JSON.parse(text))) return;
        expect(() => readScoringDocument(value)).toThrow(/not a scorecard that can be used/);
      }),
      { numRuns: 200 },
    ));
});
