import { describe, expect, it } from 'vitest';
import proRata from '../../../../backend/securitization/templates/pro-rata-switch.json' with { type: 'json' };
import { analyseDeal } from './analyse-deal.ts';
import { SUPPOSED } from '../outlook/supposed.ts';

describe('analyseDeal', () => {
  const { classes, faults, refusal } = analyseDeal(proRata, SUPPOSED);

  it('ranks the classes of a deal as their seniority does', () => {
    expect({ faults, refusal }).toEqual({ faults: [], refusal: null });
    const points = classes.map((row) => row.breakEven ?? Number.POSITIVE_INFINITY);
    expect(points).toEqual([...points].sort((one, other) => other - one));
    const losses = classes.map((row) => row.stress.loss ?? 0);
    expect(losses).toEqual([...losses].sort((one, other) => one - other));
  });

  it('loses at least as much under stress as in the base case', () => {
    for (const row of classes) expect(row.stress.loss ?? 0).toBeGreaterThanOrEqual(row.base.loss ?? 0);
  });

  it('finds that a class loses nothing below its break-even and something at it', () => {
    const middle = classes[1];
    const at = (stress: number) => analyseDeal(proRata, { ...SUPPOSED, stress: stress.toFixed(2) }).classes[1]?.stress.loss ?? Number.NaN;
    const point = middle?.breakEven ?? Number.NaN;
    expect(at(point)).toBeGreaterThan(0);
    expect(at(point - 0.05)).toBe(0);
  });

  it('names faults and gives no figures', () => {
    const broken = analyseDeal({ ...proRata, classes: [] }, SUPPOSED);
    expect(broken.faults.length).toBeGreaterThan(0);
    expect(broken.classes).toEqual([]);
  });
});
