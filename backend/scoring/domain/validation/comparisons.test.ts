import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnLogistic } from '../../../../test/system/support/plain-logistic.ts';
import { categoricalColumn, numericColumn } from '../../../intake/domain/columns.ts';
import type { Learner, TrainingRows } from '../classifier.ts';
import { populationStability } from '../metrics.ts';
import { seededRandom } from '../seeded-random.ts';
import { compareLearners, correctedResampledTest } from './champion-challenger.ts';
import { evaluateLearner, outOfFold } from './evaluate-learner.ts';
import { reportFairness } from './fairness.ts';
import { splitByFolds, splitOutOfTime, splitRepeatedly } from './splits.ts';
import { stabilityBins, stabilityMatrix } from './stability.ts';
import { swapSet } from './swap-set.ts';

function simulate(rows: number, seed: number): TrainingRows {
  const next = seededRandom(seed);
  const x = Float64Array.from({ length: rows }, () => 4 * next() - 2);
  const z = x.map(() => 4 * next() - 2);
  const target = Uint8Array.from(x, (value, row) => (next() < 1 / (1 + Math.exp(1 - value - (z[row] ?? 0))) ? 1 : 0));
  return { columns: [numericColumn('x', x), numericColumn('z', z)], target };
}

const onlyX: Learner = (rows) => learnLogistic({ ...rows, columns: rows.columns.slice(0, 1) });
const learnsOnlyX: Learner = (rows) => {
  const model = onlyX(rows);
  return { ...model, predict: (columns, count) => model.predict(columns.slice(0, 1), count) };
};

describe('splits and evaluation', () => {
  const rows = simulate(400, 1);

  it('tests every row once per repeat, and never a row it learnt from', () => {
    const splits = splitRepeatedly(rows.target, { folds: 4, repeats: 3, seed: 2 });
    expect(splits.map((split) => split.name).slice(0, 5)).toEqual(['0/0', '0/1', '0/2', '0/3', '1/0']);
    for (const repeat of [0, 1, 2]) {
      const own = splits.filter((split) => split.name.startsWith(`${repeat}/`));
      expect(own.flatMap((split) => [...split.test]).sort((a, b) => a - b)).toEqual([...rows.target.keys()]);
      for (const { train, test } of own) expect(new Set([...train, ...test]).size).toBe(train.length + test.length);
    }
    expect(splits[0]?.test).not.toEqual(splits[4]?.test);
  });

  it('learns before a period and measures from it on', () => {
    const periods = Array.from(rows.target, (_, row) => (row < 300 ? '2026-01' : row < 350 ? '2026-02' : '2026-03'));
    const [split] = splitOutOfTime(rows.target, periods, '2026-02');
    expect([split?.train.length, split?.test[0], split?.test.length]).toEqual([300, 300, 100]);
  });

  it('averages what its splits show', () => {
    const splits = splitRepeatedly(rows.target, { folds: 4, repeats: 2, seed: 2 });
    const evaluation = evaluateLearner(learnLogistic, rows, splits);
    const aucs = evaluation.results.map((result) => result.performance.auc);
    const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
    expect(evaluation.mean.auc).toBeCloseTo(mean, 12);
    expect(evaluation.sd.auc).toBeCloseTo(Math.sqrt(aucs.reduce((sum, auc) => sum + (auc - mean) ** 2, 0) / aucs.length), 12);
    const unseen = outOfFold(evaluation.results, rows.target.length);
    const own = evaluation.results.flatMap(({ split, predicted }) => {
      const place = split.test.indexOf(7);
      return place < 0 ? [] : [predicted[place] ?? 0];
    });
    expect(own).toHaveLength(2);
    expect(unseen[7]).toBeCloseTo(((own[0] ?? 0) + (own[1] ?? 0)) / 2, 12);
  });

  it('hands weights to the learner', () => {
    const seen: (Float64Array | undefined)[] = [];
    const weighted = { ...rows, weights: Float64Array.from(rows.target, (_, row) => row) };
    const spy: Learner = (given) => {
      seen.push(given.weights);
      return learnLogistic(given);
    };
    const splits = splitByFolds(
      rows.target,
      Array.from(rows.target, (_, row) => row % 2),
    );
    evaluateLearner(spy, weighted, splits);
    expect(seen[0]?.[3]).toBe(7);
  });
});

describe('compareLearners', () => {
  const rows = simulate(1500, 3);
  const splits = splitRepeatedly(rows.target, { folds: 5, repeats: 1, seed: 1 });

  it('sees that the challenger with the second attribute is better', () => {
    const found = compareLearners({ champion: learnsOnlyX, challenger: learnLogistic }, rows, splits);
    expect(found.resampled.difference).toBeGreaterThan(0.03);
    expect(found.resampled.pValue).toBeLessThan(0.01);
    expect(found.delong?.pValue).toBeLessThan(0.001);
    expect(found.folds.every((fold) => fold.challenger > fold.champion)).toBe(true);
  });

  it('sees no difference between a model and itself', () => {
    const found = compareLearners({ champion: learnLogistic, challenger: learnLogistic }, rows, splits);
    expect([found.resampled.t, found.resampled.pValue, found.delong?.pValue]).toEqual([0, 1, 1]);
  });

  it('leaves DeLong out when rows are tested twice', () => {
    const repeated = splitRepeatedly(rows.target, { folds: 2, repeats: 2, seed: 1 });
    expect(compareLearners({ champion: learnsOnlyX, challenger: learnLogistic }, rows, repeated).delong).toBeNull();
  });

  it('widens the variance of the t-test for the overlap of training sets', () => {
    // Mean 2, variance 1 of three: standard error sqrt((1/3 + 1/2) * 1), t = 2 / 0.912871, two degrees of freedom.
    const found = correctedResampledTest([1, 2, 3], 0.5);
    expect(found.standardError).toBeCloseTo(Math.sqrt(5 / 6), 12);
    expect(found.t).toBeCloseTo(2 / Math.sqrt(5 / 6), 12);
    // Student's distribution with 2 degrees has a closed form: P(|T| > t) = 1 - t / sqrt(2 + t^2).
    expect(found.pValue).toBeCloseTo(1 - found.t / Math.sqrt(2 + found.t ** 2), 12);
    expect(correctedResampledTest([0.1, 0.1, 0.1], 0.5).pValue).toBeLessThan(1e-12);
  });
});

describe('stabilityMatrix', () => {
  const months = ['2026-01', '2026-02', '2026-03'];
  const rows = 3000;
  const next = seededRandom(8);
  const expected = [
    numericColumn('steady', Float64Array.from({ length: rows }, next)),
    numericColumn('drifting', Float64Array.from({ length: rows }, next)),
    categoricalColumn(
      'region',
      Array.from({ length: rows }, () => (next() < 0.5 ? 'north' : 'south')),
    ),
  ];
  const periods = Array.from({ length: rows }, (_, row) => months[row % 3] ?? '');
  const month = (row: number) => row % 3;
  const actual = [
    numericColumn('steady', Float64Array.from({ length: rows }, next)),
    numericColumn(
      'drifting',
      Float64Array.from({ length: rows }, (_, row) => next() ** (1 + month(row))),
    ),
    categoricalColumn(
      'region',
      Array.from({ length: rows }, (_, row) => (month(row) === 2 && next() < 0.3 ? 'west' : next() < 0.5 ? 'south' : 'north')),
    ),
  ];

  it('is near 0 for what stays and grows for what drifts', () => {
    const { periods: found, rows: table } = stabilityMatrix(expected, actual, periods);
    expect(found).toEqual(months);
    const [steady, drifting, region] = table;
    for (const value of steady?.index ?? [1]) expect(value).toBeLessThan(0.03);
    const [first = 1, second = 0, third = 0] = drifting?.index ?? [];
    expect(first).toBeLessThan(0.03);
    expect(second).toBeGreaterThan(0.25);
    expect(third).toBeGreaterThan(second);
    expect(region?.index[1]).toBeLessThan(0.01);
    expect(region?.index[2]).toBeGreaterThan(0.5);
  });

  it('counts each row of a period once and is the index of its counts', () => {
    for (const row of stabilityMatrix(expected, actual, periods).rows) {
      row.actual.forEach((counts, place) => {
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows / 3);
        expect(row.index[place]).toBe(populationStability(counts, row.expected));
      });
    }
  });

  it('has the published index of the HELOC scores, from their counts', () => {
    const { stability } = JSON.parse(readFileSync(new URL('../../../../test/vectors/scoring.json', import.meta.url), 'utf8'));
    const scores = (counts: readonly number[]) =>
      categoricalColumn(
        'score',
        counts.flatMap((count, bin) => new Array<string>(count).fill(`bin ${bin}`)),
      );
    const later = scores(stability.actual);
    const matrix = stabilityMatrix([scores(stability.expected)], [later], new Array<string>(later.codes.length).fill('2026-01'));
    expect(Math.abs((matrix.rows[0]?.index[0] ?? 0) - stability.psi)).toBeLessThan(1e-6);
  });

  it('keeps missing values apart and survives a constant column', () => {
    expect(stabilityBins(numericColumn('x', [3, 3, 3, 3]))).toEqual({ kind: 'numeric', name: 'x', cuts: [] });
    const matrix = stabilityMatrix(
      [numericColumn('x', [3, 3, null, 3])],
      [numericColumn('x', [null, 1e308, 3, -1e308])],
      ['a', 'a', 'a', 'a'],
    );
    expect(matrix.rows[0]?.expected).toEqual([3, 1]);
    expect(matrix.rows[0]?.actual).toEqual([[3, 1]]);
    expect(matrix.rows[0]?.index).toEqual([0]);
  });
});

describe('swapSet', () => {
  const risk = fc.integer({ min: 0, max: 9 });
  const samples = fc.array(fc.record({ champion: risk, challenger: risk, bad: fc.boolean() }), { minLength: 1, maxLength: 40 });

  it('counts the four decisions at own cut-offs', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const risks = { champion: rows.map((row) => row.champion), challenger: rows.map((row) => row.challenger) };
        const target = Uint8Array.from(rows, (row) => (row.bad ? 1 : 0));
        const found = swapSet(risks, target, { champion: 5, challenger: 4 });
        const wanted = rows.filter((row) => row.champion >= 5 && row.challenger < 4);
        const bads = wanted.filter((row) => row.bad).length;
        expect(found.swapIn).toEqual({ rows: wanted.length, bads, badRate: wanted.length === 0 ? null : bads / wanted.length });
        const cells = [found.bothApprove, found.bothDecline, found.swapIn, found.swapOut];
        expect(cells.reduce((sum, cell) => sum + cell.rows, 0)).toBe(rows.length);
        expect(cells.reduce((sum, cell) => sum + cell.bads, 0)).toBe(rows.filter((row) => row.bad).length);
      }),
    );
  });

  it('swaps as many in as out at the same rate without ties', () => {
    const next = seededRandom(3);
    const champion = Float64Array.from({ length: 500 }, next);
    const challenger = Float64Array.from({ length: 500 }, next);
    const target = Uint8Array.from(champion, (value) => (next() < value ? 1 : 0));
    const found = swapSet({ champion, challenger }, target, { approvalRate: 0.6 });
    expect(found.swapIn.rows).toBe(found.swapOut.rows);
    expect(found.bothApprove.rows + found.swapIn.rows).toBe(300);
    expect(found.swapOut.badRate ?? 1).toBeLessThan(found.swapIn.badRate ?? 0);
  });
});

describe('reportFairness', () => {
  // Two groups of ten: a has 8 approved, b has 5; of the goods a has 6 of 7 approved, b has 4 of 8.
  const group = (name: string, approved: readonly [number, number], declined: readonly [number, number]) =>
    [
      ...Array.from({ length: approved[0] }, () => ({ name, probability: 0.1, bad: 0 })),
      ...Array.from({ length: approved[1] }, () => ({ name, probability: 0.1, bad: 1 })),
      ...Array.from({ length: declined[0] }, () => ({ name, probability: 0.6, bad: 0 })),
      ...Array.from({ length: declined[1] }, () => ({ name, probability: 0.6, bad: 1 })),
    ] as const;
  const rows = [...group('a', [6, 2], [1, 1]), ...group('b', [4, 1], [4, 1])];
  const probabilities = Float64Array.from(rows, (row) => row.probability);
  const target = Uint8Array.from(rows, (row) => row.bad);
  const attribute = categoricalColumn(
    'sex',
    rows.map((row) => row.name),
  );

  it('has the figures counted by hand', () => {
    const report = reportFairness(probabilities, target, { attribute, inputs: ['income'], cutOff: 0.5 });
    expect(report.reference).toBe('a');
    const [a, b] = report.groups;
    expect(a).toMatchObject({ group: 'a', rows: 10, bads: 3, approvalRate: 0.8, adverseImpactRatio: 1, passesFourFifths: true });
    expect(b).toMatchObject({ group: 'b', rows: 10, bads: 2, approvalRate: 0.5, adverseImpactRatio: 0.625, passesFourFifths: false });
    expect(b?.equalOpportunityDifference).toBeCloseTo(4 / 8 - 6 / 7, 12);
    expect(b?.predicted).toBeCloseTo(0.35, 12);
    expect(b?.observed).toBeCloseTo(0.2, 12);
    expect(report.passesFourFifths).toBe(false);
    expect(report.largestOpportunityGap).toBeCloseTo(6 / 7 - 1 / 2, 12);
  });

  it('compares with the group it is told, and lists rows without a value', () => {
    const gaps = categoricalColumn(
      'sex',
      rows.map((row, place) => (place === 0 ? null : row.name)),
    );
    const report = reportFairness(probabilities, target, { attribute: gaps, inputs: [], cutOff: 0.5, reference: 'b' });
    expect(report.groups.map((one) => one.group)).toEqual(['a', 'b', null]);
    expect(report.groups[0]?.adverseImpactRatio).toBeCloseTo(7 / 9 / 0.5, 12);
    expect(report.groups[2]).toMatchObject({ rows: 1, auc: null, approvedGoods: 1 });
  });

  it('groups by a number too, and knows groups of bads alone', () => {
    const report = reportFairness(Float64Array.of(0.1, 0.2, 0.9, 0.8), Uint8Array.of(0, 1, 1, 1), {
      attribute: numericColumn('age', [30, 30, 60, 60]),
      inputs: [],
      cutOff: 0.5,
    });
    expect(report.groups.map((one) => [one.group, one.auc, one.approvedGoods, one.equalOpportunityDifference])).toEqual([
      ['30', 1, 1, 0],
      ['60', null, null, null],
    ]);
    expect(report.largestOpportunityGap).toBe(0);
  });

  it('treats all alike when nobody is approved', () => {
    const report = reportFairness(probabilities, target, { attribute, inputs: [], cutOff: 0 });
    expect(report.groups.map((one) => [one.adverseImpactRatio, one.approvalPValue])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
