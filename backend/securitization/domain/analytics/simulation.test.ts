import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialDraw } from './binomial-draw.ts';
import { estimateExceedance, estimateMean, quantileOf, simulatePool } from './loss-distribution.ts';
import { normalCdf, normalQuantile } from './normal-distribution.ts';
import { philox, RandomStream } from './random-stream.ts';
import { layerDefaultProbability, layerExpectedLoss, sizeTranches } from './tranche-sizing.ts';

const INVALID = expect.objectContaining({ code: 'simulation_input_invalid' });

describe('the normal distribution', () => {
  test('agrees with its tables', () => {
    const table = [
      [-8, 6.220960574271785e-16],
      [-6, 9.865876450376981e-10],
      [-3, 1.3498980316300946e-3],
      [-1, 0.15865525393145705],
      [0, 0.5],
      [1.959963984540054, 0.975],
      [2.5758293035489004, 0.995],
    ] as const;
    for (const [x, p] of table) expect(Math.abs(normalCdf(x) / p - 1)).toBeLessThan(1e-12);
  });

  test('is the integral of its density', () => {
    for (const [from, to] of [
      [-4, -2.9],
      [-3.1, -2.99],
      [-1, 2],
      [2.9, 3.2],
    ] as const) {
      const steps = 20_000;
      const width = (to - from) / steps;
      let sum = 0;
      for (let k = 0; k < steps; k++) sum += Math.exp(-((from + (k + 0.5) * width) ** 2) / 2);
      expect(normalCdf(to) - normalCdf(from)).toBeCloseTo((sum * width) / Math.sqrt(2 * Math.PI), 9);
    }
  });

  test('has the quantile as its inverse, to twelve digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 0, noNaN: true }), (x) => {
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(1e-12 * (1 + Math.abs(x)));
      }),
    );
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)].map((x) => x + 0)).toEqual([-Infinity, Infinity, 0]);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  });
});

describe('RandomStream', () => {
  test('has the known answers of Philox 2x32-10', () => {
    expect(philox(0, 0, 0)).toBe(0xff1dae59);
    expect(philox(0xffffffff, 0xffffffff, 0xffffffff)).toBe(0x2c3f628b);
    expect(philox(0x243f6a88, 0x85a308d3, 0x13198a2e)).toBe(0xdd7ce038);
  });

  test('gives a path the same numbers whatever ran before', () => {
    const take = () => {
      const stream = new RandomStream(7, 3);
      return [stream.uniform(), stream.normal(), stream.uniform()];
    };
    const first = take();
    new RandomStream(7, 2).uniform();
    expect(take()).toEqual(first);
    expect(new RandomStream(8, 3).uniform()).not.toBe(first[0]);
  });

  test('fills 64 boxes evenly', () => {
    const counts = new Array<number>(64).fill(0);
    for (let path = 0; path < 640; path++) {
      const stream = new RandomStream(1, path);
      for (let draw = 0; draw < 100; draw++) {
        const box = Math.floor(stream.uniform() * 64);
        counts[box] = (counts[box] ?? 0) + 1;
      }
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(103.4);
  });
});

describe('binomialDraw', () => {
  const cases = [
    [20, 0.1],
    [40, 0.5],
    [500, 0.07],
    [1000, 0.9],
    [3, 0.999],
  ] as const;

  test.each(cases)('draws %i at %f with the probabilities of the binomial', (n, p) => {
    const draws = 40_000;
    const counts = new Map<number, number>();
    for (let path = 0; path < draws; path++) {
      const hits = binomialDraw(new RandomStream(11, path), n, p);
      counts.set(hits, (counts.get(hits) ?? 0) + 1);
    }
    let [logTerm, chiSquare, boxes, restSeen, restDue] = [n * Math.log1p(-p), 0, 0, 0, 0];
    for (let k = 0; k <= n; k++) {
      const due = Math.exp(logTerm) * draws;
      logTerm += Math.log(((n - k) / (k + 1)) * (p / (1 - p)));
      if (due < 20) {
        restSeen += counts.get(k) ?? 0;
        restDue += due;
        continue;
      }
      chiSquare += ((counts.get(k) ?? 0) - due) ** 2 / due;
      boxes += 1;
    }
    if (restDue > 5) chiSquare += (restSeen - restDue) ** 2 / restDue;
    // Mean plus four standard deviations of a chi-square of so many boxes.
    expect(chiSquare).toBeLessThan(boxes + 4 * Math.sqrt(2 * boxes) + 4);
  });

  test('knows the certain cases', () => {
    const stream = new RandomStream(1, 1);
    expect([binomialDraw(stream, 10, 0), binomialDraw(stream, 10, 1), binomialDraw(stream, 0, 0.5)]).toEqual([0, 10, 0]);
  });
});

describe('simulatePool', () => {
  const loans = Array.from({ length: 300 }, (_, at) => ({ count: 1, exposure: 50 + at, pd: 0.002 + at / 5_000, lgd: 0.4 + at / 1_000 }));
  const terms = { correlation: 0.2, paths: 20_000, seed: 42 };
  const total = loans.reduce((sum, { exposure }) => sum + exposure, 0);

  test('has the mean of its obligors within three standard errors', () => {
    const { defaults, losses } = simulatePool(loans, terms);
    const [meanDefault, meanLoss] = [estimateMean(defaults), estimateMean(losses)];
    const expectedDefault = loans.reduce((sum, { exposure, pd }) => sum + exposure * pd, 0) / total;
    const expectedLoss = loans.reduce((sum, { exposure, pd, lgd }) => sum + exposure * pd * lgd, 0) / total;
    expect(Math.abs(meanDefault.value - expectedDefault)).toBeLessThan(3 * meanDefault.standardError);
    expect(Math.abs(meanLoss.value - expectedLoss)).toBeLessThan(3 * meanLoss.standardError);
  });

  test('gives the same paths for the same seed and others for another', () => {
    const few = { ...terms, paths: 50 };
    expect(simulatePool(loans, few)).toEqual(simulatePool(loans, few));
    expect(simulatePool(loans, { ...few, seed: 43 }).losses).not.toEqual(simulatePool(loans, few).losses);
  });

  test('has the tail of the large homogeneous pool', () => {
    const [pd, rho, level] = [0.03, 0.15, 0.08];
    const { defaults } = simulatePool([{ count: 100_000, exposure: 1, pd, lgd: 1 }], { correlation: rho, paths: 20_000, seed: 3 });
    const exact = normalCdf((normalQuantile(pd) - Math.sqrt(1 - rho) * normalQuantile(level)) / Math.sqrt(rho));
    const seen = estimateExceedance(defaults, level);
    expect(Math.abs(seen.value - exact)).toBeLessThan(3.5 * seen.standardError);
  });

  test('draws single loans and groups of one law from the same distribution', () => {
    const single = Array.from({ length: 60 }, () => ({ count: 1, exposure: 1, pd: 0.05, lgd: 1 }));
    const one = simulatePool(single, terms).defaults;
    const group = simulatePool([{ count: 60, exposure: 1, pd: 0.05, lgd: 1 }], terms).defaults;
    for (const level of [0, 0.05, 0.15, 0.3]) {
      const [a, b] = [estimateExceedance(one, level), estimateExceedance(group, level)];
      expect(Math.abs(a.value - b.value)).toBeLessThan(4 * Math.hypot(a.standardError, b.standardError));
    }
  });

  test('knows obligors that never and that always default', () => {
    const sure = simulatePool(
      [
        { count: 1, exposure: 3, pd: 1, lgd: 0.5 },
        { count: 1, exposure: 1, pd: 0, lgd: 1 },
      ],
      { ...terms, paths: 5 },
    );
    expect([...sure.losses]).toEqual(new Array(5).fill(3 / 8));
  });

  test('refuses what it cannot simulate', () => {
    const good = { count: 1, exposure: 1, pd: 0.1, lgd: 0.5 };
    for (const part of [{ count: 0 }, { exposure: 0 }, { pd: 1.1 }, { lgd: -0.1 }]) {
      expect(() => simulatePool([{ ...good, ...part }], terms)).toThrow(INVALID);
    }
    for (const part of [{ correlation: 1 }, { correlation: -0.1 }, { paths: 1 }, { paths: 2_000_000 }, { seed: 0.5 }]) {
      expect(() => simulatePool([good], { ...terms, ...part })).toThrow(INVALID);
    }
    expect(() => simulatePool([], terms)).toThrow(INVALID);
  });
});

describe('estimates', () => {
  test('are mean, standard error and quantile', () => {
    const values = Float64Array.of(1, 2, 3, 4);
    expect(estimateMean(values).value).toBe(2.5);
    expect(estimateMean(values).standardError).toBeCloseTo(Math.sqrt(5 / 3 / 4), 12);
    expect([0, 0.25, 0.26, 1].map((p) => quantileOf(values, p))).toEqual([1, 1, 2, 4]);
  });
});

describe('sizeTranches', () => {
  const losses = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 200 })
    .map((values) => Float64Array.from(values));
  const most = fc.double({ min: 0, max: 0.5, noNaN: true });

  test('keeps each class within its target, and a thicker one would miss it', () => {
    fc.assert(
      fc.property(losses, most, most, fc.constantFrom('default-probability', 'expected-loss'), (paths, first, second, kind) => {
        const targets = [Math.min(first, second), Math.max(first, second)].map((limit) => ({ kind, most: limit }) as const);
        const tranches = sizeTranches(paths, targets);
        let top = 1;
        tranches.forEach((tranche, at) => {
          const limit = targets[at]?.most ?? 0;
          expect(tranche.detachment).toBe(top);
          top = tranche.attachment;
          const measured = kind === 'expected-loss' ? tranche.expectedLoss : tranche.defaultProbability;
          expect(measured).toBeLessThanOrEqual(limit + 1e-9);
          const lower = tranche.attachment - 1e-6;
          if (tranche.attachment === 0 || (tranche.size === 0 && at > 0)) return;
          const thicker =
            kind === 'expected-loss' ? layerExpectedLoss(paths, lower, tranche.detachment) : layerDefaultProbability(paths, lower);
          expect(thicker).toBeGreaterThan(limit - 1e-5);
        });
      }),
    );
  });

  test('has no class when the target cannot be met at once by less', () => {
    expect(sizeTranches(Float64Array.of(0, 0, 0, 0.4), [{ kind: 'default-probability', most: 0.5 }])[0]).toMatchObject({
      attachment: 0,
      size: 1,
    });
    expect(sizeTranches(Float64Array.of(0.1), [{ kind: 'default-probability', most: 1 }])[0]).toMatchObject({ attachment: 0 });
    expect(layerExpectedLoss(Float64Array.of(1), 0.5, 0.5)).toBe(0);
  });

  test('refuses targets that are no shares', () => {
    expect(() => sizeTranches(Float64Array.of(0), [])).toThrow(INVALID);
    expect(() => sizeTranches(Float64Array.of(), [{ kind: 'expected-loss', most: 0.1 }])).toThrow(INVALID);
    expect(() => sizeTranches(Float64Array.of(0), [{ kind: 'expected-loss', most: 2 }])).toThrow(INVALID);
  });
});
