import { DAY_COUNTS, type DayCount } from '../day-count.ts';
import {
  type ClassTerms,
  FEE_KINDS,
  type FeeTerms,
  LIMITS,
  RESERVE_KINDS,
  type ScheduleEntry,
  TEST_KINDS,
  type TestTerms,
  TRIGGER_KINDS,
  type TriggerTerms,
} from '../deal-image.ts';
import { WAD } from '../integer-division.ts';
import type { DealClass, DealFee, DealFile, DealTest, DealTrigger } from './deal-file.ts';
import type { FaultList } from './deal-fault.ts';
import type { NameIndex } from './name-index.ts';
import type { ValueReader } from './resolve-values.ts';

export interface DealNameIndexes {
  readonly classes: NameIndex;
  readonly payees: NameIndex;
  readonly fees: NameIndex;
  readonly tests: NameIndex;
  readonly triggers: NameIndex;
}

export interface BuildContext {
  readonly faults: FaultList;
  readonly read: ValueReader;
  readonly names: DealNameIndexes;
}

const MOST_RATIO = 10n * WAD;
const MOST_NOTICE = 15;
const dayCountCode = (name: DayCount | undefined) => DAY_COUNTS.indexOf(name ?? '30/360');

export function buildClass({ faults, read }: BuildContext, terms: DealClass, pointer: string): ClassTerms {
  const { coupon, residual = false, unpaidInterest } = terms;
  const original = read.amount(terms.size, `${pointer}/size`);
  if (residual && coupon !== undefined) {
    faults.say(`${pointer}/coupon`, 'residual_with_coupon', 'a residual class accrues no interest', '剩余级不计息，不能有票面利率');
  }
  if (!residual && coupon === undefined) {
    faults.say(`${pointer}/coupon`, 'coupon_missing', 'a class that is not residual needs a coupon', '非剩余级需要票面利率');
  }
  if (!residual && original === 0n) {
    faults.say(`${pointer}/size`, 'size_zero', 'a class that is not residual needs a size', '非剩余级的规模不能为零');
  }
  const floor = read.rate(coupon?.floor, `${pointer}/coupon/floor`);
  const cap = read.rate(coupon?.cap, `${pointer}/coupon/cap`);
  if (cap !== 0n && cap < floor) {
    faults.say(`${pointer}/coupon/cap`, 'cap_below_floor', 'the cap is below the floor', '利率上限低于下限');
  }
  if (coupon?.kind === 'floating' && coupon.index === undefined) {
    faults.say(`${pointer}/coupon/index`, 'index_missing', 'a floating coupon names its index', '浮动利率须注明基准');
  }
  return {
    original,
    rate: read.rate(coupon?.rate, `${pointer}/coupon/rate`),
    dayCount: dayCountCode(terms.dayCount),
    isFloating: coupon?.kind === 'floating',
    isDeferrable: terms.deferrable === true,
    isResidual: residual,
    isUnpaidBare: unpaidInterest === 'none',
    stepUpFrom: coupon?.stepUp?.fromPeriod ?? 0,
    stepUp: read.rate(coupon?.stepUp?.add, `${pointer}/coupon/stepUp/add`),
    floor,
    cap,
    unpaidSpread: typeof unpaidInterest === 'object' ? read.rate(unpaidInterest.spread, `${pointer}/unpaidInterest/spread`) : 0n,
  };
}

export function buildFee({ faults, read, names }: BuildContext, fee: DealFee, pointer: string): FeeTerms {
  const isFixed = fee.kind === 'fixed';
  const need = (isGiven: boolean, member: string) => {
    if (!isGiven)
      faults.say(`${pointer}/${member}`, `${member}_missing`, `a fee of kind ${fee.kind} needs ${member}`, `此类费用需要 ${member}`);
  };
  const refuse = (isGiven: boolean, member: string) => {
    if (isGiven)
      faults.say(`${pointer}/${member}`, 'member_unused', `a fee of kind ${fee.kind} has no ${member}`, `此类费用没有 ${member}`);
  };
  need(isFixed ? fee.amount !== undefined : fee.rate !== undefined, isFixed ? 'amount' : 'rate');
  if (isFixed) for (const member of ['rate', 'seniorCap', 'dayCount'] as const) refuse(fee[member] !== undefined, member);
  else refuse(fee.amount !== undefined, 'amount');
  return {
    kind: FEE_KINDS.indexOf(fee.kind) + 1,
    dayCount: dayCountCode(fee.dayCount),
    payee: Math.max(0, names.payees.place(fee.payee, `${pointer}/payee`)),
    rate: read.rate(fee.rate, `${pointer}/rate`),
    amount: isFixed ? read.amount(fee.amount, `${pointer}/amount`) : read.amount(fee.seniorCap, `${pointer}/seniorCap`),
  };
}

export function buildTest({ faults, read, names }: BuildContext, test: DealTest, pointer: string): TestTerms {
  if (test.classes.length === 0) faults.say(`${pointer}/classes`, 'classes_empty', 'the test covers no class', '测试没有涉及任何分级');
  return {
    kind: TEST_KINDS.indexOf(test.kind) + 1,
    mask: names.classes.mask(test.classes, `${pointer}/classes`),
    threshold: read.threshold(test.threshold, `${pointer}/threshold`, WAD / 100n, MOST_RATIO),
  };
}

/** Members that a trigger of each kind needs; others are refused. */
const NEEDS: Readonly<Record<DealTrigger['kind'], readonly ('schedule' | 'threshold' | 'test' | 'classes')[]>> = {
  cumulativeNetLoss: ['schedule'],
  delinquency: ['threshold'],
  test: ['test'],
  unpaidInterest: ['classes'],
  reserve: ['threshold'],
  poolFactor: ['threshold'],
  lateReport: [],
  servicerDefault: [],
  deficit: ['classes', 'threshold'],
  never: [],
};

export function buildTrigger(context: BuildContext, trigger: DealTrigger, pointer: string, schedules: ScheduleEntry[]): TriggerTerms {
  const { faults, read, names } = context;
  const needs = NEEDS[trigger.kind];
  for (const member of ['schedule', 'threshold', 'test', 'classes'] as const) {
    const isGiven = trigger[member] !== undefined;
    if (isGiven && !needs.includes(member)) {
      faults.say(`${pointer}/${member}`, 'member_unused', `a trigger of kind ${trigger.kind} has no ${member}`, `此类触发器没有 ${member}`);
    }
    if (!isGiven && needs.includes(member)) {
      faults.say(
        `${pointer}/${member}`,
        `${member}_missing`,
        `a trigger of kind ${trigger.kind} needs ${member}`,
        `此类触发器需要 ${member}`,
      );
    }
  }
  if ((trigger.notice ?? 0) > MOST_NOTICE) {
    faults.say(
      `${pointer}/notice`,
      'notice_too_long',
      `only ${MOST_NOTICE} breaches in a row are counted`,
      `最多累计 ${MOST_NOTICE} 次连续违反`,
    );
  }
  const firstSchedule = schedules.length;
  buildSchedule(context, trigger, pointer, schedules);
  return {
    kind: TRIGGER_KINDS.indexOf(trigger.kind) + 1,
    isCurable: trigger.curable === true,
    isAccelerating: trigger.accelerates === true,
    argument: argumentOf(names, trigger, pointer),
    notice: trigger.notice ?? 0,
    firstSchedule: schedules.length > firstSchedule ? firstSchedule : 0,
    schedules: schedules.length - firstSchedule,
    threshold:
      needs.includes('threshold') && trigger.threshold !== undefined
        ? read.threshold(trigger.threshold, `${pointer}/threshold`, 0n, WAD)
        : 0n,
  };
}

function argumentOf(names: DealNameIndexes, trigger: DealTrigger, pointer: string): number {
  if (trigger.kind === 'test' && trigger.test !== undefined) return Math.max(0, names.tests.place(trigger.test, `${pointer}/test`));
  const isByClass = trigger.kind === 'unpaidInterest' || trigger.kind === 'deficit';
  return isByClass ? names.classes.mask(trigger.classes ?? [], `${pointer}/classes`) : 0;
}

function buildSchedule(
  { faults, read }: BuildContext,
  { kind, schedule = [] }: DealTrigger,
  pointer: string,
  schedules: ScheduleEntry[],
): void {
  if (kind !== 'cumulativeNetLoss') return;
  schedule.forEach((entry, at) => {
    const before = schedule[at - 1];
    if (before !== undefined && before.from >= entry.from) {
      faults.say(
        `${pointer}/schedule/${at}/from`,
        'periods_not_ascending',
        `period ${entry.from} does not follow ${before.from}`,
        '期数须递增',
      );
    }
    schedules.push({ from: entry.from, threshold: read.threshold(entry.threshold, `${pointer}/schedule/${at}/threshold`, 0n, WAD) });
  });
}

export function buildReserve({ faults, read }: BuildContext, { reserve }: DealFile) {
  const kind = reserve?.kind ?? 'none';
  const isRate = kind === 'currentPool' || kind === 'originalPool';
  if (reserve !== undefined) {
    const wanted = kind === 'fixed' ? ['amount', 'initial'] : isRate ? ['rate', 'floor', 'initial'] : ['initial'];
    for (const member of ['amount', 'rate', 'floor', 'initial'] as const) {
      const isGiven = reserve[member] !== undefined;
      if (isGiven && !wanted.includes(member)) {
        faults.say(`/reserve/${member}`, 'member_unused', `a reserve of kind ${kind} has no ${member}`, `此类储备没有 ${member}`);
      }
      if (!isGiven && (member === 'amount' || member === 'rate') && wanted.includes(member)) {
        faults.say(`/reserve/${member}`, `${member}_missing`, `a reserve of kind ${kind} needs ${member}`, `此类储备需要 ${member}`);
      }
    }
  }
  return {
    reserveKind: RESERVE_KINDS.indexOf(kind),
    reserveAmount:
      kind === 'fixed' ? read.amount(reserve?.amount, '/reserve/amount') : isRate ? read.amount(reserve?.floor, '/reserve/floor') : 0n,
    reserveInitial: read.amount(reserve?.initial, '/reserve/initial'),
    reserveRate: isRate ? read.threshold(reserve?.rate ?? '0', '/reserve/rate', 0n, WAD) : 0n,
  };
}

/** Faults of parts that have more entries than the image has room for. */
export function checkLimits({ faults }: BuildContext, file: DealFile, schedules: number): void {
  const lists: readonly [string, number, number][] = [
    ['/classes', file.classes.length, LIMITS.classes],
    ['/fees', file.fees.length, LIMITS.fees],
    ['/tests', file.tests?.length ?? 0, LIMITS.tests],
    ['/triggers', file.triggers?.length ?? 0, LIMITS.triggers],
    ['/triggers', schedules, LIMITS.schedules],
    ['/waterfall', file.waterfall.length, LIMITS.steps],
  ];
  for (const [pointer, count, most] of lists) {
    if (count > most)
      faults.say(pointer, 'limit_exceeded', `${count} entries, and there is room for ${most}`, `有 ${count} 项，最多 ${most} 项`);
  }
  if (file.classes.length === 0) faults.say('/classes', 'classes_empty', 'a deal has at least one class', '至少需要一个分级');
  if (file.waterfall.length === 0) faults.say('/waterfall', 'waterfall_empty', 'a deal has at least one step', '瀑布至少需要一个步骤');
}
