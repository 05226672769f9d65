import { type DealImage, INTEREST_BUCKET, OP, PRINCIPAL_BUCKET, type Step } from '../../backend/securitization/domain/deal-image.ts';
import type { DealAssumptions } from '../../backend/securitization/domain/analytics/deal-assumptions.ts';
import type { RepLine } from '../../backend/securitization/domain/projection/rep-line.ts';
import { wad } from './abs-amounts.ts';

const CLASS = {
  dayCount: 0,
  isFloating: false,
  isDeferrable: false,
  isResidual: false,
  isUnpaidBare: false,
  stepUpFrom: 0,
  stepUp: 0n,
  floor: 0n,
  cap: 0n,
  unpaidSpread: 0n,
};

const step = (op: number, argument = 0, mode = 0, bucket = INTEREST_BUCKET, reserveHelps = false): Step => ({
  op,
  condition: 0,
  isNegated: false,
  conditionArgument: 0,
  bucket,
  reserveHelps,
  argument,
  mode,
});

const PDL_JUNIOR_FIRST = 2;
const [A, B, E, ALL] = [1, 2, 4, 7];

/** Payment dates on the 15th of each month from 2026-01-15, as days since 1970. */
function monthly(periods: number): number[] {
  return Array.from({ length: periods + 1 }, (_, at) => Math.round(Date.UTC(2026, at, 15) / 86_400_000));
}

/** A deal of three classes under a deficiency ledger: 80, 12 and 8 % of `pool`, reserve 1 %, fee 1 % a year. */
export function threeClassDeal(pool: bigint, periods: number): DealImage {
  return {
    isOneWaterfall: false,
    recoveriesArePrincipal: false,
    periods,
    lastRevolving: 0,
    cleanUpBps: 1000,
    lateDays: 5,
    reserveKind: 1,
    reserveAmount: pool / 100n,
    reserveInitial: pool / 100n,
    reserveRate: 0n,
    ocRateCurrent: 0n,
    ocRateOriginal: 0n,
    ocFloor: 0n,
    originalPool: pool,
    classes: [
      { ...CLASS, original: (pool * 80n) / 100n, rate: wad('0.05') },
      { ...CLASS, original: (pool * 12n) / 100n, rate: wad('0.09') },
      { ...CLASS, original: pool - (pool * 80n) / 100n - (pool * 12n) / 100n, rate: 0n, isResidual: true },
    ],
    fees: [{ kind: 1, dayCount: 0, payee: 0, rate: wad('0.01'), amount: 0n }],
    tests: [{ kind: 1, mask: A, threshold: wad('1.2') }],
    triggers: [],
    schedules: [],
    dates: monthly(periods),
    steps: [
      step(OP.LOSS, ALL, PDL_JUNIOR_FIRST),
      step(OP.FEE, 0, 0, INTEREST_BUCKET, true),
      step(OP.INTEREST, A, 0, INTEREST_BUCKET, true),
      step(OP.PDL, A),
      step(OP.INTEREST, B, 0, INTEREST_BUCKET, true),
      step(OP.PDL, B),
      step(OP.TOPUP),
      step(OP.PDL, E),
      step(OP.PRINCIPAL, ALL, 0, PRINCIPAL_BUCKET),
      step(OP.TEST, 0),
      step(OP.RELEASE),
      step(OP.RESIDUAL, 2),
    ],
  };
}

/** Four lines that add up to `pool`. */
export function fourLines(pool: bigint): RepLine[] {
  const part = pool / 4n;
  const line = (balance: bigint, rate: string, remaining: number, age: number): RepLine => ({
    balance,
    annualRate: wad(rate),
    remaining,
    age,
    amortisation: 'level',
  });
  return [line(part, '0.10', 24, 12), line(part, '0.12', 36, 6), line(part, '0.144', 48, 3), line(pool - 3n * part, '0.18', 58, 1)];
}

export const BASE_CASE: DealAssumptions = {
  order: 'bma',
  prepay: { kind: 'cpr', vector: [wad('0.12')] },
  default: { kind: 'cdr', vector: [wad('0.04')] },
  recoveryRate: wad('0.3'),
  recoveryLag: 4,
  index: [],
  delinquentShare: wad('0.03'),
  isCalled: false,
  monthsPerPeriod: 1,
};
