import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boardWords, epochKey, maskGrade, unmaskGrade, viewKey } from './board-mask.ts';
import { testGrade, testGrades } from './calibration.ts';
import { type GradeStep, migrationBetween } from './migration.ts';
import { actionFor, stateOf } from './rating-action.ts';
import { subjectId } from './subject.ts';
import { ACTIONS, OUTLOOKS, WATCHES } from './vocabulary.ts';

const GRADES = 7;
const standing = fc.record({
  scaleId: fc.constant(1),
  grade: fc.nat({ max: GRADES - 1 }),
  outlook: fc.constantFrom(...OUTLOOKS),
  watch: fc.constantFrom(...WATCHES),
});
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('the mask of the board', () => {
  test('is taken off by the key of the same holder, issuer, epoch and place', () => {
    fc.assert(
      fc.property(
        key,
        fc.nat(0xffff),
        fc.bigInt(1n, 1n << 40n),
        fc.nat(1_000_000),
        fc.nat(GRADES),
        (customer, issuer, epoch, place, at) => {
          const grade = at === GRADES ? null : at;
          const own = epochKey(viewKey(customer, issuer), epoch);
          expect(unmaskGrade(maskGrade(grade, own, place), own, place, GRADES)).toBe(grade);
        },
      ),
    );
  });

  test('looks like noise: over many epochs every byte turns up for one grade', () => {
    const view = viewKey(new Uint8Array(32).fill(7), 1);
    const seen = new Set<number>();
    for (let epoch = 1n; epoch <= 4_000n; epoch++) seen.add(maskGrade(3, epochKey(view, epoch), 17));
    expect(seen.size).toBe(256);
  });

  test('says nothing without the key: a wrong key opens a grade no more often than chance', () => {
    const right = epochKey(viewKey(new Uint8Array(32).fill(1), 1), 1n);
    let hits = 0;
    for (let other = 0; other < 4_000; other++) {
      const wrong = epochKey(viewKey(new Uint8Array(32).fill(2), other), 1n);
      if (unmaskGrade(maskGrade(4, right, 9), wrong, 9, GRADES) === 4) hits++;
    }
    expect(hits).toBeLessThan(60);
  });

  test('fills whole words, the first place in the highest byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (masked) => {
        const words = boardWords(masked);
        expect(words.length).toBe(Math.ceil(masked.length / 32));
        expect(words.flatMap((word) => [...word]).slice(0, masked.length)).toEqual([...masked]);
      }),
    );
  });
});

describe('actionFor', () => {
  test('names what changes, and nothing else', () => {
    fc.assert(
      fc.property(standing, standing, (last, next) => {
        const action = actionFor(last, next);
        expect(action === 'upgraded').toBe(next.grade < last.grade);
        expect(action === 'downgraded').toBe(next.grade > last.grade);
        if (action === 'outlook-changed') expect([next.outlook === last.outlook, next.watch === last.watch]).toEqual([false, true]);
        if (action === 'watch-changed') expect([next.outlook === last.outlook, next.watch === last.watch]).toEqual([true, false]);
        expect(ACTIONS).toContain(action);
      }),
    );
  });

  test('assigns where nothing stands and refuses another scale', () => {
    const next = { scaleId: 2, grade: 1, outlook: 'stable', watch: 'none' } as const;
    expect(actionFor(null, next)).toBe('assigned');
    expect(() => actionFor({ ...next, scaleId: 1 }, next)).toThrow(expect.objectContaining({ code: 'rating_scale_differs' }));
  });

  test('a rating is current until the second it expires, unless withdrawn or its agency suspended', () => {
    const entry = { action: 'affirmed', validUntil: 100n };
    expect(stateOf(entry, true, 99n)).toBe('current');
    expect(stateOf(entry, true, 100n)).toBe('expired');
    expect(stateOf(entry, false, 99n)).toBe('agency-suspended');
    expect(stateOf({ action: 'withdrawn', validUntil: 0n }, false, 1n)).toBe('withdrawn');
  });
});

const step = fc.record({
  agencyId: fc.integer({ min: 1, max: 2 }),
  subject: fc.constantFrom('a', 'b', 'c', 'd'),
  sequence: fc.bigInt(1n, 30n),
  scaleId: fc.constantFrom(1, 1, 1, 2),
  grade: fc.nat({ max: GRADES - 1 }),
  action: fc.constantFrom(...ACTIONS),
  time: fc.bigInt(0n, 100n),
  validUntil: fc.bigInt(0n, 200n),
});

describe('migrationBetween', () => {
  test('counts everybody who had a grade on the first day once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.bigInt(0n, 100n), fc.bigInt(0n, 100n), (steps, one, other) => {
        const period = one < other ? { from: one, to: other } : { from: other, to: one };
        const found = migrationBetween(steps, { id: 1, grades: GRADES }, period);
        const still = migrationBetween(steps, { id: 1, grades: GRADES }, { from: period.from, to: period.from });
        const sum = (rows: readonly (readonly number[])[]) => rows.flat().reduce((total, count) => total + count, 0);
        expect(sum(found.counts)).toBe(sum(still.counts));
        for (const [row, counts] of still.counts.entries())
          counts.forEach((count, column) => expect(count === 0 || column === row).toBe(true));
        expect(found.upgrades + found.downgrades).toBeLessThanOrEqual(sum(found.counts));
      }),
    );
  });

  test('follows a rating from grade to grade and out of it', () => {
    const at = (time: bigint, grade: number, action: GradeStep['action'], subject: string, sequence: bigint): GradeStep => ({
      agencyId: 1,
      subject,
      sequence,
      scaleId: 1,
      grade,
      action,
      time,
      validUntil: action === 'withdrawn' ? 0n : 1_000n,
    });
    const steps = [
      at(1n, 2, 'assigned', 'a', 1n),
      at(50n, 1, 'upgraded', 'a', 2n),
      at(1n, 3, 'assigned', 'b', 1n),
      at(60n, 3, 'withdrawn', 'b', 2n),
      at(70n, 0, 'assigned', 'c', 1n),
    ];
    const found = migrationBetween(steps, { id: 1, grades: 4 }, { from: 10n, to: 90n });
    expect(found.counts[2]).toEqual([0, 1, 0, 0, 0]);
    expect(found.counts[3]).toEqual([0, 0, 0, 0, 1]);
    expect([found.newlyRated, found.upgrades, found.downgrades]).toEqual([1, 1, 0]);
  });
});

describe('calibration', () => {
  test('a grade that fails as published is in line, one that fails three times as often is not', () => {
    expect(testGrade({ rated: 1_000, defaulted: 20, expected: 0.02 }).verdict).toBe('in-line');
    expect(testGrade({ rated: 1_000, defaulted: 60, expected: 0.02 }).verdict).toBe('too-many-defaults');
    expect(testGrade({ rated: 0, defaulted: 0, expected: 0.02 }).verdict).toBe('no-data');
    expect(testGrade({ rated: 5, defaulted: 1, expected: null })).toEqual({ realised: 0.2, pValue: null, verdict: 'no-data' });
  });

  test('over all grades the chi-square is zero for exact forecasts and grows with the misses', () => {
    const exact = [0.01, 0.05, 0.2].map((expected) => ({ rated: 1_000, defaulted: 1_000 * expected, expected }));
    expect(testGrades(exact)).toMatchObject({ statistic: 0, degrees: 3, pValue: 1, verdict: 'in-line' });
    const missed = exact.map((row) => ({ ...row, defaulted: row.defaulted * 2 }));
    expect(testGrades(missed)).toMatchObject({ degrees: 3, verdict: 'not-calibrated' });
    expect(testGrades(exact.slice(0, 1))).toBeNull();
  });

  test('rejects true forecasts about as rarely as it promises', () => {
    // A small generator of its own, so that the test says the same every time.
    let state = 42;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    let rejected = 0;
    for (let world = 0; world < 400; world++) {
      const rows = [0.05, 0.1, 0.2, 0.4].map((expected) => {
        let defaulted = 0;
        for (let i = 0; i < 300; i++) if (random() < expected) defaulted++;
        return { rated: 300, defaulted, expected };
      });
      if (testGrades(rows)?.verdict === 'not-calibrated') rejected++;
    }
    expect(rejected / 400).toBeGreaterThan(0.02);
    expect(rejected / 400).toBeLessThan(0.09);
  });
});

test('the id of a subject depends on kind and name', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
      expect(subjectId('deal', one) === subjectId('deal', other)).toBe(one === other);
      expect(subjectId('deal', one)).not.toBe(subjectId('tranche', one));
    }),
  );
});
