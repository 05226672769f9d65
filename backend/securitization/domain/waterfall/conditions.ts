import type { Step } from '../deal-image.ts';
import { REPORT_FLAG } from '../waterfall-state.ts';
import { isIn, type PeriodWork, sumOf } from './period-work.ts';

export function holds(work: PeriodWork, step: Step): boolean {
  return isTrue(work, step) !== step.isNegated;
}

function isTrue(work: PeriodWork, { condition, conditionArgument: argument }: Step): boolean {
  switch (condition) {
    case 0:
      return true;
    case 1:
      return isIn(work.active, argument);
    case 2:
      return isIn(work.failed, argument);
    case 3:
      return sumOf(work.balance, argument) > 0n;
    case 4:
      return work.isAccelerated;
    case 5:
      return work.isRevolving;
    case 6:
      return (work.report.flags & REPORT_FLAG.call) !== 0;
    case 7:
      return work.period === work.image.periods;
    default:
      return (work.active & argument & 0xff) !== 0;
  }
}
