import type { TriggerTerms } from '../deal-image.ts';
import { excess, WAD } from '../integer-division.ts';
import { REPORT_FLAG } from '../waterfall-state.ts';
import { at, isIn, type PeriodWork, reserveTarget, sumOf } from './period-work.ts';

/** Kinds that are judged on the report before the program; the others act from the next period on. */
export const BEFORE: ReadonlySet<number> = new Set([1, 2, 6, 7, 8]);
export const AFTER: ReadonlySet<number> = new Set([3, 4, 5, 9, 10]);

const MOST_BREACHES = 15n;

export function judgeTriggers(work: PeriodWork, kinds: ReadonlySet<number>): void {
  work.image.triggers.forEach((trigger, index) => {
    if (kinds.has(trigger.kind)) judgeTrigger(work, trigger, index);
  });
}

function judgeTrigger(work: PeriodWork, trigger: TriggerTerms, index: number): void {
  const shift = BigInt(index * 4);
  const before = (work.breaches >> shift) & MOST_BREACHES;
  const isBreached = breach(work, trigger);
  const count = isBreached ? (before < MOST_BREACHES ? before + 1n : before) : 0n;
  work.breaches += (count - before) << shift;
  const bit = 1 << index;
  if (isBreached && count >= BigInt(Math.max(1, trigger.notice))) {
    work.active |= bit;
    if (trigger.isAccelerating) work.isAccelerated = true;
  } else if (!isBreached && trigger.isCurable) work.active &= ~bit;
}

function breach(work: PeriodWork, trigger: TriggerTerms): boolean {
  const { image, report } = work;
  switch (trigger.kind) {
    case 1:
      return isLossAbove(work, thresholdOf(work, trigger));
    case 2:
      return work.averageDelinquency > trigger.threshold;
    case 3:
      return isIn(work.failed, trigger.argument);
    case 4:
      return image.classes.some(({ isDeferrable }, index) => isIn(trigger.argument, index) && !isDeferrable && at(work.unpaid, index) > 0n);
    case 5:
      return work.reserve * WAD < reserveTarget(work) * trigger.threshold;
    case 6:
      return work.pool * WAD < image.originalPool * trigger.threshold;
    case 7:
      return (report.flags & REPORT_FLAG.late) !== 0;
    case 8:
      return (report.flags & REPORT_FLAG.servicerDefault) !== 0;
    case 9:
      return sumOf(work.deficit, trigger.argument) * WAD > trigger.threshold * sumOf(work.balance, trigger.argument);
    default:
      return false;
  }
}

function isLossAbove(work: PeriodWork, threshold: bigint | null): boolean {
  if (threshold === null) return false;
  return excess(work.cumulativeDefaults, work.cumulativeRecoveries) * WAD > threshold * work.image.originalPool;
}

/** Threshold of the period by the trigger's schedule; null before the first entry. */
export function thresholdOf({ image, period }: Pick<PeriodWork, 'image' | 'period'>, trigger: TriggerTerms): bigint | null {
  let threshold: bigint | null = null;
  for (let place = trigger.firstSchedule; place < trigger.firstSchedule + trigger.schedules; place++) {
    const entry = image.schedules[place];
    if (entry !== undefined && entry.from <= period) threshold = entry.threshold;
  }
  return threshold;
}
