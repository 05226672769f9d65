/** Limits that the image's fields set. */
export const LIMITS = {
  classes: 8,
  fees: 8,
  tests: 8,
  triggers: 16,
  schedules: 64,
  steps: 64,
  periods: 480,
  amount: 2n ** 96n - 1n,
  rate: 2n ** 64n - 1n,
} as const;

export const RESERVE_KINDS = ['none', 'fixed', 'currentPool', 'originalPool'] as const;
export const FEE_KINDS = ['poolRate', 'fixed', 'noteRate'] as const;
export const TEST_KINDS = ['oc', 'ic'] as const;
export const TRIGGER_KINDS = [
  'cumulativeNetLoss',
  'delinquency',
  'test',
  'unpaidInterest',
  'reserve',
  'poolFactor',
  'lateReport',
  'servicerDefault',
  'deficit',
  'never',
] as const;
export const CONDITIONS = [
  'always',
  'trigger',
  'test',
  'outstanding',
  'accelerated',
  'revolving',
  'call',
  'lastPeriod',
  'anyTrigger',
] as const;

/** Operations by their number in the image. */
export const OP = {
  FEE: 1,
  INTEREST: 2,
  PRINCIPAL: 3,
  MOVE: 4,
  TEST: 5,
  CURE: 6,
  TOPUP: 7,
  RELEASE: 8,
  DRAW: 9,
  LOSS: 10,
  WRITEUP: 11,
  PDL: 12,
  BUY: 13,
  RESIDUAL: 14,
} as const;

export type Bucket = 0 | 1;
export const INTEREST_BUCKET: Bucket = 0;
export const PRINCIPAL_BUCKET: Bucket = 1;

export interface ClassTerms {
  readonly original: bigint;
  /** The coupon, or the margin over the index, wad. */
  readonly rate: bigint;
  readonly dayCount: number;
  readonly isFloating: boolean;
  readonly isDeferrable: boolean;
  readonly isResidual: boolean;
  readonly isUnpaidBare: boolean;
  /** First period of the step-up; 0 for none. */
  readonly stepUpFrom: number;
  readonly stepUp: bigint;
  readonly floor: bigint;
  /** 0 for none. */
  readonly cap: bigint;
  readonly unpaidSpread: bigint;
}

export interface FeeTerms {
  /** 1 rate of the pool, 2 fixed amount, 3 rate of the notes. */
  readonly kind: number;
  readonly dayCount: number;
  readonly payee: number;
  readonly rate: bigint;
  /** The fee of kind 2; else the most that a senior step pays a period, 0 for no cap. */
  readonly amount: bigint;
}

export interface TestTerms {
  /** 1 OC, 2 IC. */
  readonly kind: number;
  readonly mask: number;
  readonly threshold: bigint;
}

export interface TriggerTerms {
  readonly kind: number;
  readonly isCurable: boolean;
  readonly isAccelerating: boolean;
  readonly argument: number;
  readonly notice: number;
  readonly firstSchedule: number;
  readonly schedules: number;
  readonly threshold: bigint;
}

export interface ScheduleEntry {
  readonly from: number;
  readonly threshold: bigint;
}

export interface Step {
  readonly op: number;
  readonly condition: number;
  readonly isNegated: boolean;
  readonly conditionArgument: number;
  readonly bucket: Bucket;
  readonly reserveHelps: boolean;
  /** Class mask, or index of fee, test or class. */
  readonly argument: number;
  readonly mode: number;
}

/** The terms and the program of a deal; `backend/docs/deal-machine.md`, section 2. */
export interface DealImage {
  readonly isOneWaterfall: boolean;
  readonly recoveriesArePrincipal: boolean;
  readonly periods: number;
  /** 0 when the deal does not revolve. */
  readonly lastRevolving: number;
  readonly cleanUpBps: number;
  readonly lateDays: number;
  readonly reserveKind: number;
  readonly reserveAmount: bigint;
  readonly reserveInitial: bigint;
  readonly reserveRate: bigint;
  readonly ocRateCurrent: bigint;
  readonly ocRateOriginal: bigint;
  readonly ocFloor: bigint;
  readonly originalPool: bigint;
  readonly classes: readonly ClassTerms[];
  readonly fees: readonly FeeTerms[];
  readonly tests: readonly TestTerms[];
  readonly triggers: readonly TriggerTerms[];
  readonly schedules: readonly ScheduleEntry[];
  /** Days since 1970-01-01, one more than there are periods. */
  readonly dates: readonly number[];
  readonly steps: readonly Step[];
}
