import type { DayCount } from '../day-count.ts';
import type { DayAdjustment } from '../payment-calendar.ts';

/** A name for people, in both languages. */
export interface Label {
  readonly en: string;
  readonly zh: string;
}

/** Units of the settlement token as decimal text, such as `1250000.50`. */
export type AmountText = string;
/** A rate as decimal text or per cent, such as `0.055` or `5.5%`. */
export type RateText = string;

export interface DealClass {
  readonly id: string;
  readonly label?: Label | undefined;
  readonly size: AmountText;
  readonly coupon?: DealCoupon | undefined;
  readonly dayCount?: DayCount | undefined;
  readonly deferrable?: boolean | undefined;
  readonly residual?: boolean | undefined;
  /** `none`: unpaid interest bears none; else a spread over the coupon. */
  readonly unpaidInterest?: 'none' | { readonly spread: RateText } | undefined;
}

export interface DealCoupon {
  readonly kind: 'fixed' | 'floating';
  /** The coupon, or the margin over the index. */
  readonly rate: RateText;
  readonly index?: string | undefined;
  readonly floor?: RateText | undefined;
  readonly cap?: RateText | undefined;
  readonly stepUp?: { readonly fromPeriod: number; readonly add: RateText } | undefined;
}

export interface DealFee {
  readonly id: string;
  readonly label?: Label | undefined;
  readonly payee: string;
  readonly kind: 'poolRate' | 'fixed' | 'noteRate';
  readonly rate?: RateText | undefined;
  readonly amount?: AmountText | undefined;
  readonly dayCount?: DayCount | undefined;
  readonly seniorCap?: AmountText | undefined;
}

export interface DealReserve {
  readonly kind: 'none' | 'fixed' | 'currentPool' | 'originalPool';
  readonly amount?: AmountText | undefined;
  readonly rate?: RateText | undefined;
  readonly floor?: AmountText | undefined;
  readonly initial?: AmountText | undefined;
}

export interface DealTest {
  readonly id: string;
  readonly label?: Label | undefined;
  readonly kind: 'oc' | 'ic';
  readonly classes: readonly string[];
  readonly threshold: RateText;
}

export interface DealTrigger {
  readonly id: string;
  readonly label?: Label | undefined;
  readonly kind:
    | 'cumulativeNetLoss'
    | 'delinquency'
    | 'test'
    | 'unpaidInterest'
    | 'reserve'
    | 'poolFactor'
    | 'lateReport'
    | 'servicerDefault'
    | 'deficit'
    | 'never';
  readonly schedule?: readonly { readonly from: number; readonly threshold: RateText }[] | undefined;
  readonly threshold?: RateText | undefined;
  readonly test?: string | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly curable?: boolean | undefined;
  readonly notice?: number | undefined;
  readonly accelerates?: boolean | undefined;
}

export type SimpleCondition =
  | { readonly trigger: string }
  | { readonly anyTrigger: readonly string[] }
  | { readonly test: string }
  | { readonly outstanding: readonly string[] }
  | { readonly accelerated: true }
  | { readonly revolving: true }
  | { readonly call: true }
  | { readonly lastPeriod: true };
export type DealCondition = SimpleCondition | { readonly not: SimpleCondition };

export type BucketName = 'interest' | 'principal';

interface Conditional {
  readonly label?: Label | undefined;
  readonly when?: DealCondition | undefined;
}
interface Paying {
  readonly from: BucketName;
  readonly reserve?: boolean | undefined;
}
type Split = 'sequential' | 'proRata';

export type DealStep = Conditional &
  (
    | (Paying & { readonly do: 'payFee'; readonly fee: string; readonly rank?: 'senior' | 'junior' | undefined })
    | (Paying & { readonly do: 'payInterest' | 'payPrincipal'; readonly classes: readonly string[]; readonly split?: Split | undefined })
    | { readonly do: 'moveToPrincipal'; readonly amount: MoveAmount; readonly classes?: readonly string[] | undefined }
    | { readonly do: 'test'; readonly test: string }
    | { readonly do: 'cure'; readonly test: string; readonly from: BucketName }
    | { readonly do: 'topUpReserve'; readonly from: BucketName }
    | { readonly do: 'releaseReserve'; readonly to: BucketName }
    | {
        readonly do: 'drawReserve';
        readonly to: BucketName;
        readonly amount: 'shortfall' | 'all';
        readonly classes?: readonly string[] | undefined;
      }
    | { readonly do: 'allocateLoss' | 'writeUp' | 'creditPdl'; readonly classes: readonly string[] }
    | { readonly do: 'buyLoans'; readonly from: BucketName }
    | { readonly do: 'payResidual'; readonly class: string; readonly from: BucketName }
  );

/** In the order of their modes in the image. */
export const MOVE_AMOUNTS = ['all', 'targetOc', 'parity', 'defaults', 'turbo'] as const;
export type MoveAmount = (typeof MOVE_AMOUNTS)[number];

export type DealDates =
  | { readonly list: readonly string[] }
  | {
      readonly closing: string;
      readonly first: string;
      readonly everyMonths: number;
      readonly dayOfMonth: number;
      readonly periods: number;
      readonly adjustment: DayAdjustment;
      readonly holidays?: readonly string[] | undefined;
    };

/** A rule on one column of the tape; it selects loans off chain and is not in the image. */
export interface EligibilityRule {
  readonly field: string;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly in?: readonly string[] | undefined;
  readonly notIn?: readonly string[] | undefined;
}

export interface ConcentrationLimit {
  readonly field: string;
  /** The value that is limited; each value by itself when left out. */
  readonly value?: string | undefined;
  /** The largest this many values together, for example obligors. */
  readonly top?: number | undefined;
  readonly max: RateText;
}

/** A deal as people write it; the JSON Schema at `/schemas/deal.json` describes every member. */
export interface DealFile {
  readonly $schema?: string | undefined;
  readonly type: 'CredenceDeal';
  readonly version: 1;
  readonly name: string;
  readonly label?: Label | undefined;
  readonly description?: Label | undefined;
  readonly token: { readonly symbol: string; readonly decimals: number };
  readonly pool: { readonly balance: AmountText; readonly overcollateral?: AmountText | undefined };
  readonly dates: DealDates;
  readonly lateAfterDays?: number | undefined;
  readonly collections?: { readonly principalTo: BucketName; readonly recoveriesTo: BucketName } | undefined;
  readonly classes: readonly DealClass[];
  readonly payees: readonly { readonly id: string; readonly label?: Label | undefined }[];
  readonly fees: readonly DealFee[];
  readonly reserve?: DealReserve | undefined;
  readonly losses?:
    | { readonly treatment: 'none' | 'writeDown' | 'pdl'; readonly amount?: 'defaults' | 'netDefaults' | undefined }
    | undefined;
  readonly tests?: readonly DealTest[] | undefined;
  readonly triggers?: readonly DealTrigger[] | undefined;
  readonly targetOc?:
    | { readonly current?: RateText | undefined; readonly original?: RateText | undefined; readonly floor?: AmountText | undefined }
    | undefined;
  readonly revolving?:
    | {
        readonly lastPeriod: number;
        readonly eligibility?: readonly EligibilityRule[] | undefined;
        readonly concentrations?: readonly ConcentrationLimit[] | undefined;
      }
    | undefined;
  readonly cleanUpCall?: { readonly poolFactor: RateText } | undefined;
  readonly waterfall: readonly DealStep[];
}
