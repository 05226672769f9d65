import type { Bucket, TestTerms } from '../deal-image.ts';
import { divideHalfUp, divideUp, excess, least, WAD } from '../integer-division.ts';
import { at, isIn, type PeriodWork, sumOf } from './period-work.ts';

const MOST_RATIO = 2n ** 120n - 1n;

/** What a test compares: OC collateral with balances, IC interest available with interest due. */
export interface TestReading {
  readonly have: bigint;
  readonly need: bigint;
  readonly passes: boolean;
  readonly ratio: bigint;
}

export function readTest(work: PeriodWork, test: TestTerms): TestReading {
  const [have, need] =
    test.kind === 1
      ? [work.pool + work.cash[1], sumOf(work.balance, test.mask)]
      : [excess(work.interestIn, work.feesPaid), sumOf(work.dueInterest, test.mask)];
  const passes = need === 0n || have * WAD >= test.threshold * need;
  return { have, need, passes, ratio: need === 0n ? MOST_RATIO : least(divideHalfUp(have * WAD, need), MOST_RATIO) };
}

/** Principal that is to be paid to the test's classes for the test to pass; 0 when it passes already. */
export function cureAmount(work: PeriodWork, test: TestTerms, source: Bucket): bigint {
  const reading = readTest(work, test);
  if (reading.passes) return 0n;
  return test.kind === 1 ? collateralCure(reading, test.threshold, source) : interestCure(work, test, reading);
}

/** Interest that pays principal lowers the liability alone; principal that does lowers the collateral with it. */
function collateralCure({ have, need }: TestReading, threshold: bigint, source: Bucket): bigint {
  if (source === 0) return excess(need, (have * WAD) / threshold);
  if (threshold <= WAD) return need;
  return least(need, divideUp(threshold * need - have * WAD, threshold - WAD));
}

/** Principal whose interest of this period is what the test lacks, taken from the senior class downwards. */
function interestCure(work: PeriodWork, test: TestTerms, { have, need }: TestReading): bigint {
  let lacking = need - (have * WAD) / test.threshold;
  let sum = 0n;
  for (let index = 0; index < work.balance.length; index++) {
    if (!isIn(test.mask, index)) continue;
    const balance = at(work.balance, index);
    const perUnit = at(work.rate, index) * at(work.num, index);
    const wanted = perUnit === 0n ? balance : divideUp(lacking * WAD * at(work.den, index), perUnit);
    const given = least(wanted, balance);
    sum += given;
    lacking = given === balance ? excess(lacking, at(work.dueInterest, index)) : 0n;
    if (lacking === 0n) break;
  }
  return sum;
}
