/** What an image is made of; amounts and wads as they stand in their fields. */
export interface DealPlan {
  readonly flags: number;
  readonly periods: number;
  readonly lastRevolving: number;
  readonly reserve: { readonly kind: number; readonly amount: bigint; readonly paidIn: bigint; readonly rate: bigint };
  readonly overCollateral: { readonly current: bigint; readonly original: bigint; readonly least: bigint };
  readonly originalPool: bigint;
  readonly classes: readonly ClassPlan[];
  readonly fees: readonly FeePlan[];
  readonly tests: readonly TestPlan[];
  readonly triggers: readonly TriggerPlan[];
  readonly schedule: readonly EntryPlan[];
  /** Days since 1970-01-01, one more than there are periods. */
  readonly dates: readonly number[];
  readonly steps: readonly StepPlan[];
}

export interface ClassPlan {
  readonly original: bigint;
  readonly rate: bigint;
  readonly dayCount: number;
  readonly flags: number;
  readonly stepUpFrom: number;
  readonly stepUp: bigint;
  readonly floor: bigint;
  readonly cap: bigint;
  readonly spread: bigint;
}

export interface FeePlan {
  readonly kind: number;
  readonly dayCount: number;
  readonly rate: bigint;
  readonly amount: bigint;
}

export interface TestPlan {
  readonly kind: number;
  readonly mask: number;
  readonly threshold: bigint;
}

export interface TriggerPlan {
  readonly kind: number;
  readonly flags: number;
  readonly argument: number;
  readonly notice: number;
  readonly firstEntry: number;
  readonly entries: number;
  readonly threshold: bigint;
}

export interface EntryPlan {
  readonly from: number;
  readonly threshold: bigint;
}

export interface StepPlan {
  readonly op: number;
  readonly condition: number;
  readonly argument: number;
  readonly source: number;
  readonly target: number;
  readonly mode: number;
}

/** Value and length in bytes. */
type Field = readonly [value: bigint | number, size: number];

const CLEAN_UP_BPS = 1_000;
const LATE_DAYS = 10;

const header = (plan: DealPlan): Field[] => [
  [1, 1],
  ...[plan.classes, plan.fees, plan.tests, plan.triggers, plan.schedule, plan.steps].map(({ length }): Field => [length, 1]),
  [plan.flags, 1],
  [plan.periods, 2],
  [plan.lastRevolving, 2],
  [CLEAN_UP_BPS, 2],
  [LATE_DAYS, 1],
  [plan.reserve.kind, 1],
  [0, 4],
  [plan.reserve.amount, 12],
  [plan.reserve.paidIn, 12],
  [plan.reserve.rate, 8],
  [plan.overCollateral.current, 8],
  [plan.overCollateral.original, 8],
  [plan.overCollateral.least, 12],
  [plan.originalPool, 12],
  [0, 36],
];

const noteClass = (plan: ClassPlan): Field[] => [
  [plan.original, 12],
  [plan.rate, 8],
  [plan.dayCount, 1],
  [plan.flags, 1],
  [plan.stepUpFrom, 2],
  [plan.stepUp, 8],
  [plan.floor, 8],
  [plan.cap, 8],
  [plan.spread, 8],
  [0, 8],
];

const fee = (plan: FeePlan, payee: number): Field[] => [
  [plan.kind, 1],
  [plan.dayCount, 1],
  [payee, 1],
  [0, 1],
  [plan.rate, 8],
  [0, 8],
  [plan.amount, 12],
];

const test = (plan: TestPlan): Field[] => [
  [plan.kind, 1],
  [plan.mask, 1],
  [0, 6],
  [plan.threshold, 8],
];

const trigger = (plan: TriggerPlan): Field[] => [
  [plan.kind, 1],
  [plan.flags, 1],
  [plan.argument, 1],
  [plan.notice, 1],
  [plan.firstEntry, 2],
  [plan.entries, 2],
  [plan.threshold, 8],
];

const entry = (plan: EntryPlan): Field[] => [
  [plan.from, 2],
  [0, 6],
  [plan.threshold, 8],
];

const step = (plan: StepPlan): Field[] => [
  ...[plan.op, plan.condition, plan.argument, plan.source, plan.target, plan.mode].map((value): Field => [value, 1]),
  [0, 2],
];

export function writeImage(plan: DealPlan): Uint8Array {
  const fields = [
    ...header(plan),
    ...plan.classes.flatMap(noteClass),
    ...plan.fees.flatMap(fee),
    ...plan.tests.flatMap(test),
    ...plan.triggers.flatMap(trigger),
    ...plan.schedule.flatMap(entry),
    ...plan.dates.map((day): Field => [day, 2]),
    ...plan.steps.flatMap(step),
  ];
  return Buffer.from(fields.map(([value, size]) => digits(BigInt(value), size)).join(''), 'hex');
}

function digits(value: bigint, size: number): string {
  const text = value.toString(16).padStart(size * 2, '0');
  if (text.length !== size * 2 || value < 0n) throw new RangeError(`${value} does not fit into ${size} bytes.`);
  return text;
}
