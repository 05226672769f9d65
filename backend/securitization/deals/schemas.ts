import { z } from 'zod';
import { AddressText, Hash32Text, IntegerText, PageQuery, pageOf } from '../../platform/http/schemas.ts';
import { CATEGORIES } from '../domain/loans/delinquency.ts';
import { LoansAccepted, TapeFaultView } from '../pools/schemas.ts';

export const DealStatusName = z.enum(['structuring', 'offering', 'revolving', 'amortizing', 'accelerated', 'redeemed', 'cancelled']);
export type DealStatusName = z.infer<typeof DealStatusName>;

export const Words = z.object({ en: z.string(), zh: z.string() });
/** Units of the settlement token, decimal text. */
export const Amount = z.string().regex(/^\d{1,29}$/, 'is a whole number of units');
const SignedAmount = z.string().regex(/^-?\d{1,29}$/, 'is a whole number of units');
/** A ratio over nothing outstanding is the machine's cap, 2^120 - 1, of 37 digits. */
export const WadText = z.string().regex(/^-?\d{1,37}$/, 'is a whole number, scaled 1e18');
const DayText = z.iso.date({ error: 'is a day as YYYY-MM-DD' });

export const PeriodParams = z.strictObject({
  address: AddressText,
  period: z.string().regex(/^[1-9]\d{0,2}$/, 'is the number of a period'),
});

export const AssetView = z.object({ address: AddressText, symbol: z.string(), decimals: z.int() });
export type AssetView = z.infer<typeof AssetView>;

/** A rating of the house's agency that stands now. */
const RatingMark = z.object({ grade: z.string(), outlook: z.string(), watch: z.string(), subject: Hash32Text });

export const ClassView = z.object({
  class: z.int(),
  token: AddressText,
  name: z.string(),
  symbol: z.string(),
  investorClasses: z.int(),
  isResidual: z.boolean(),
  original: Amount,
  balance: Amount,
  unpaid: Amount,
  deficit: Amount,
  /** Balance over original, wad. */
  poolFactor: WadText,
  /** Share of the pool below this class, wad. */
  enhancement: WadText,
  coupon: Words,
  /** Coupon of the next period before any index, wad. */
  rate: WadText,
  requested: Amount,
  offered: Amount,
  paidPrincipal: Amount,
  paidInterest: Amount,
  claimed: Amount,
  rating: RatingMark.nullable(),
});
export type ClassView = z.infer<typeof ClassView>;

/** One deal in a list: what an investor compares. */
export const DealRow = z.object({
  address: AddressText,
  name: z.string(),
  status: DealStatusName,
  asset: AssetView,
  originator: AddressText,
  classes: z.array(ClassView),
  poolOriginal: Amount,
  pool: Amount,
  loanCount: z.int(),
  lastPeriod: z.int(),
  periods: z.int(),
  nextPaymentDay: DayText.nullable(),
  /** When the last report was closed; null before the first. */
  reportedAt: z.string().nullable(),
  isReportLate: z.boolean(),
  /** Cumulative net loss over the original pool, wad. */
  cumulativeNetLoss: WadText,
  /** Share of the pool that is late by 30 days or more, wad; null before the first report. */
  delinquency: WadText.nullable(),
  activeTriggers: z.int(),
  createdAt: z.string(),
});
export type DealRow = z.infer<typeof DealRow>;
export const DealPage = pageOf(DealRow);
export type DealPage = z.infer<typeof DealPage>;
export const DealQuery = PageQuery.extend({ status: DealStatusName.optional(), q: z.string().min(1).max(100).optional() });

export const TestView = z.object({
  index: z.int(),
  kind: z.enum(['oc', 'ic']),
  name: z.string(),
  classes: z.array(z.int()),
  /** Wad. */
  threshold: WadText,
  /** Ratio of each period, oldest first; null where the test did not run. */
  history: z.array(z.object({ period: z.int(), ratio: WadText.nullable(), hasFailed: z.boolean() })),
});
export type TestView = z.infer<typeof TestView>;

export const TriggerView = z.object({
  index: z.int(),
  kind: z.string(),
  name: z.string(),
  words: Words,
  isActive: z.boolean(),
  isCurable: z.boolean(),
  accelerates: z.boolean(),
  breaches: z.int(),
  notice: z.int(),
  /** Where it stands, and where it is breached; wad or null where the kind has no number. */
  value: WadText.nullable(),
  threshold: WadText.nullable(),
});
export type TriggerView = z.infer<typeof TriggerView>;

/** One movement of a period: a step of the program. */
export const PostingView = z.object({
  step: z.int(),
  name: Words,
  /** A test posts its ratio and its threshold, which are no money. */
  isTest: z.boolean(),
  due: z.string(),
  paid: z.string(),
  /** Cash that the step moved, from place to place: `interestBucket`, `reserve`, `class:0`, `fee:1` ... */
  flows: z.array(z.object({ from: z.string(), to: z.string(), amount: Amount })),
  words: Words,
});
export type PostingView = z.infer<typeof PostingView>;

/** A servicer's file of a period, one line for each loan. */
export const ReportFile = z.object({
  name: z.string(),
  /** SHA-256 of its bytes, hex. */
  hash: z.string(),
  rows: z.int(),
});
export type ReportFile = z.infer<typeof ReportFile>;

export const ReportView = z.object({
  period: z.int(),
  interest: Amount,
  principal: Amount,
  recoveries: Amount,
  defaults: Amount,
  purchases: Amount,
  poolEnd: Amount,
  delinquent: Amount,
  index: WadText,
  /** Balance late in the buckets M1 to M6. */
  late: z.array(Amount),
  loanCount: z.int(),
  tapeRoot: Hash32Text,
  documentHash: Hash32Text,
});
export type ReportView = z.infer<typeof ReportView>;

export const ClassPayment = z.object({
  class: z.int(),
  interest: Amount,
  principal: Amount,
  residual: Amount,
  balance: Amount,
  unpaid: Amount,
});
export type ClassPayment = z.infer<typeof ClassPayment>;

export const PeriodRow = z.object({
  period: z.int(),
  paymentDay: DayText,
  closedAt: z.string(),
  transaction: Hash32Text,
  block: IntegerText,
  report: ReportView,
  reportHash: Hash32Text,
  restatements: z.int(),
  payments: z.array(ClassPayment),
  fees: Amount,
  reserve: Amount,
  isAgreed: z.boolean(),
});
export type PeriodRow = z.infer<typeof PeriodRow>;

/** A report that was stated anew. What was paid stays what it was. */
export const RestatementView = z.object({
  version: z.int(),
  /** EIP-712 hashes of what is restated and of the new report. */
  previous: Hash32Text,
  hash: Hash32Text,
  /** keccak256 of the explanation. */
  reason: Hash32Text,
  at: z.string(),
  transaction: Hash32Text,
  /** The new figures, and why; null where this installation did not make the restatement. */
  report: ReportView.nullable(),
  explanation: z.string().nullable(),
});
export type RestatementView = z.infer<typeof RestatementView>;

const BucketName = z.enum(['interest', 'principal']);
/** Which bucket takes what was collected. */
const Collections = z.object({ principalTo: BucketName, recoveriesTo: BucketName });

/** A whole period: every movement, with the sentences that explain it. */
export const PeriodView = PeriodRow.extend({
  postings: z.array(PostingView),
  skipped: z.array(z.object({ step: z.int(), name: Words, words: Words })),
  collections: Collections,
  opening: z.object({ interest: Amount, principal: Amount, reserve: Amount }),
  /** Null for totals that were stated without loans, and where this installation did not prepare the report. */
  file: ReportFile.nullable(),
  restated: z.array(RestatementView),
});
export type PeriodView = z.infer<typeof PeriodView>;

export const DealView = DealRow.extend({
  trustee: AddressText,
  servicerKey: AddressText,
  documentHash: Hash32Text,
  imageHash: Hash32Text,
  /** The deal file, when this installation has it. */
  file: z.record(z.string(), z.unknown()).nullable(),
  offeringEnd: z.string(),
  reserve: Amount,
  reserveTarget: Amount,
  proceeds: Amount,
  tests: z.array(TestView),
  triggers: z.array(TriggerView),
  periodRows: z.array(PeriodRow),
  pledged: z.int(),
  frozen: z.int(),
  poolId: z.string().nullable(),
  /** Differences between database and chain that the last comparison found. */
  reconciledAt: z.string().nullable(),
  differences: z.array(z.object({ invariant: z.string(), words: Words })),
});
export type DealView = z.infer<typeof DealView>;

export const FaultView = z.object({ pointer: z.string(), code: z.string(), detail: z.string(), zh: z.string() });

export const DraftRow = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['draft', 'ordered', 'created']),
  documentHash: Hash32Text,
  imageHash: Hash32Text.nullable(),
  poolId: z.string().nullable(),
  deal: AddressText.nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type DraftRow = z.infer<typeof DraftRow>;
export const DraftPage = pageOf(DraftRow);
export type DraftPage = z.infer<typeof DraftPage>;
export const DraftView = DraftRow.extend({ file: z.record(z.string(), z.unknown()), faults: z.array(FaultView) });
export type DraftView = z.infer<typeof DraftView>;
export const SaveDraft = z.strictObject({ file: z.record(z.string(), z.unknown()), poolId: z.string().max(64).nullable().default(null) });

export const PublishDeal = z.strictObject({
  /** Days from now until nobody can subscribe any more. */
  offeringDays: z.int().min(1).max(365).default(14),
  /** Accounts of payees by their names in the file, where they are not the house's own. */
  payees: z.record(z.string().max(32), AddressText).default({}),
});

/** What a servicer states of a period; the tape carries the loans. */
export const ReportInput = z.strictObject({
  interest: Amount,
  principal: Amount,
  recoveries: Amount,
  defaults: Amount,
  purchases: Amount.default('0'),
  poolEnd: Amount,
  late: z.array(Amount).length(6),
  index: WadText.default('0'),
  isCall: z.boolean().default(false),
  loanCount: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  tapeRoot: Hash32Text,
});
export type ReportInput = z.infer<typeof ReportInput>;

/** All figures of a closed period as they should have been. Whether the pool was called cannot be restated. */
export const RestateReport = ReportInput.omit({ isCall: true }).extend({ explanation: z.string().trim().min(1).max(2000) });
export type RestateReport = z.infer<typeof RestateReport>;

/** What closing a period would do, found twice: by the contract and by our own interpreter. */
export const PreviewView = z.object({
  period: z.int(),
  paymentDay: DayText,
  cash: Amount,
  digest: Hash32Text,
  isAgreed: z.boolean(),
  postings: z.array(PostingView),
  skipped: z.array(z.object({ step: z.int(), name: Words, words: Words })),
  payments: z.array(ClassPayment),
  collections: Collections,
  opening: z.object({ interest: Amount, principal: Amount, reserve: Amount }),
  reserve: Amount,
  triggers: z.array(TriggerView),
});
export type PreviewView = z.infer<typeof PreviewView>;

export const ClosingView = z.object({
  id: z.string(),
  deal: AddressText,
  period: z.int(),
  /** 0 closes the period, else the number of the restatement. */
  version: z.int(),
  /** Why it is restated; empty when the period is closed. */
  explanation: z.string(),
  state: z.enum(['prepared', 'approved', 'closed', 'rejected', 'failed']),
  report: ReportView,
  /** Null for totals that were stated without loans: nobody compared them with the pool. */
  file: ReportFile.nullable(),
  digest: Hash32Text,
  note: z.string(),
  preparedBy: z.string(),
  preparedAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** Whether whoever looks may decide: it waits, and another person prepared it. */
  decidable: z.boolean(),
  transaction: z.object({ id: z.string(), state: z.string(), hash: Hash32Text.nullable(), error: z.string().nullable() }).nullable(),
});
export type ClosingView = z.infer<typeof ClosingView>;
export const ClosingPage = pageOf(ClosingView);
export const DecideClosing = z.strictObject({ decision: z.enum(['approve', 'reject']), note: z.string().max(500).default('') });

/** Something to be signed by the caller's own wallet, simulated before. */
export const WalletCall = z.object({
  to: AddressText,
  data: z.string(),
  words: Words,
  /** Null when the simulation succeeded. */
  refusal: z.object({ error: z.string(), words: Words }).nullable(),
});
export type WalletCall = z.infer<typeof WalletCall>;
export const WalletPlan = z.object({ calls: z.array(WalletCall), effect: z.array(Words) });
export type WalletPlan = z.infer<typeof WalletPlan>;
export const WalletOrder = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('subscribe'), account: AddressText, class: z.int().min(0).max(7), amount: Amount }),
  z.strictObject({ action: z.literal('withdraw'), account: AddressText, class: z.int().min(0).max(7) }),
  z.strictObject({ action: z.literal('claim-notes'), account: AddressText, class: z.int().min(0).max(7) }),
  z.strictObject({ action: z.literal('claim-cash'), account: AddressText, class: z.int().min(0).max(7) }),
]);
export type WalletOrder = z.infer<typeof WalletOrder>;

export const HoldingView = z.object({
  deal: AddressText,
  dealName: z.string(),
  status: DealStatusName,
  asset: AssetView,
  class: z.int(),
  symbol: z.string(),
  token: AddressText,
  units: Amount,
  /** Outstanding balance behind the units. */
  outstanding: Amount,
  requested: Amount,
  claimable: Amount,
  claimed: Amount,
});
export type HoldingView = z.infer<typeof HoldingView>;
export const HoldingList = z.object({
  account: AddressText,
  investor: z.object({ isEligible: z.boolean(), isFrozen: z.boolean(), classes: z.int(), expiry: z.string().nullable() }),
  data: z.array(HoldingView),
});
export type HoldingList = z.infer<typeof HoldingList>;

/** One line of a holder's statement. */
export const StatementLine = z.object({
  at: z.string(),
  deal: AddressText,
  dealName: z.string(),
  symbol: z.string(),
  kind: z.enum(['subscribed', 'withdrawn', 'allotted', 'received', 'given', 'bought', 'sold', 'claimed']),
  /** Notes that came, or with a minus went. */
  units: SignedAmount,
  /** Cash that came, or with a minus went. */
  cash: SignedAmount,
  currency: z.string(),
  decimals: z.int(),
  transaction: Hash32Text,
  block: IntegerText,
});
export type StatementLine = z.infer<typeof StatementLine>;
export const StatementView = z.object({ account: AddressText, data: z.array(StatementLine) });

const Reason = Hash32Text;
/** What is ordered for a deal beside the closing of its periods. */
export const DealAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('open') }),
  z.strictObject({ act: z.literal('close-offering') }),
  z.strictObject({ act: z.literal('cancel') }),
  z.strictObject({ act: z.literal('take-proceeds') }),
  z.strictObject({ act: z.literal('report-late') }),
  z.strictObject({ act: z.literal('redeem') }),
  z.strictObject({ act: z.literal('sweep') }),
  /** keccak256 of the explanation that is published. */
  z.strictObject({ act: z.literal('accelerate'), reason: Reason }),
  z.strictObject({ act: z.literal('servicer-default'), reason: Reason }),
  z.strictObject({ act: z.literal('replace-servicer'), key: AddressText }),
]);
export type DealAct = z.infer<typeof DealAct>;
export const TransactionAccepted = z.object({ transactionId: z.string() });

const LoanPlace = z.strictObject({ tape: z.string().max(64), position: z.int().min(0).max(999_999) });

/** Loans by their places in tapes; those of the deal's pool when none are named. */
export const PledgeLoans = z.strictObject({ loans: z.array(LoanPlace).min(1).max(10_000).optional() });
export const PledgesAccepted = LoansAccepted;

export const PeriodFileQuery = z.strictObject({
  fileName: z.string().min(1).max(200).default('period.csv'),
  /** Index of floating classes, wad. */
  index: WadText.default('0'),
  isCall: z.enum(['true', 'false']).default('false'),
});
/** A closing takes the report that the dry run said, or nothing. */
export const HandOverQuery = PeriodFileQuery.extend({ digest: Hash32Text.optional() });

const RollMatrixView = z.array(z.array(WadText));
/** Rolls of loans from bucket to bucket in one period of the deal; rows are where they were, columns where they went, wad. */
export const RollView = z.object({
  /** Periods from the first on of which the loans are known. */
  periods: z.int(),
  lastPeriod: z.int(),
  buckets: z.array(z.string()),
  byBalance: RollMatrixView,
  byCount: RollMatrixView,
  /** Observations of each bucket, and those of it that were paid off. */
  seen: z.array(z.int()),
  left: z.array(z.int()),
  /** By lateness, as the loans stand after the last of those periods. */
  categories: z.array(z.object({ category: z.enum(CATEGORIES), loans: z.int(), balanceMinor: IntegerText })),
});
export type RollView = z.infer<typeof RollView>;

/** A period file as it was read and compared with its pool, and what closing the period with it would do. */
export const PeriodFileView = z.object({
  file: ReportFile,
  faultCount: z.int(),
  /** The first 1,000, in the order of the file. */
  faults: z.array(TapeFaultView),
  /** Totals of the lines; null while the file has a fault. */
  report: ReportInput.nullable(),
  preview: PreviewView.nullable(),
});
export type PeriodFileView = z.infer<typeof PeriodFileView>;

/** A loan that leaves a deal and one that comes; `registered-twice` holds only for a loan that the registry has frozen. */
export const SubstituteLoan = z.strictObject({ out: LoanPlace, in: LoanPlace, reason: z.enum(['registered-twice', 'breach']) });
export type SubstituteLoan = z.infer<typeof SubstituteLoan>;
