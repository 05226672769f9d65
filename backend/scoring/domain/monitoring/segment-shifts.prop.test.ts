import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt } from '../../../intake/domain/columns.ts';
import { populationStability } from '../metrics.ts';
import { DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { compileDocument } from '../segments/compile-document.ts';
import { segmentList } from '../segments/scoring-document.ts';
import { trainDocument } from '../segments/train-document.ts';
import { validateUnseen } from '../validation-report.ts';
import { characteristicFigure, watchedFigures } from './alert-changes.ts';
import { measurePeriod } from './monitoring-report.ts';
import { type MonitoredScore, mergeTallies, tallyScores } from './score-tally.ts';
import { monitoredSegments, trainingReference, usualCutOff } from './training-reference.ts';

const german = readGermanCredit();
const model = { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED.filter((name) => name !== 'age') };
const splits = [
  { attribute: 'age', cut: 33, missing: 'right' },
  { attribute: 'housing', levels: ['A152'], missing: 'left' },
] as const;
const order = { splits, minRows: 80, minBads: 25 };
const { document, unseen } = trainDocument(german, { ...DEFAULT_TRAINING, name: 'by segment', model }, order);
const [validation] = validateUnseen(german, document, unseen);
if (validation === undefined) throw new Error('no report');
const reference = trainingReference(document, validation);
const cutOff = usualCutOff(validation);
const segments = segmentList(document);
const counted = monitoredSegments(document);
const card = compileDocument(document);
const rows: MonitoredScore[] = Array.from(german.target, (bad, row) => ({
  ...card.scoreRow(Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)]))),
  outcome: bad === 1 ? 1 : 0,
}));
const measure = (some: readonly MonitoredScore[]) => measurePeriod(reference, tallyScores(counted, some), cutOff);
const isIn = (name: string) => (row: MonitoredScore) => row.segment === name;

describe('a card by segments, monitored', () => {
  it('finds the rows of its training unmoved in every segment, and the segments as they were', () => {
    const report = measure(rows);
    expect(report.segments.map(({ segment, rows: count }) => [segment, count])).toEqual(
      segments.map((own) => [own.segment, own.card.training.rows]),
    );
    expect(report.mix).toEqual({ index: 0, pValue: 1, level: 'stable' });
    expect(report.characteristics).toHaveLength(segments.reduce((sum, own) => sum + own.card.characteristics.length, 0));
    expect(report.characteristics.every(({ index, pointsShift }) => Math.abs(index) + Math.abs(pointsShift) < 1e-9)).toBe(true);
    expect([report.unnamed, report.worst]).toEqual([0, 'stable']);
  });

  it('measures a characteristic against the card of its segment alone', () => {
    // Half of the first segment stays away: its own card sees nothing new, and neither do the others.
    let at = 0;
    const report = measure(rows.filter((row) => !isIn('S1')(row) || at++ % 2 === 0));
    const others = report.characteristics.filter(({ segment }) => segment !== 'S1');
    expect(others.every(({ index }) => Math.abs(index) < 1e-9)).toBe(true);
    const counts = report.segments.map((own) => own.rows);
    expect(report.mix?.index).toBe(
      populationStability(
        counts,
        segments.map((own) => own.card.training.rows),
      ),
    );
    expect(report.mix?.level).toBe('watch');
  });

  it('says nothing of a segment without rows but that they are gone', () => {
    const report = measure(rows.filter(isIn('S2')));
    expect(new Set(report.characteristics.map(({ segment }) => segment))).toEqual(new Set(['S2']));
    expect(report.segments.map(({ share }) => share)).toEqual([0, 1, 0]);
    const figures = watchedFigures(report);
    expect(figures.find(({ figure }) => figure === 'segments')?.level).toBe('alert');
    expect(figures.map(({ figure }) => figure)).toContain(characteristicFigure({ segment: 'S2', name: 'checking' }));
    expect(figures.some(({ figure }) => figure.startsWith('segment:S1:'))).toBe(false);
  });

  it('measures a month as the sum of its days, scores without a segment among them', () => {
    const named = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.boolean()), { minLength: 1000, maxLength: 1000 });
    fc.assert(
      fc.property(named, (drawn) => {
        const some = rows.map((row, at) => ({ ...row, segment: drawn[at]?.[1] === true ? (row.segment ?? null) : null }));
        const days = [0, 1, 2].map((day) =>
          tallyScores(
            counted,
            some.filter((_, at) => drawn[at]?.[0] === day),
          ),
        );
        const report = measure(some);
        expect(measurePeriod(reference, mergeTallies(days), cutOff)).toEqual(report);
        expect(report.unnamed).toBe(some.filter(({ segment }) => segment === null).length);
        expect(report.segments.reduce((sum, own) => sum + own.rows, report.unnamed)).toBe(rows.length);
        expect(report.score).toEqual(measure(rows).score);
      }),
      { numRuns: 20 },
    );
  });

  it('reads days that were counted before scores named their segment, and does not guess at them', () => {
    const before = { scores: tallyScores(counted, rows).scores, bins: [] };
    const old = measurePeriod(reference, before, cutOff);
    expect([old.mix, old.characteristics, old.unnamed]).toEqual([null, [], rows.length]);
    expect(watchedFigures(old).map(({ figure }) => figure)).toEqual(['score', 'approval', 'calibration', 'discrimination']);
    for (const days of [
      [before, tallyScores(counted, rows)],
      [tallyScores(counted, rows), before],
    ]) {
      const both = measurePeriod(reference, mergeTallies(days), cutOff);
      expect([both.rows, both.unnamed]).toEqual([2 * rows.length, rows.length]);
      expect(both.characteristics).toEqual(measure(rows).characteristics);
    }
  });

  it('refuses a score of a segment that the card does not have', () => {
    const foreign = rows.slice(0, 1).map((row) => ({ ...row, segment: 'S9' }));
    expect(() => tallyScores(counted, foreign)).toThrow(expect.objectContaining({ code: 'score_foreign', params: { segment: 'S9' } }));
  });
});
