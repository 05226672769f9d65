import { compileDeal } from '../../backend/securitization/compile-deal.ts';
import { explainPeriod } from '../../backend/securitization/domain/explain/explain-period.ts';
import { runPeriods } from '../../backend/securitization/domain/run-periods.ts';
import { initialState, type PeriodReport, type WaterfallState } from '../../backend/securitization/domain/waterfall-state.ts';
import { DEAL_TEMPLATES } from '../../backend/securitization/templates.ts';
import type { Bench } from './bench.ts';

const RUNS = 300;
const PRO_RATA = 'pro-rata-switch';
const REVOLVING = 'revolving-consumer';

/** A pool that pays steadily and loses a little. */
function steady(state: WaterfallState, period: number): PeriodReport {
  const principal = state.pool / 40n;
  const defaults = state.pool / 400n;
  return {
    period,
    flags: 0,
    interest: state.pool / 90n,
    principal,
    recoveries: defaults / 3n,
    defaults,
    purchases: 0n,
    poolEnd: state.pool - principal - defaults,
    delinquent: state.pool / 50n,
    index: 30_000_000_000_000_000n,
  };
}

/** Microseconds of one call of `work`, which does `count` things, by the fastest of several rounds. */
function microseconds(count: number, work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1000) / count;
}

function onePeriod(name: string): number {
  const { image } = compileDeal(DEAL_TEMPLATES[name]);
  return microseconds(RUNS * image.periods, () => {
    for (let run = 0; run < RUNS; run++) runPeriods(image, initialState(image), steady);
  });
}

const row = (name: string, target: number, run: () => number): Bench => ({
  room: 'securitization',
  name: `waterfall-ts: ${name}`,
  unit: 'us',
  better: 'lower',
  target,
  run: async () => ({ value: run() }),
});

export const benches: Bench[] = [
  row('one period of three classes', 100, () => onePeriod(PRO_RATA)),
  row('one period of four classes with OC and IC tests', 100, () => onePeriod(REVOLVING)),
  row('explain one period', 500, () => {
    const { image } = compileDeal(DEAL_TEMPLATES[PRO_RATA]);
    const state = initialState(image);
    return microseconds(RUNS, () => {
      for (let run = 0; run < RUNS; run++) explainPeriod(image, state, steady(state, 1));
    });
  }),
  row('compile a deal file', 20_000, () =>
    microseconds(20, () => {
      for (let run = 0; run < 20; run++) compileDeal(DEAL_TEMPLATES[REVOLVING]);
    }),
  ),
];
