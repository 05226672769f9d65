import { z } from 'zod';
import { CHECK_IDS, CHECK_SOURCES, CHECK_STATUSES, VERDICTS } from './domain/check-list.ts';
import { AddressText, BlockRef, Hash32Text, IntegerText, pageOf } from '../platform/http/schemas.ts';

export const CheckId = z.enum(CHECK_IDS);
export type CheckId = z.infer<typeof CheckId>;
/** `unknown`: it could not be asked (offline); `skipped`: an earlier failure makes the question meaningless. */
export const CheckStatus = z.enum(CHECK_STATUSES);
export const Check = z.object({
  id: CheckId,
  status: CheckStatus,
  /** Stable reason, e.g. `field_hash_mismatch`; `ok` on pass. */
  reason: z.string(),
  /** Values that the sentence of the reason names. */
  params: z.record(z.string(), z.string()),
  /** Where the answer comes from. */
  source: z.enum(CHECK_SOURCES),
  /** Block as of which the ledger or its saved proof answers; null for what the file alone tells. */
  block: IntegerText.nullable(),
});
export type Check = z.infer<typeof Check>;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;
export const VerificationView = z.object({
  verdict: Verdict,
  /** One sentence each. */
  words: z.object({ en: z.string(), zh: z.string() }),
  checks: z.array(Check),
  asOf: z.object({ block: IntegerText.nullable(), time: z.string() }),
  /** What the credential says, when it is well-formed. */
  claims: z.record(z.string(), z.unknown()).nullable(),
  /** Digest of the credential, also of one inside a presentation. */
  digest: Hash32Text.nullable(),
  /** For whom a presentation is, and the thresholds it shows; null for a plain credential. */
  presentation: z
    .object({
      verifierName: z.string(),
      verifier: Hash32Text,
      challenge: Hash32Text,
      purpose: z.string(),
      until: IntegerText,
      holder: AddressText,
      thresholds: z.array(z.object({ kind: z.enum(['scoreAtLeast', 'pdAtMost']), threshold: IntegerText })),
    })
    .nullable(),
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
  /** What the ledger says of the batch as a whole. */
  standing: z.enum(['live', 'superseded', 'revoked', 'frozen']),
  /** What its anchoring superseded in the same transaction: whole batches, and single credentials. */
  supersedes: z.object({ batches: z.array(IntegerText), credentials: z.int() }).nullable(),
  block: BlockRef.nullable(),
  transaction: z.string().nullable(),
  gasUsed: IntegerText.nullable(),
  /** Whether the contract refused the last attempt to anchor it; somebody has to cure that. */
  isRefused: z.boolean(),
  /** The file whose rows have the credentials, which then are not in the database; null for a batch of scores that are. */
  file: z.object({ name: z.string(), sha256: z.string() }).nullable(),
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
  superseded: z.int(),
  suspended: z.int(),
  /** State root of the newest batch; null where it states none. */
  stateRoot: Hash32Text.nullable(),
  /** Seconds that a key added later waits before it counts. */
  keyDelay: z.int(),
  /** Issuer that goes on in its place. */
  successor: z.int().nullable(),
  registeredBlock: IntegerText,
  keys: z.array(
    z.object({
      address: AddressText,
      validFrom: z.string(),
      validUntil: z.string().nullable(),
      roles: z.array(z.string()),
      active: z.boolean(),
      /** When the window was last shortened by a removal. */
      removedBlock: IntegerText.nullable(),
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

export const CredentialState = z.enum([
  /** Given out with a receipt, waits for its batch. */
  'pending',
  /** The receipt's time has passed and no batch holds it. */
  'overdue',
  'built',
  'submitted',
  'anchored',
  'final',
  'revoked',
  'superseded',
  'suspended',
  'frozen',
]);
export type CredentialState = z.infer<typeof CredentialState>;
export const CredentialRow = z.object({
  id: z.string(),
  digest: Hash32Text,
  /** Null while it waits for its batch. */
  batchId: z.string().nullable(),
  position: z.int().nullable(),
  index: IntegerText.nullable(),
  customerId: z.string(),
  /** 0 for the customer's own; 1, 2, 3 ... for unlinkable copies. */
  copy: z.int(),
  tag: z.string(),
  seq: IntegerText,
  issuedAt: z.string(),
  expiry: z.string(),
  /** Until when the issuer promised to anchor it; null without a receipt. */
  anchorBy: z.string().nullable(),
  state: CredentialState,
});
export type CredentialRow = z.infer<typeof CredentialRow>;
export const CredentialPage = pageOf(CredentialRow);

export const IssueRequest = z.strictObject({
  runId: z.string().min(1).max(100),
  validDays: z.int().min(1).max(3650).default(90),
  /** Unlinkable copies beside the customer's own, each with a tag, salts and chains of its own. */
  copies: z.int().min(0).max(8).default(0),
  /** `previous`: the same transaction marks the older credentials of the same customers as superseded. */
  supersede: z.enum(['none', 'previous']).default('none'),
});
export const IssueOneRequest = z.strictObject({
  customerId: z.string().min(1).max(64),
  validDays: z.int().min(1).max(3650).default(90),
  /** Bind it to the key that the customer has registered; refused without one. */
  holder: z.boolean().default(false),
});
export const IssuedView = z.object({ credential: CredentialRow, file: z.record(z.string(), z.unknown()) });

export const RevocationReason = z.enum(['error', 'fraud', 'withdrawn', 'key-compromise', 'other']);
export type RevocationReason = z.infer<typeof RevocationReason>;
export const RevocationKind = z.enum(['revoke', 'suspend', 'release', 'revoke-batch']);
export type RevocationKind = z.infer<typeof RevocationKind>;
export const RevokeRequest = z.strictObject({ reason: RevocationReason, note: z.string().max(500).default('') });
export const RevocationOrder = z.strictObject({
  kind: RevocationKind,
  /** For all kinds but `revoke-batch`; a credential of a file is named by its batch and position, `bat_...:17`. */
  credentialId: z.string().min(1).max(64).optional(),
  batchId: z.string().min(1).max(64).optional(),
  reason: RevocationReason,
  note: z.string().max(500).default(''),
});
export const RevocationDecision = z.strictObject({ decision: z.enum(['approve', 'refuse']) });
export const RevocationRequestView = z.object({
  id: z.string(),
  kind: RevocationKind,
  credentialId: z.string().nullable(),
  batchId: z.string().nullable(),
  reason: RevocationReason,
  note: z.string(),
  state: z.enum(['pending', 'approved', 'refused']),
  requestedBy: z.string(),
  decidedBy: z.string().nullable(),
  createdAt: z.string(),
  decidedAt: z.string().nullable(),
  /** Whether the caller may decide: another person than the one who asked. */
  decidable: z.boolean(),
  /** Transaction that an approval led to: its hash, or its id until it is signed. */
  transaction: z.string().nullable(),
  transactionState: z.string().nullable(),
});
export type RevocationRequestView = z.infer<typeof RevocationRequestView>;
export const RevocationRequestPage = pageOf(RevocationRequestView);

/** The largest moment of the ledger. */
const MOST_SECONDS = 2 ** 40 - 1;
export const KeyRole = z.enum(['anchor', 'revoke', 'sign']);
export const AddKeyRequest = z.strictObject({
  address: AddressText,
  roles: z.array(KeyRole).min(1).max(3).default(['anchor', 'revoke', 'sign']),
  /** Unix seconds; the contract moves it to the end of the waiting time where there is one. */
  from: z.int().min(0).max(MOST_SECONDS).default(0),
  until: z.int().positive().max(MOST_SECONDS).nullable().default(null),
});
const BatchNumber = z.string().regex(/^(0|[1-9]\d{0,17})$/, 'is the number of a batch in the log');
export const FreezeRequest = z.strictObject({ fromBatch: BatchNumber });
export const ThawRequest = z.strictObject({ fromBatch: BatchNumber, untilBatch: BatchNumber });
/** A transaction that was ordered; GET /v1/ledger/transactions/{hash or id} tells its fate. */
export const OrderedTransaction = z.object({ transaction: z.string() });

const StateOpening = z.object({ tag: Hash32Text, index: IntegerText, seq: IntegerText, position: IntegerText, path: z.array(Hash32Text) });
/** File that shows the newest credential of a subject tag after the newest batch, or the neighbours between which there is none. */
export const StateProofView = z.object({
  type: z.literal('CredenceStateProof'),
  version: z.literal(1),
  chain: z.object({ chainId: z.int(), ledger: AddressText }),
  issuer: IntegerText,
  /** Batch whose state root the proof leads to. */
  batch: z.record(z.string(), z.string()),
  tag: Hash32Text,
  state: z.object({ count: IntegerText, openings: z.array(StateOpening) }),
});
export type StateProofView = z.infer<typeof StateProofView>;

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
