import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileDeal } from '../../compile-deal.ts';
import { DEAL_TEMPLATES } from '../../templates.ts';
import { OP, type Step } from '../deal-image.ts';
import { WAD } from '../integer-division.ts';
import { initialState, type PeriodReport, packPosting, type WaterfallState } from '../waterfall-state.ts';
import { runPeriod } from '../waterfall.ts';

const { image: base } = compileDeal(DEAL_TEMPLATES['pro-rata-switch']);
const plain: Step = {
  op: OP.TEST,
  condition: 0,
  isNegated: false,
  conditionArgument: 0,
  bucket: 0,
  reserveHelps: false,
  argument: 0,
  mode: 0,
};
const cureAndTest = (bucket: 0 | 1): readonly Step[] => [{ ...plain, op: OP.CURE, bucket }, plain];

const quiet: PeriodReport = {
  period: 1,
  flags: 0,
  interest: 0n,
  principal: 0n,
  recoveries: 0n,
  defaults: 0n,
  purchases: 0n,
  poolEnd: 0n,
  delinquent: 0n,
  index: 0n,
};

it.each([0, 1] as const)('an OC cure from bucket %i makes the test pass with no unit to spare', (bucket) => {
  let failed = 0;
  const amount = fc.bigInt({ min: 1n, max: 10n ** 13n });
  fc.assert(
    fc.property(amount, amount, fc.bigInt({ min: WAD + 1n, max: 2n * WAD }), (pool, notes, threshold) => {
      const image = { ...base, tests: [{ kind: 1, mask: 7, threshold }], triggers: [], steps: cureAndTest(bucket) };
      const start = initialState(image);
      const classes = [{ balance: notes, unpaid: 0n, deficit: 0n }, ...start.classes.slice(1).map((one) => ({ ...one, balance: 0n }))];
      const cash = 10n ** 14n;
      const passes = (have: bigint, due: bigint) => due === 0n || have * WAD >= threshold * due;
      const carried = bucket === 0 ? { carriedInterest: cash } : { carriedPrincipal: cash };
      const state: WaterfallState = { ...start, pool, classes, ...carried };
      const { next, postings } = runPeriod(image, state, { ...quiet, poolEnd: pool });
      const collateral = pool + (bucket === 1 ? cash : 0n);
      const cured = postings[0]?.paid ?? 0n;
      expect(next.failed).toBe(0);
      if (passes(collateral, notes)) expect(cured).toBe(0n);
      else {
        failed++;
        const less = cured - 1n;
        expect(passes(collateral - (bucket === 1 ? less : 0n), notes - less)).toBe(false);
      }
    }),
  );
  if (bucket === 0) expect(failed).toBeGreaterThan(10);
});

it('an IC cure pays the least principal whose interest is what the test lacks', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 6n, max: 10n ** 13n }), fc.bigInt({ min: 0n, max: 10n ** 9n }), (balance, available) => {
      const threshold = WAD + WAD / 2n;
      const image = {
        ...base,
        tests: [{ kind: 2, mask: 1, threshold }],
        triggers: [],
        steps: [{ ...plain, op: OP.CURE, bucket: 1 as const }],
      };
      const start = initialState(image);
      const [senior, ...rest] = start.classes;
      const classes = [{ unpaid: senior?.unpaid ?? 0n, deficit: 0n, balance }, ...rest];
      const state = { ...start, pool: 0n, classes, carriedPrincipal: 10n ** 15n };
      const { postings, next } = runPeriod(image, state, { ...quiet, interest: available });
      const due = next.classes[0]?.unpaid ?? 0n;
      const cured = postings[0]?.paid ?? 0n;
      const lacking = due - (available * WAD) / threshold;
      // 4.8 % over one month of 30/360: interest is balance * 0.048 * 30 / 360, that is balance / 250.
      if (available * WAD >= threshold * due) expect(cured).toBe(0n);
      else if (cured < balance) {
        expect(cured >= lacking * 250n && cured - 1n < lacking * 250n).toBe(true);
      } else expect(lacking * 250n >= balance).toBe(true);
      expect(packPosting({ step: 0, due: 0n, paid: cured })).toBe(cured);
    }),
  );
});
