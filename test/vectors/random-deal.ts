import fc from 'fast-check';
import type { ClassTerms, DealImage, Step } from '../../backend/securitization/domain/deal-image.ts';
import type { PeriodReport, WaterfallState } from '../../backend/securitization/domain/waterfall-state.ts';

const WAD = 10n ** 18n;
const OPS_OF_MASK: ReadonlySet<number> = new Set([2, 3, 4, 9, 10, 11, 12]);
const MODES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 1, 4: 4, 9: 1, 10: 3 };

const amount = (most: bigint) => fc.bigInt({ min: 0n, max: most });
const rate = (most = WAD / 4n) => fc.oneof({ weight: 1, arbitrary: fc.constant(0n) }, { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: most }) });

const classTerms: fc.Arbitrary<ClassTerms> = fc.record({
  original: amount(10n ** 15n),
  rate: rate(),
  dayCount: fc.integer({ min: 0, max: 4 }),
  isFloating: fc.boolean(),
  isDeferrable: fc.boolean(),
  isResidual: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  isUnpaidBare: fc.boolean(),
  stepUpFrom: fc.integer({ min: 0, max: 6 }),
  stepUp: rate(WAD / 100n),
  floor: rate(WAD / 50n),
  cap: rate(),
  unpaidSpread: rate(WAD / 50n),
});

interface Sizes {
  readonly classes: number;
  readonly fees: number;
  readonly tests: number;
  readonly triggers: number;
}

function step({ classes, fees, tests, triggers }: Sizes): fc.Arbitrary<Step> {
  const ops = Array.from({ length: 14 }, (_, at) => at + 1).filter((op) => (op !== 1 || fees > 0) && ((op !== 5 && op !== 6) || tests > 0));
  const conditions = [0, 0, 0, 3, 4, 5, 6, 7, 8, ...(triggers > 0 ? [1] : []), ...(tests > 0 ? [2] : [])];
  return fc
    .record({
      op: fc.constantFrom(...ops),
      condition: fc.constantFrom(...conditions),
      isNegated: fc.boolean(),
      bucket: fc.constantFrom(0 as const, 1 as const),
      reserveHelps: fc.boolean(),
      number: fc.nat({ max: 255 }),
      other: fc.nat({ max: 255 }),
      mode: fc.nat({ max: 255 }),
    })
    .map(({ number, other, mode, isNegated, ...rest }) => {
      const count = rest.op === 1 ? fees : rest.op === 5 || rest.op === 6 ? tests : classes;
      const conditionCounts: Readonly<Record<number, number>> = { 1: triggers, 2: tests, 3: 2 ** classes };
      return {
        ...rest,
        isNegated: isNegated && rest.condition !== 0,
        argument: OPS_OF_MASK.has(rest.op) ? number % 2 ** classes : number % count,
        conditionArgument: other % (conditionCounts[rest.condition] ?? 256),
        mode: mode % ((MODES[rest.op] ?? 0) + 1),
      };
    });
}

function imageOf(sizes: Sizes): fc.Arbitrary<DealImage> {
  const mask = fc.integer({ min: 0, max: 2 ** sizes.classes - 1 });
  const list = <T>(one: fc.Arbitrary<T>, length: number) => fc.array(one, { minLength: length, maxLength: length });
  const trigger = fc
    .record({
      kind: fc.integer({ min: 1, max: 10 }),
      isCurable: fc.boolean(),
      isAccelerating: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      argument: fc.nat({ max: 255 }),
      notice: fc.integer({ min: 0, max: 3 }),
      threshold: rate(),
    })
    .filter(({ kind }) => kind !== 3 || sizes.tests > 0)
    .map((one) => {
      const argument = one.kind === 3 ? one.argument % sizes.tests : one.argument % 2 ** sizes.classes;
      return { ...one, argument, firstSchedule: 0, schedules: one.kind === 1 ? 2 : 0 };
    });
  return fc.record({
    isOneWaterfall: fc.boolean(),
    recoveriesArePrincipal: fc.boolean(),
    periods: fc.constant(6),
    lastRevolving: fc.integer({ min: 0, max: 4 }),
    cleanUpBps: fc.integer({ min: 0, max: 10_000 }),
    lateDays: fc.nat({ max: 255 }),
    reserveKind: fc.integer({ min: 0, max: 3 }),
    reserveAmount: amount(10n ** 13n),
    reserveInitial: amount(10n ** 13n),
    reserveRate: rate(WAD / 20n),
    ocRateCurrent: rate(WAD / 20n),
    ocRateOriginal: rate(WAD / 20n),
    ocFloor: amount(10n ** 13n),
    originalPool: amount(10n ** 15n),
    classes: list(classTerms, sizes.classes),
    fees: list(
      fc.record({
        kind: fc.integer({ min: 1, max: 3 }),
        dayCount: fc.integer({ min: 0, max: 4 }),
        payee: fc.nat({ max: 7 }),
        rate: rate(WAD / 20n),
        amount: amount(10n ** 11n),
      }),
      sizes.fees,
    ),
    tests: list(fc.record({ kind: fc.integer({ min: 1, max: 2 }), mask, threshold: rate(2n * WAD) }), sizes.tests),
    triggers: list(trigger, sizes.triggers),
    schedules: fc.tuple(rate(WAD / 20n), rate(WAD / 10n)).map(([first, second]) => [
      { from: 1, threshold: first },
      { from: 4, threshold: second },
    ]),
    dates: fc
      .tuple(fc.integer({ min: 0, max: 40_000 }), list(fc.integer({ min: 1, max: 200 }), 6))
      .map(([first, gaps]) => gaps.reduce((days, gap) => [...days, (days.at(-1) ?? 0) + gap], [first])),
    steps: fc.array(step(sizes), { minLength: 1, maxLength: 20 }),
  });
}

/** Images that the rule allows, sensible or not. */
export const randomImage: fc.Arbitrary<DealImage> = fc
  .record({
    classes: fc.integer({ min: 1, max: 5 }),
    fees: fc.integer({ min: 0, max: 3 }),
    tests: fc.integer({ min: 0, max: 3 }),
    triggers: fc.integer({ min: 0, max: 4 }),
  })
  .chain(imageOf);

/** What a period brings, as parts of the pool in 1/1000; {@link reportFrom} makes a report of it that fits a state. */
export const randomEvents = fc.record({
  principal: fc.integer({ min: 0, max: 400 }),
  defaults: fc.integer({ min: 0, max: 200 }),
  interest: fc.integer({ min: 0, max: 60 }),
  recoveries: fc.integer({ min: 0, max: 50 }),
  purchases: fc.integer({ min: 0, max: 200 }),
  delinquent: fc.integer({ min: 0, max: 1000 }),
  index: fc.bigInt({ min: -WAD / 50n, max: WAD / 10n }),
  flags: fc.constantFrom(0, 0, 0, 1, 2, 4, 8),
});
export type RandomEvents = typeof randomEvents extends fc.Arbitrary<infer T> ? T : never;

export function reportFrom(image: DealImage, state: WaterfallState, events: RandomEvents): PeriodReport {
  const part = (thousandths: number) => (state.pool * BigInt(thousandths)) / 1000n;
  const period = state.period + 1;
  const mayBuy = period <= image.lastRevolving && !state.isAccelerated && state.active === 0;
  const [principal, defaults, purchases] = [part(events.principal), part(events.defaults), mayBuy ? part(events.purchases) : 0n];
  const poolEnd = state.pool + purchases - principal - defaults;
  return {
    period,
    flags: events.flags,
    interest: part(events.interest),
    principal,
    recoveries: part(events.recoveries),
    defaults,
    purchases,
    poolEnd,
    delinquent: (poolEnd * BigInt(events.delinquent)) / 1000n,
    index: events.index,
  };
}
