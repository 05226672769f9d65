import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownOutcome, newestOutcome, withOutcome } from './customer-outcome.ts';
import { GERMAN_CREDIT } from './import-schema.ts';

const IMPORTED = new Date('2026-01-01T00:00:00Z');
const told = (value: number, observedOn: string, at: string) => ({ value, observedOn, createdAt: new Date(at) });
const may = told(1, '2026-05-31', '2026-06-01T00:00:00Z');
const mayCorrected = told(0, '2026-05-31', '2026-06-20T00:00:00Z');
const aprilLate = told(0, '2026-04-30', '2026-06-30T00:00:00Z');

describe('the outcome that counts', () => {
  it('is the one observed last, and of one day the one that came last', () => {
    expect(newestOutcome([])).toBeNull();
    expect(newestOutcome([may, mayCorrected])).toBe(mayCorrected);
    expect(newestOutcome([may, aprilLate])).toBe(may);
  });

  it('takes the place of the imported one and changes nothing else', () => {
    const attributes = { amount: 10, bad: 0 };
    expect(withOutcome(attributes, GERMAN_CREDIT, may)).toEqual({ amount: 10, bad: 1 });
    expect(withOutcome(attributes, GERMAN_CREDIT, null)).toBe(attributes);
    expect(withOutcome({ amount: 10 }, GERMAN_CREDIT, may)).toEqual({ amount: 10, bad: 1 });
  });

  it('is known since the first that was told, or since the import when that told one', () => {
    const applicant = { attributes: { amount: 10, bad: null }, createdAt: IMPORTED };
    expect(knownOutcome(applicant, GERMAN_CREDIT, [])).toBeNull();
    const history = [may, mayCorrected, aprilLate];
    expect(knownOutcome(applicant, GERMAN_CREDIT, history)).toEqual({ bad: 0, observedOn: '2026-05-31', since: may.createdAt });
    const matured = { attributes: { amount: 10, bad: 0 }, createdAt: IMPORTED };
    expect(knownOutcome(matured, GERMAN_CREDIT, [])).toEqual({ bad: 0, observedOn: null, since: IMPORTED });
    expect(knownOutcome(matured, GERMAN_CREDIT, [may])).toEqual({ bad: 1, observedOn: null, since: IMPORTED });
  });
});

it('does not depend on the order in which outcomes of different days come', () => {
  const day = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(fc.uniqueArray(day, { minLength: 1, maxLength: 8 }), fc.integer(), (days, seed) => {
      const history = days.map((at, value) => ({ value, observedOn: new Date(at * 86_400_000).toISOString().slice(0, 10) }));
      const shuffled = history.toSorted((one, other) => ((one.value * 31 + seed) % 7) - ((other.value * 31 + seed) % 7));
      const last = Math.max(...days);
      expect(newestOutcome(history)?.value).toBe(days.indexOf(last));
      expect(newestOutcome(shuffled)).toBe(newestOutcome(history));
    }),
  );
});
