import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt, numericColumn } from '../../../intake/domain/columns.ts';
import { populationStability } from '../metrics.ts';
import { areaUnderCurve, rankByRisk } from '../ranking.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { compileScorecard } from '../scorecard/compile-scorecard.ts';
import { probabilityAt } from '../scorecard/scaling.ts';
import { stabilityMatrix } from '../validation/stability.ts';
import { validateScorecard } from '../validation-report.ts';
import { alertChanges, type OpenAlert, watchedFigures } from './alert-changes.ts';
import { driftLevel, stabilityShift, sumOf, worstLevel } from './drift-level.ts';
import { measurePeriod } from './monitoring-report.ts';
import { compareRefit } from './refit-comparison.ts';
import { type MonitoredScore, mergeTallies, summarizeScores, tallyScores } from './score-tally.ts';
import { monitoredSegments, trainingReference, usualCutOff } from './training-reference.ts';

const german = readGermanCredit();
const model = { ...DEFAULT_MODEL, exclude: [...GERMAN_PROTECTED] };
const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'card', model });
const validation = validateScorecard(german, document, model);
const reference = trainingReference(document, validation);
const cutOff = usualCutOff(validation);
const card = compileScorecard(document);
const rows: MonitoredScore[] = Array.from(german.target, (bad, row) => ({
  ...card.scoreRow(Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)]))),
  outcome: bad === 1 ? 1 : 0,
}));
const scores = Int32Array.from(rows, ({ score }) => score);
const counted = monitoredSegments(document);
const measure = (some: readonly MonitoredScore[]) => measurePeriod(reference, tallyScores(counted, some), cutOff);

const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 12 });
const pairs = counts
  .chain((one) => fc.tuple(fc.constant(one), fc.array(fc.integer({ min: 0, max: 500 }), { minLength: one.length, maxLength: one.length })))
  .filter(([one, other]) => sumOf(one) > 0 && sumOf(other) > 0);

describe('the shift of a distribution', () => {
  it('is nothing against itself, and the same both ways', () => {
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(stabilityShift(one, one)).toEqual({ index: 0, pValue: 1, level: 'stable' });
        const [there, back] = [stabilityShift(one, other), stabilityShift(other, one)];
        expect(there.index).toBeCloseTo(back.index, 10);
        expect(there.index).toBeGreaterThanOrEqual(0);
        expect(there.index).toBe(populationStability(one, other));
      }),
    );
  });

  it('is told by thresholds, but not where chance explains it', () => {
    expect([0.0999, 0.1, 0.2499, 0.25].map(driftLevel)).toEqual(['stable', 'watch', 'watch', 'alert']);
    const few = stabilityShift([7, 3], [500, 500]);
    const many = stabilityShift([700, 300], [500, 500]);
    expect(few.index).toBeCloseTo(many.index, 10);
    expect([few.level, many.level]).toEqual(['stable', 'watch']);
    expect(worstLevel(['stable', 'alert', 'watch'])).toBe('alert');
    expect(worstLevel([])).toBe('stable');
  });

  it('is called drift about as rarely as the test promises when there is none', () => {
    let drawn = 7;
    const draw = () => {
      drawn = (drawn * 48_271) % 2_147_483_647;
      return Math.floor((drawn / 2_147_483_647) * 10);
    };
    const expected = new Array<number>(10).fill(1000);
    const sure = Array.from({ length: 2000 }, () => {
      const now = new Array<number>(10).fill(0);
      for (let row = 0; row < 300; row++) {
        const bin = draw();
        now[bin] = (now[bin] ?? 0) + 1;
      }
      return stabilityShift(now, expected).pValue < 0.01;
    });
    const share = sure.filter(Boolean).length / sure.length;
    expect(share).toBeGreaterThan(0.003);
    expect(share).toBeLessThan(0.02);
  });
});

describe('monitoring of a card', () => {
  it('finds the rows of its training unmoved, and their figures again', () => {
    const report = measure(rows);
    expect([report.score, report.approval, ...report.characteristics].map(({ index }) => Math.abs(index) < 1e-9)).not.toContain(false);
    expect(report.characteristics.every(({ pointsShift }) => Math.abs(pointsShift) < 1e-9)).toBe(true);
    expect(report.worst).toBe('stable');
    expect(report.meanScore).toBeCloseTo(reference.meanScore, 9);
    expect(report.outcome?.ranking?.auc).toBeCloseTo(validation.auc, 12);
    expect(report.outcome?.ranking?.ks).toBeCloseTo(validation.ks, 12);
    expect(report.bands).toEqual(reference.bands.map((band) => band.rows));
    expect(report.grades.map((grade) => grade.share)).toEqual(report.grades.map((grade) => grade.expectedShare));
    expect(sumOf(reference.scoreCounts)).toBe(1000);
    expect(Math.min(...reference.scoreCounts)).toBeGreaterThanOrEqual(100);
  });

  it('measures a month as the sum of its days, whatever the days', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1000, maxLength: 1000 }), (dayOfRow) => {
        const days = [0, 1, 2, 3].map((day) =>
          tallyScores(
            counted,
            rows.filter((_, row) => dayOfRow[row] === day),
          ),
        );
        expect(measurePeriod(reference, mergeTallies(days), cutOff)).toEqual(measure(rows));
      }),
      { numRuns: 20 },
    );
  });

  it('agrees with the stability matrix, row by row', () => {
    const half = rows.slice(0, 400);
    const cuts = reference.scoreCuts;
    const place = (score: number) => cuts.filter((cut) => score >= cut).length;
    const column = (of: readonly MonitoredScore[]) => [
      numericColumn(
        'score',
        of.map(({ score }) => place(score)),
      ),
    ];
    const bins = cuts.length + 1;
    const byMatrix = stabilityMatrix(
      column(rows),
      column(half),
      half.map(() => 'all'),
      1000,
    ).rows[0]?.index[0];
    expect(bins).toBeGreaterThan(4);
    expect(measure(half).score.index).toBeCloseTo(byMatrix ?? Number.NaN, 10);
  });

  it('tells means, approvals and outcomes as a count row by row does', () => {
    const some = rows
      .filter((row, at) => row.score < 560 || at % 3 === 0)
      .map((row, at) => ({ ...row, outcome: at % 2 === 0 ? row.outcome : null }));
    const report = measure(some);
    const mean = (values: readonly number[]) => sumOf(values) / values.length;
    expect(report.meanScore).toBeCloseTo(mean(some.map(({ score }) => score)), 9);
    expect(report.predicted).toBeCloseTo(mean(some.map(({ score }) => probabilityAt(document.scaling, score))), 12);
    expect(report.approvalRate).toBeCloseTo(mean(some.map(({ score }) => Number(score >= cutOff))), 12);
    const known = some.filter(({ outcome }) => outcome !== null);
    const target = Uint8Array.from(known, ({ outcome }) => outcome ?? 0);
    expect(report.outcome).toMatchObject({ rows: known.length, bads: sumOf(Array.from(target)) });
    const ranking = rankByRisk(
      known.map(({ score }) => -score),
      target,
    );
    expect(report.outcome?.ranking?.auc).toBeCloseTo(areaUnderCurve(ranking), 12);
    const moved = sumOf(report.characteristics.map(({ pointsShift }) => pointsShift));
    expect(report.meanScore - reference.meanScore).toBeCloseTo(moved, 8);
  });

  it('sees a shift, a lost rank order and a wrong level', () => {
    const low = measure(rows.filter(({ score }) => score < cutOff));
    expect([low.score.level, low.approval.level, low.worst]).toEqual(['alert', 'alert', 'alert']);
    const flipped = measure(rows.map((row) => ({ ...row, outcome: row.outcome === 1 ? 0 : 1 })));
    expect([flipped.outcome?.calibration.level, flipped.outcome?.ranking?.loss.level]).toEqual(['alert', 'alert']);
  });

  it('says nothing of outcomes that are not known, and nothing of no rows', () => {
    const blind = measure(rows.map((row) => ({ ...row, outcome: null })));
    expect(blind.outcome).toBeNull();
    const one = measure(rows.slice(0, 1));
    expect(one.outcome).toMatchObject({ rows: 1, ranking: null, hosmerLemeshow: null });
    expect(() => measure([])).toThrow(expect.objectContaining({ code: 'rows_empty' }));
    expect(summarizeScores(document.scaling, [], 500)).toEqual({ rows: 0, meanScore: 0, predicted: 0, approvalRate: 0 });
  });

  it('refuses a score of another card', () => {
    const [first] = rows;
    const foreign = [{ score: 600, outcome: null, points: (first?.points ?? []).map((given) => ({ ...given, attribute: 'of no bin' })) }];
    expect(() => tallyScores(counted, foreign)).toThrow(expect.objectContaining({ code: 'score_foreign' }));
  });
});

describe('alerts', () => {
  const figure = (level: 'stable' | 'watch' | 'alert', name = 'score') => ({ figure: name, index: 0.2, pValue: 0, level });
  const kinds = (open: readonly OpenAlert[], ...figures: ReturnType<typeof figure>[]) =>
    alertChanges(open, figures).map(({ kind }) => kind);

  it('are raised once, again when worse, and resolved', () => {
    expect(kinds([], figure('watch'))).toEqual(['raised']);
    expect(kinds([{ figure: 'score', level: 'watch' }], figure('watch'))).toEqual([]);
    expect(kinds([{ figure: 'score', level: 'watch' }], figure('alert'))).toEqual(['worsened']);
    expect(kinds([{ figure: 'score', level: 'alert' }], figure('watch'))).toEqual([]);
    expect(kinds([{ figure: 'score', level: 'alert' }], figure('stable'))).toEqual(['resolved']);
    expect(kinds([], figure('stable'))).toEqual([]);
  });

  it('stay as they are while a figure cannot be measured', () => {
    expect(alertChanges([{ figure: 'calibration', level: 'alert' }], [figure('stable')])).toEqual([]);
    const names = watchedFigures(measure(rows.map((row) => ({ ...row, outcome: null })))).map((watched) => watched.figure);
    expect(names).toContain('characteristic:checking');
    expect(names).not.toContain('calibration');
    expect(watchedFigures(measure(rows)).map((watched) => watched.figure)).toContain('discrimination');
  });
});

describe('a refit beside the card in use', () => {
  it('is no other when the scores are the same', () => {
    const { auc, swap, stability, approvalRate } = compareRefit({ champion: scores, challenger: scores }, german.target, cutOff);
    expect([auc.difference, auc.pValue, stability]).toEqual([0, 1, 0]);
    expect([swap.swapIn.rows, swap.swapOut.rows]).toEqual([0, 0]);
    expect(approvalRate).toBeCloseTo(measure(rows).approvalRate, 12);
  });

  it('approves no more than the card in use, and every row has its cell', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1000, maxLength: 1000 }), (noise) => {
        const challenger = scores.map((score, row) => score + (noise[row] ?? 0));
        const { swap, bads } = compareRefit({ champion: scores, challenger }, german.target, cutOff);
        const cells = [swap.bothApprove, swap.bothDecline, swap.swapIn, swap.swapOut];
        expect(sumOf(cells.map((cell) => cell.rows))).toBe(1000);
        expect(sumOf(cells.map((cell) => cell.bads))).toBe(bads);
        expect(swap.swapIn.rows).toBeLessThanOrEqual(swap.swapOut.rows);
      }),
      { numRuns: 20 },
    );
  });
});
