import { describe, expect, test } from 'vitest';
import { BASE_CASE, fourLines, threeClassDeal } from '../../../../test/vectors/three-class-deal.ts';
import { WAD } from '../integer-division.ts';
import { classAnalytics } from './class-analytics.ts';
import { totalDefaults } from './class-flows.ts';
import { openDealModel } from './deal-assumptions.ts';
import { masterGrade } from '../../../rating/domain/master-scale.ts';
import { aroundBase, classFigures, indicativeGrade, simulateDeal, usualFactors } from './deal-study.ts';
import { projectDeal } from './project-deal.ts';
import { tornado } from './scenario-grid.ts';

const POOL = 10_000_000_00n;
const IMAGE = threeClassDeal(POOL, 72);
const MODEL = openDealModel(IMAGE, fourLines(POOL));
const GRADES = [
  { count: 400, exposure: 10_000, pd: 0.01, lgd: 0.5 },
  { count: 300, exposure: 10_000, pd: 0.04, lgd: 0.5 },
  { count: 300, exposure: 10_000, pd: 0.12, lgd: 0.5 },
];

describe('classFigures', () => {
  test('are those of the analytics at par', () => {
    const run = projectDeal(MODEL, BASE_CASE);
    const figures = classFigures(run, []);
    const senior = classAnalytics(run, 0, { price: 100, years: 'ACT/365F', index: [] });
    expect(figures[0]).toEqual({ averageLife: senior.averageLife, yield: senior.yield, loss: 0 });
    expect(figures).toHaveLength(IMAGE.classes.length);
  });
});

describe('indicativeGrade', () => {
  test('is that of a year, and falls with the probability', () => {
    expect(indicativeGrade(0, 5)).toBe(masterGrade(0));
    expect(indicativeGrade(0.05, 1)).toBe(masterGrade(0.05));
    expect(indicativeGrade(0.05, 0.2)).toBe(masterGrade(0.05));
    expect(indicativeGrade(1 - 0.985 ** 4, 4)).toBe(masterGrade(0.015));
    expect(indicativeGrade(1, 3)).toBe(masterGrade(1));
    expect(indicativeGrade(0.1, null)).toBeNull();
  });
});

describe('usualFactors', () => {
  test('move the loss of the junior class the right way', () => {
    const junior = IMAGE.classes.length - 1;
    const { base, bars } = tornado(MODEL, BASE_CASE, usualFactors(BASE_CASE), (run) => classFigures(run, [])[junior]?.loss ?? 0);
    const bar = (name: string) => bars.find((entry) => entry.name === name);
    expect(bar('default')?.high).toBeGreaterThanOrEqual(base);
    expect(bar('default')?.low).toBeLessThanOrEqual(base);
    expect(bar('recovery')?.low).toBeGreaterThanOrEqual(bar('recovery')?.high ?? 1);
    expect(bars.map(({ swing }) => swing)).toEqual(bars.map(({ swing }) => swing).sort((a, b) => b - a));
    expect(bar('index')).toBeUndefined();
    expect(usualFactors({ ...BASE_CASE, index: [WAD / 50n] }).at(-1)).toMatchObject({
      name: 'index',
      low: { index: [WAD / 100n] },
      high: { index: [(WAD * 3n) / 100n] },
    });
  });
});

describe('simulateDeal', () => {
  const terms = { correlation: 0.15, paths: 4_000, seed: 1 };

  test('has the mean default and the severity of the base case', () => {
    const members = aroundBase(MODEL, BASE_CASE, GRADES);
    const weight = members.reduce((sum, { count, exposure }) => sum + count * exposure, 0);
    const mean = members.reduce((sum, { count, exposure, pd }) => sum + count * exposure * pd, 0) / weight;
    const base = Number(totalDefaults(projectDeal(MODEL, BASE_CASE))) / Number(POOL);
    expect(mean).toBeCloseTo(base, 12);
    expect(members[2]?.pd).toBeCloseTo((members[0]?.pd ?? 0) * 12, 12);
    const { pool } = simulateDeal(MODEL, BASE_CASE, GRADES, { ...terms, targets: [] });
    const expected = base * (1 - Number(BASE_CASE.recoveryRate) / Number(WAD));
    expect(Math.abs(pool.meanLoss.value - expected)).toBeLessThan(4 * pool.meanLoss.standardError);
  });

  test('loses more in junior classes, and sizes layers to their targets', () => {
    const targets = [0.001, 0.01, 0.1].map((most) => ({ kind: 'default-probability', most }) as const);
    const { distribution, sized, pool } = simulateDeal(MODEL, BASE_CASE, GRADES, { ...terms, targets });
    const losses = distribution.classes.map(({ expectedLoss }) => expectedLoss.value);
    expect(losses[0]).toBeLessThanOrEqual(losses[1] ?? 0);
    expect(losses[1]).toBeLessThanOrEqual(losses[2] ?? 0);
    expect(sized.map(({ defaultProbability }, at) => defaultProbability <= (targets[at]?.most ?? 0))).toEqual([true, true, true]);
    expect(pool.quantile99).toBeGreaterThan(pool.quantile95);
    const again = simulateDeal(MODEL, BASE_CASE, GRADES, { ...terms, targets });
    expect(again.pool.losses).toEqual(pool.losses);
  });

  test('spreads the base case evenly when no obligor has a PD', () => {
    const flat = aroundBase(
      MODEL,
      BASE_CASE,
      GRADES.map((grade) => ({ ...grade, pd: 0 })),
    );
    expect(new Set(flat.map(({ pd }) => pd)).size).toBe(1);
  });
});
