import { dayFraction } from '../day-count.ts';
import type { ClassTerms, DealImage } from '../deal-image.ts';
import { accrue, divideHalfUp, excess, most, WAD } from '../integer-division.ts';
import type { PeriodReport, Posting, WaterfallState } from '../waterfall-state.ts';

/** The books of a period while it runs; everything in it changes in place. */
export interface PeriodWork {
  readonly image: DealImage;
  readonly report: PeriodReport;
  readonly period: number;
  readonly balance: bigint[];
  readonly unpaid: bigint[];
  readonly deficit: bigint[];
  readonly feesUnpaid: bigint[];
  /** Interest and principal bucket. */
  readonly cash: [bigint, bigint];
  reserve: bigint;
  pool: bigint;
  cumulativeDefaults: bigint;
  cumulativeRecoveries: bigint;
  unallocatedLoss: bigint;
  lastDelinquency: bigint;
  earlierDelinquency: bigint;
  delinquencyCount: number;
  averageDelinquency: bigint;
  active: number;
  breaches: bigint;
  failed: number;
  isAccelerated: boolean;
  isRevolving: boolean;
  /** Rate of each class in this period, and its day fraction. */
  readonly rate: bigint[];
  readonly num: bigint[];
  readonly den: bigint[];
  readonly dueInterest: bigint[];
  interestIn: bigint;
  feesPaid: bigint;
  readonly paidInterest: bigint[];
  readonly paidPrincipal: bigint[];
  readonly paidResidual: bigint[];
  readonly paidFees: bigint[];
  paidPurchases: bigint;
  readonly postings: Posting[];
}

export function at(list: readonly bigint[], index: number): bigint {
  return list[index] ?? 0n;
}

export function add(list: bigint[], index: number, amount: bigint): void {
  list[index] = (list[index] ?? 0n) + amount;
}

export const isIn = (mask: number, index: number) => ((mask >> index) & 1) === 1;

/** Sum of the values of the classes in the mask. */
export function sumOf(values: readonly bigint[], mask: number): bigint {
  let sum = 0n;
  for (let index = 0; index < values.length; index++) if (isIn(mask, index)) sum += values[index] ?? 0n;
  return sum;
}

export function openWork(image: DealImage, state: WaterfallState, report: PeriodReport): PeriodWork {
  const zeros = () => image.classes.map(() => 0n);
  return {
    image,
    report,
    period: report.period,
    balance: state.classes.map(({ balance }) => balance),
    unpaid: state.classes.map(({ unpaid }) => unpaid),
    deficit: state.classes.map(({ deficit }) => deficit),
    feesUnpaid: [...state.feesUnpaid],
    cash: [state.carriedInterest, state.carriedPrincipal],
    reserve: state.reserve,
    pool: state.pool,
    cumulativeDefaults: state.cumulativeDefaults,
    cumulativeRecoveries: state.cumulativeRecoveries,
    unallocatedLoss: state.unallocatedLoss,
    lastDelinquency: state.lastDelinquency,
    earlierDelinquency: state.earlierDelinquency,
    delinquencyCount: state.delinquencyCount,
    averageDelinquency: 0n,
    active: state.active,
    breaches: state.breaches,
    failed: state.failed,
    isAccelerated: state.isAccelerated,
    isRevolving: false,
    rate: zeros(),
    num: zeros(),
    den: zeros(),
    dueInterest: zeros(),
    interestIn: 0n,
    feesPaid: 0n,
    paidInterest: zeros(),
    paidPrincipal: zeros(),
    paidResidual: zeros(),
    paidFees: image.fees.map(() => 0n),
    paidPurchases: 0n,
    postings: [],
  };
}

/** Stage 1: the pool as the report has it, and the average of up to three delinquency ratios. */
export function takeIn(work: PeriodWork): void {
  const { report } = work;
  work.pool = report.poolEnd;
  work.cumulativeDefaults += report.defaults;
  work.cumulativeRecoveries += report.recoveries;
  const ratio = report.poolEnd === 0n ? 0n : divideHalfUp(report.delinquent * WAD, report.poolEnd);
  const known = work.delinquencyCount;
  const sum = ratio + (known > 0 ? work.lastDelinquency : 0n) + (known > 1 ? work.earlierDelinquency : 0n);
  work.averageDelinquency = sum / BigInt(1 + known);
  work.earlierDelinquency = known > 0 ? work.lastDelinquency : 0n;
  work.lastDelinquency = ratio;
  work.delinquencyCount = Math.min(known + 1, 2);
}

/** Rate of a class in a period, wad. */
export function rateOf(terms: ClassTerms, period: number, index: bigint): bigint {
  let rate = terms.rate + (terms.stepUpFrom !== 0 && period >= terms.stepUpFrom ? terms.stepUp : 0n);
  if (terms.isFloating) rate = most(0n, rate + index);
  rate = most(rate, terms.floor);
  return terms.cap !== 0n && rate > terms.cap ? terms.cap : rate;
}

/** Stage 3: interest and fees that fall due, on what stood at the beginning of the period. */
export function becomeDue(work: PeriodWork, poolBegin: bigint): void {
  const { image, report, period } = work;
  const [start, end] = [image.dates[period - 1] ?? 0, image.dates[period] ?? 0];
  let noteBegin = 0n;
  image.classes.forEach((terms, index) => {
    const { num, den } = dayFraction(terms.dayCount, start, end);
    const rate = rateOf(terms, period, report.index);
    const balance = at(work.balance, index);
    noteBegin += balance;
    [work.rate[index], work.num[index], work.den[index]] = [rate, num, den];
    if (terms.isResidual) return;
    const current = accrue(balance, rate, num, den);
    const unpaid = at(work.unpaid, index);
    const onUnpaid = terms.isUnpaidBare ? 0n : accrue(unpaid, rate + terms.unpaidSpread, num, den);
    work.dueInterest[index] = current;
    work.unpaid[index] = unpaid + current + onUnpaid;
  });
  image.fees.forEach((fee, index) => {
    const { num, den } = dayFraction(fee.dayCount, start, end);
    const due = fee.kind === 2 ? fee.amount : accrue(fee.kind === 1 ? poolBegin : noteBegin, fee.rate, num, den);
    add(work.feesUnpaid, index, due);
  });
}

/** Stage 4: the cash of the period goes to its buckets. */
export function fillBuckets(work: PeriodWork): void {
  const { image, report, cash } = work;
  cash[0] += report.interest;
  cash[image.isOneWaterfall ? 0 : 1] += report.principal;
  cash[image.recoveriesArePrincipal ? 1 : 0] += report.recoveries;
  work.interestIn = cash[0];
}

export function ocTarget({ image, pool }: PeriodWork): bigint {
  const current = divideHalfUp(pool * image.ocRateCurrent, WAD);
  const original = divideHalfUp(image.originalPool * image.ocRateOriginal, WAD);
  return most(most(current, original), image.ocFloor);
}

export function reserveTarget({ image, pool, balance }: PeriodWork): bigint {
  if (image.reserveKind === 0) return 0n;
  if (!image.classes.some(({ isResidual }, index) => !isResidual && at(balance, index) > 0n)) return 0n;
  if (image.reserveKind === 1) return image.reserveAmount;
  const base = image.reserveKind === 2 ? pool : image.originalPool;
  return most(image.reserveAmount, divideHalfUp(base * image.reserveRate, WAD));
}

/** Pool that the classes' balances may not exceed when the OC target is held. */
export function poolBelowTarget(work: PeriodWork): bigint {
  return excess(work.pool, ocTarget(work));
}
