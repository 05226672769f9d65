import { z } from 'zod';
import { AddressText, Hash32Text, IntegerText, PageQuery, pageOf } from '../../platform/http/schemas.ts';
import { RULE_OPERATORS } from '../domain/pool/eligibility.ts';

const Name = z.string().trim().min(1).max(120);
const FieldName = z.string().min(1).max(40);
const Text = z.string().max(200);

export const TapeQuery = z.strictObject({
  profile: z.string().min(1).max(64),
  name: Name,
  fileName: z.string().min(1).max(200).default('tape.csv'),
});
export const TapeFaultView = z.object({
  line: z.int(),
  column: z.string(),
  code: z.string(),
  detail: z.string(),
  severity: z.enum(['file', 'row', 'flag']),
});
export const TapeView = z.object({
  id: z.string(),
  name: z.string(),
  profile: z.string(),
  fileName: z.string(),
  fileHash: z.string(),
  state: z.enum(['rejected', 'imported', 'ordered', 'committed']),
  rows: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  /** Loans whose rows contradict themselves; no pool takes them. */
  flagged: z.int(),
  /** Minor units. */
  originalMinor: IntegerText,
  balanceMinor: IntegerText,
  /** Null when the loans have several. */
  currency: z.string().nullable(),
  root: Hash32Text.nullable(),
  /** Number in the registry, once the chain has it. */
  registryTape: z.int().nullable(),
  createdAt: z.string(),
});
export type TapeView = z.infer<typeof TapeView>;
export const TapePage = pageOf(TapeView);
/** The first 100 faults; all of them under /v1/tapes/{id}/faults. */
export const TapeDetail = TapeView.extend({ faults: z.array(TapeFaultView) });
export type TapeDetail = z.infer<typeof TapeDetail>;
export const TapeFaultPage = pageOf(TapeFaultView);
export const TapeFaultQuery = PageQuery;

export const DuplicateView = z.object({
  /** `same`: one loan twice; `alike`: same obligor, amount and dates under two numbers. */
  kind: z.enum(['same', 'alike']),
  hash: Hash32Text,
  places: z.array(z.object({ tape: z.string(), position: z.int(), loanId: z.string() })),
});
export const TapeCheckView = z.object({ tape: TapeView, duplicates: z.array(DuplicateView), isReady: z.boolean() });
export const CommitTape = z.strictObject({ uri: z.string().min(1).max(256), documentHash: Hash32Text });
export const CommitAccepted = z.object({
  root: Hash32Text,
  count: z.int(),
  totalBalance: IntegerText,
  documentHash: Hash32Text,
  transactionId: z.string(),
});
export const BookLoans = z.strictObject({
  name: Name,
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  originator: z.string().min(1).max(64),
  bookedOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is a date such as 2026-01-31'),
});

export const LoanProofView = z.object({
  chainId: z.int(),
  registry: AddressText,
  originator: AddressText,
  root: Hash32Text,
  count: z.int(),
  leaf: z.object({
    position: z.int(),
    key: Hash32Text,
    balance: IntegerText,
    rate: IntegerText,
    termMonths: z.int(),
    maturity: z.int(),
    credential: Hash32Text,
    dataHash: Hash32Text,
  }),
  /** Canonical JSON of the row; keccak256(salt ‖ text) is the data hash. */
  text: z.string(),
  salt: Hash32Text,
  path: z.array(Hash32Text),
});
export type LoanProofView = z.infer<typeof LoanProofView>;

/** A loan as the registry has it; `tape` and `loanId` where its tape is kept here. */
export const RegisteredLoanView = z.object({
  number: IntegerText,
  registryTape: z.int(),
  position: z.int(),
  tape: z.string().nullable(),
  loanId: z.string().nullable(),
});
export type RegisteredLoanView = z.infer<typeof RegisteredLoanView>;
/** Two registrations of one loan: the later one is frozen for good. */
export const DoubleView = z.object({
  key: Hash32Text,
  earlier: RegisteredLoanView,
  later: RegisteredLoanView,
  /** Pool that the later one was pledged to when this was proven, and whether it is pledged there still. */
  pool: AddressText.nullable(),
  isPledged: z.boolean(),
  at: z.string(),
  transaction: Hash32Text,
});
export type DoubleView = z.infer<typeof DoubleView>;
export const DoubleList = z.object({ data: z.array(DoubleView) });
export const TapeStandingView = z.object({
  /** Number of the tape in the registry; null where it has none. */
  registryTape: z.int().nullable(),
  /** Proven double registrations that have a loan of the tape in them. */
  doubles: z.array(DoubleView),
  /** Loans of which more than one registration stands, and which can be proven double. */
  provable: z.array(z.object({ key: Hash32Text, registrations: z.array(RegisteredLoanView) })),
  retired: z.array(z.object({ position: z.int(), loanId: z.string().nullable(), at: z.string(), transaction: Hash32Text })),
});
export type TapeStandingView = z.infer<typeof TapeStandingView>;
const LoanPosition = z.int().min(0).max(999_999);
export const ProveDouble = z.strictObject({ position: LoanPosition });
export const DoubleAccepted = z.object({ frozen: z.array(IntegerText), transactionIds: z.array(z.string()) });
export const RetireLoans = z.strictObject({ positions: z.array(LoanPosition).min(1).max(10_000), reason: z.enum(['paid', 'written-off']) });
export const LoansAccepted = z.object({ loans: z.int(), transactionIds: z.array(z.string()) });

export const RuleShape = z.strictObject({
  id: Text.min(1),
  field: FieldName,
  operator: z.enum(RULE_OPERATORS),
  value: z.union([Text, z.array(Text).max(200)]).optional(),
});
export const LimitShape = z.strictObject({
  id: Text.min(1),
  by: FieldName,
  values: z.array(Text).min(1).max(200).optional(),
  top: z.int().min(1).max(1000).optional(),
  max: Text,
});
/** What pool is wanted: the rules file of `credence pool select`. */
export const PoolOrderShape = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'is a currency code such as EUR'),
  rules: z.array(RuleShape).max(100).default([]),
  limits: z.array(LimitShape).max(20).default([]),
  target: z.union([z.strictObject({ balance: Text }), z.strictObject({ count: z.int().min(1).max(1_000_000) })]),
  mix: z.strictObject({ by: FieldName, shares: z.record(Text, Text) }).optional(),
  method: z.enum(['random', 'optimised']).default('optimised'),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
});
export type PoolOrderShape = z.infer<typeof PoolOrderShape>;
export const SelectPool = PoolOrderShape.extend({ name: Name, tapes: z.array(z.string().min(1).max(64)).min(1).max(20) });

export const LimitReadingView = z.object({
  id: z.string(),
  group: z.string(),
  balanceMinor: IntegerText,
  maxMinor: IntegerText,
  isMet: z.boolean(),
});
export const StratumView = z.object({
  label: z.string(),
  loans: z.int(),
  balanceMinor: IntegerText,
  shareWad: IntegerText,
  rateWad: IntegerText.nullable(),
  remainingMonths: IntegerText.nullable(),
  pdWad: IntegerText.nullable(),
});
/** Amounts in minor units; shares, rates, probabilities and months in wad. */
export const StatisticsView = z.object({
  loans: z.int(),
  obligors: z.int(),
  originalMinor: IntegerText,
  balanceMinor: IntegerText,
  averageMinor: IntegerText,
  largestMinor: IntegerText,
  wacWad: IntegerText.nullable(),
  wamWad: IntegerText.nullable(),
  walaWad: IntegerText.nullable(),
  pdWad: IntegerText.nullable(),
  lgdWad: IntegerText.nullable(),
  expectedLossWad: IntegerText.nullable(),
  scoredWad: IntegerText,
  credentialWad: IntegerText,
  guaranteedWad: IntegerText,
  delinquent30Wad: IntegerText,
  hhiWad: IntegerText,
  effectiveObligorsWad: IntegerText,
  top10Wad: IntegerText,
});
export const SelectionView = z.object({
  candidates: z.int(),
  eligible: z.int(),
  failures: z.array(z.object({ rule: z.string(), loans: z.int() })),
  chosen: z.int(),
  balanceMinor: IntegerText,
  /** What is missing to the target: minor units, or loans. */
  gap: IntegerText,
  limits: z.array(LimitReadingView),
  mix: z.array(z.object({ value: z.string(), wantedMinor: IntegerText, balanceMinor: IntegerText, loans: z.int() })),
  statistics: StatisticsView,
});
export type SelectionView = z.infer<typeof SelectionView>;
export const PoolView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['open', 'released']),
  currency: z.string(),
  loans: z.int(),
  balanceMinor: IntegerText,
  createdAt: z.string(),
  releasedAt: z.string().nullable(),
});
export type PoolView = z.infer<typeof PoolView>;
export const PoolPage = pageOf(PoolView);
export const PoolDetail = PoolView.extend({ statistics: StatisticsView, plan: z.unknown(), result: z.unknown() });
export const StrataQuery = z.strictObject({ by: FieldName });
export const StrataView = z.object({ by: z.string(), strata: z.array(StratumView) });
