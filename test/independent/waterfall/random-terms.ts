import type { Random } from './random.ts';
import type { ClassPlan, DealPlan, EntryPlan, FeePlan, TestPlan, TriggerPlan } from './write-image.ts';

const PERCENT = 10n ** 16n;
const WAD = 10n ** 18n;
const WAD_MOST = 2n ** 64n - 1n;
const AMOUNT_MOST = 2n ** 96n - 1n;
const DAY_MS = 86_400_000;
const LAST_DAY = 65_535;
const DAY_COUNTS = 5;

/** Flags of a class. */
export const RESIDUAL = 4;

export type Terms = Omit<DealPlan, 'steps'>;

/** A yearly rate: mostly one that occurs, now and then none or the largest. */
function rate(random: Random, most = 15): bigint {
  if (random.chance(8)) return 0n;
  if (random.chance(1)) return WAD_MOST;
  return random.chance(30) ? BigInt(random.between(0, most * 4)) * (PERCENT / 4n) : random.amount(BigInt(most) * PERCENT);
}

function poolSize(random: Random): bigint {
  const kind = random.below(100);
  if (kind < 12) return random.amount(2_000n);
  if (kind < 65) return 1_000_000n + random.amount(10n ** BigInt(random.between(7, 13)));
  if (kind < 85) return random.amount(10n ** BigInt(random.between(18, 26)));
  if (kind < 97) return 2n ** 90n + random.amount(2n ** 93n);
  return random.pick([0n, 1n, AMOUNT_MOST, AMOUNT_MOST / 2n]);
}

function noteClasses(random: Random, pool: bigint, periods: number): ClassPlan[] {
  const count = random.chance(70) ? random.between(1, 4) : random.between(5, 8);
  const weights = Array.from({ length: count }, () => BigInt(random.chance(5) ? 0 : random.between(1, 100)));
  const all = weights.reduce((total, weight) => total + weight, 0n) || 1n;
  const notes = random.chance(30) ? pool : random.share(pool, 80, 112);
  return weights.map((weight, at): ClassPlan => {
    const isResidual = random.chance(at === count - 1 ? 70 : 3);
    const flags = (random.chance(30) ? 1 : 0) | (random.chance(40) ? 2 : 0) | (isResidual ? RESIDUAL : 0) | (random.chance(30) ? 8 : 0);
    const share = (notes * weight) / all;
    return {
      original: share > AMOUNT_MOST ? AMOUNT_MOST : share,
      rate: rate(random),
      dayCount: random.below(DAY_COUNTS),
      flags,
      stepUpFrom: random.chance(30) ? random.between(1, periods) : 0,
      stepUp: random.chance(40) ? rate(random, 4) : 0n,
      floor: random.chance(20) ? rate(random, 6) : 0n,
      cap: random.chance(20) ? rate(random, 20) : 0n,
      spread: random.chance(30) ? rate(random, 5) : 0n,
    };
  });
}

function fees(random: Random, pool: bigint): FeePlan[] {
  const count = random.chance(60) ? random.between(1, 3) : random.between(0, 8);
  return Array.from({ length: count }, () => {
    const kind = random.between(1, 3);
    const isAmount = kind === 2 || random.chance(50);
    return {
      kind,
      dayCount: random.below(DAY_COUNTS),
      rate: kind === 2 ? 0n : rate(random, 3),
      amount: isAmount ? random.amount(pool / BigInt(random.pick([50, 500, 5_000]))) : 0n,
    };
  });
}

function threshold(random: Random, lowPercent: number, highPercent: number): bigint {
  if (random.chance(4)) return 0n;
  if (random.chance(1)) return WAD_MOST;
  if (random.chance(5)) return WAD;
  return BigInt(random.between(lowPercent * 100, highPercent * 100)) * (PERCENT / 100n) + random.pick([0n, 0n, 1n, 333n]);
}

function tests(random: Random, classes: number): TestPlan[] {
  return Array.from({ length: random.chance(70) ? random.between(1, 4) : random.between(0, 8) }, () => {
    const kind = random.between(1, 2);
    const mask = random.chance(60) ? 2 ** random.between(1, classes) - 1 : random.mask(classes);
    return { kind, mask, threshold: kind === 1 ? threshold(random, 85, 150) : threshold(random, 40, 400) };
  });
}

/** What a trigger of each kind is breached at, percent from and to. */
const THRESHOLDS: Readonly<Record<number, readonly [number, number]>> = { 2: [0, 30], 5: [10, 110], 6: [5, 95], 9: [0, 20] };

function triggers(random: Random, terms: { classes: number; tests: number; periods: number }) {
  const schedule: EntryPlan[] = [];
  const count = random.chance(70) ? random.between(1, 6) : random.between(0, 16);
  const plans = Array.from({ length: count }, (): TriggerPlan => {
    let kind = random.between(1, 10);
    if (kind === 3 && terms.tests === 0) kind = 10;
    const firstEntry = kind === 1 ? schedule.length : 0;
    if (kind === 1) schedule.push(...entries(random, terms.periods, 64 - schedule.length));
    const limits = THRESHOLDS[kind];
    return {
      kind,
      flags: (random.chance(50) ? 1 : 0) | (random.chance(12) ? 2 : 0),
      argument: kind === 3 ? random.below(terms.tests) : kind === 4 || kind === 9 ? random.mask(terms.classes) : 0,
      notice: random.chance(50) ? random.between(0, 1) : random.between(2, random.chance(80) ? 3 : 15),
      firstEntry,
      entries: kind === 1 ? schedule.length - firstEntry : 0,
      threshold: limits === undefined ? 0n : threshold(random, ...limits),
    };
  });
  return { triggers: plans, schedule };
}

function entries(random: Random, periods: number, room: number): EntryPlan[] {
  const plans: EntryPlan[] = [];
  let from = random.between(1, 3);
  for (let left = Math.min(room, random.between(1, 5)); left > 0 && from <= periods; left--) {
    plans.push({ from, threshold: threshold(random, 0, 25) });
    from += random.between(1, 4);
  }
  return plans;
}

function dates(random: Random, periods: number): number[] {
  if (random.chance(50)) return monthEnds(random, periods);
  const widest = random.pick([1, 31, 100, 400]);
  const gaps = Array.from({ length: periods }, () => random.between(1, Math.min(widest, Math.floor(LAST_DAY / periods))));
  const span = gaps.reduce((total, gap) => total + gap, 0);
  const found = [random.between(0, LAST_DAY - span)];
  for (const gap of gaps) found.push((found.at(-1) ?? 0) + gap);
  return found;
}

/** Ends of months, one day before or after them, or the same day of each month. */
function monthEnds(random: Random, periods: number): number[] {
  const first = random.between(0, 2_100 - periods);
  const [day, months] = [random.pick([0, 0, 0, 1, -1, 15]), random.pick(periods > 60 ? [1] : [1, 1, 3, 12])];
  const start = Math.max(0, Math.min(first, 2_100 - periods * months));
  return Array.from({ length: periods + 1 }, (_, at) => Math.max(0, Date.UTC(1970, start + at * months + 1, day) / DAY_MS));
}

export function randomTerms(random: Random): Terms {
  const periods = random.chance(2) ? random.between(13, 480) : random.between(1, 12);
  const originalPool = poolSize(random);
  const classes = noteClasses(random, originalPool, periods);
  const allTests = tests(random, classes.length);
  const target = originalPool === 0n ? 1_000n : originalPool;
  return {
    flags: random.below(4),
    periods,
    lastRevolving: random.chance(45) ? random.between(1, periods) : 0,
    reserve: {
      kind: random.below(4),
      amount: random.share(target, 0, 6),
      paidIn: random.chance(20) ? 0n : random.share(target, 0, 6),
      rate: random.chance(20) ? 0n : random.chance(2) ? WAD_MOST : random.amount(6n * PERCENT),
    },
    overCollateral: {
      current: random.chance(50) ? random.amount(20n * PERCENT) : 0n,
      original: random.chance(50) ? random.amount(8n * PERCENT) : 0n,
      least: random.chance(30) ? random.share(target, 0, 5) : 0n,
    },
    originalPool,
    classes,
    fees: fees(random, target),
    tests: allTests,
    ...triggers(random, { classes: classes.length, tests: allTests.length, periods }),
    dates: dates(random, periods),
  };
}
