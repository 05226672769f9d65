import { z } from 'zod';
import { AddressText, BlockRef, Hash32Text, IntegerText, pageOf } from '../platform/http/schemas.ts';

export const CheckId = z.enum([
  'wellFormed',
  'rightChain',
  'rightContract',
  'fieldsMatchRoot',
  'signatureValid',
  'issuerAccreditedAtSigning',
  'issuerAccreditedNow',
  'rootAnchored',
  'included',
  'notRevoked',
  'notExpired',
]);
export type CheckId = z.infer<typeof CheckId>;
/** `unknown`: it could not be asked (offline); `skipped`: an earlier failure makes the question meaningless. */
export const CheckStatus = z.enum(['pass', 'fail', 'unknown', 'skipped']);
export const Check = z.object({
  id: CheckId,
  status: CheckStatus,
  /** Stable reason, e.g. `field_hash_mismatch`; `ok` on pass. */
  reason: z.string(),
  /** Values that the sentence of the reason names. */
  params: z.record(z.string(), z.string()),
  /** Where the answer comes from. */
  source: z.enum(['file', 'chain', 'index', 'saved-proof']),
});
export type Check = z.infer<typeof Check>;
export const Verdict = z.enum([
  'valid',
  'malformed',
  'forged',
  'wrongChain',
  'notAnchored',
  'revoked',
  'expired',
  'unaccredited',
  'undetermined',
]);
export type Verdict = z.infer<typeof Verdict>;
export const VerificationView = z.object({
  verdict: Verdict,
  /** One sentence each. */
  words: z.object({ en: z.string(), zh: z.string() }),
  checks: z.array(Check),
  asOf: z.object({ block: IntegerText.nullable(), time: z.string() }),
  /** What the credential says, when it is well-formed. */
  claims: z.record(z.string(), z.unknown()).nullable(),
  digest: Hash32Text.nullable(),
});
export type VerificationView = z.infer<typeof VerificationView>;

export const BatchRow = z.object({
  id: z.string(),
  chainId: z.int(),
  ledger: AddressText,
  issuerId: z.int(),
  batch: IntegerText.nullable(),
  root: Hash32Text,
  leaves: z.int(),
  firstLeaf: IntegerText.nullable(),
  model: Hash32Text,
  stateRoot: Hash32Text,
  state: z.enum(['built', 'submitted', 'anchored', 'final']),
  block: BlockRef.nullable(),
  transaction: z.string().nullable(),
  gasUsed: IntegerText.nullable(),
  createdAt: z.string(),
});
export type BatchRow = z.infer<typeof BatchRow>;
export const BatchPage = pageOf(BatchRow);

export const IssuerView = z.object({
  chainId: z.int(),
  issuerId: z.int(),
  name: z.string(),
  nameHash: Hash32Text,
  admin: AddressText,
  status: z.enum(['active', 'suspended']),
  batches: IntegerText,
  leaves: IntegerText,
  logRoot: Hash32Text.nullable(),
  revoked: z.int(),
  registeredBlock: IntegerText,
  keys: z.array(
    z.object({
      address: AddressText,
      validFrom: z.string(),
      validUntil: z.string().nullable(),
      roles: z.array(z.string()),
      active: z.boolean(),
    }),
  ),
  statusHistory: z.array(z.object({ since: z.string(), status: z.string() })),
});
export type IssuerView = z.infer<typeof IssuerView>;

export const LedgerEventView = z.object({
  blockNumber: IntegerText,
  blockHash: Hash32Text,
  logIndex: z.int(),
  time: z.string(),
  transaction: Hash32Text,
  contract: z.string(),
  name: z.string(),
  args: z.record(z.string(), z.string()),
});
export const LedgerEventPage = pageOf(LedgerEventView);

export const TransactionView = z.object({
  hash: z.string(),
  kind: z.string(),
  state: z.string(),
  sender: AddressText,
  target: AddressText,
  nonce: z.int().nullable(),
  block: IntegerText.nullable(),
  gasUsed: IntegerText.nullable(),
  createdAt: z.string(),
  finalAt: z.string().nullable(),
  events: z.array(LedgerEventView),
});
export const TransactionPage = pageOf(TransactionView);

export const CredentialRow = z.object({
  id: z.string(),
  digest: Hash32Text,
  batchId: z.string(),
  position: z.int(),
  index: IntegerText.nullable(),
  customerId: z.string(),
  issuedAt: z.string(),
  expiry: z.string(),
  state: z.enum(['built', 'submitted', 'anchored', 'final', 'revoked']),
});
export const CredentialPage = pageOf(CredentialRow);
export const RevokeRequest = z.strictObject({ reason: z.enum(['error', 'fraud', 'withdrawn', 'key-compromise', 'other']) });
export const IssueRequest = z.strictObject({ runId: z.string().min(1).max(100), validDays: z.int().min(1).max(3650).default(90) });

export const OverviewView = z.object({
  role: z.string(),
  figures: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      unit: z.string(),
      provenance: z.enum(['chain', 'index', 'database', 'model']),
      evidence: z.string().nullable(),
    }),
  ),
  gradeDistribution: z.array(z.object({ grade: z.string(), count: z.int() })),
  latestBatches: z.array(BatchRow),
  latestEvents: z.array(LedgerEventView),
});
export type OverviewView = z.infer<typeof OverviewView>;
