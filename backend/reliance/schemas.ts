import { z } from 'zod';
import { Check, Verdict } from '../attestation/schemas.ts';
import { AddressText, BlockRef, Hash32Text, IntegerText, PageQuery, pageOf } from '../platform/http/schemas.ts';

const Words = z.object({ en: z.string(), zh: z.string() });

/** Which credentials a lender accepts; `null` means that it does not matter. */
export const RelyingTerms = z.strictObject({
  /** Numbers of issuers on the ledger. */
  issuers: z.array(z.int().positive()).max(1000).nullable().default(null),
  /** Hashes of scorecards. */
  models: z.array(Hash32Text).max(1000).nullable().default(null),
  grades: z
    .array(z.string().regex(/^[A-Z][A-Z0-9+-]{0,3}$/, 'is a grade such as A'))
    .max(50)
    .nullable()
    .default(null),
  minScore: z.int().min(300).max(850).nullable().default(null),
  maxPdBps: z.int().min(0).max(10_000).nullable().default(null),
  /** Counted from the moment of issue. */
  maxAgeDays: z.int().min(1).max(3650).nullable().default(null),
  /** Only credentials that the issuer's state root shows to be the newest of their subject. */
  newestRequired: z.boolean().default(false),
  /** Only what the holder has signed for this lender. */
  presentationRequired: z.boolean().default(false),
  /** Purposes that a presentation may state. */
  purposes: z.array(z.string().min(1).max(200)).max(50).nullable().default(null),
});
export type RelyingTerms = z.infer<typeof RelyingTerms>;
export const RelyingProfileView = z.object({
  terms: RelyingTerms,
  /** Null until somebody has set it; then everything valid is accepted. */
  updatedBy: z.string().nullable(),
  updatedAt: z.string().nullable(),
});
export type RelyingProfileView = z.infer<typeof RelyingProfileView>;

export const BULK_LIMIT = { rows: 10_000, bytes: 128 * 1024 * 1024 } as const;
export const BulkQuery = z.strictObject({
  name: z.string().min(1).max(200).default('upload'),
  /** CSV only: header of the column that holds the credential. Found by itself when there is one column, or one named `credential`. */
  column: z.string().min(1).max(200).optional(),
  /** `own`: the organization's profile decides the check `accepted`; `none`: everything valid is accepted. */
  profile: z.enum(['own', 'none']).default('own'),
});
/** `unreadable`: no credential could be read from the row. */
export const BulkVerdict = z.enum([...Verdict.options, 'unreadable']);
export type BulkVerdict = z.infer<typeof BulkVerdict>;
export const BulkView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  /** Rows of the file that are not blank, header left out. */
  total: z.int(),
  /** Rows judged so far. */
  judged: z.int(),
  /** How many rows of each verdict. */
  counts: z.partialRecord(BulkVerdict, z.int()),
  /** All rows are judged as of this block. */
  block: BlockRef.nullable(),
  /** keccak256 of the signed statement's canonical bytes; null until done. */
  resultHash: Hash32Text.nullable(),
  signature: z.string().nullable(),
  jobId: z.string().nullable(),
  /** Why the run failed. */
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type BulkView = z.infer<typeof BulkView>;
export const BulkPage = pageOf(BulkView);
export const BulkAccepted = z.object({ id: z.string(), jobId: z.string(), href: z.string() });
export type BulkAccepted = z.infer<typeof BulkAccepted>;

export const BulkRow = z.object({
  /** Line of the file where the row begins; in a JSON array the place of the item, from 1. */
  line: z.int(),
  verdict: BulkVerdict,
  /** Reason of the check that decided, or why the row cannot be read; `ok` when valid. */
  reason: z.string(),
  words: Words,
  /** Checks that did not pass. */
  failed: z.array(z.string()),
  digest: Hash32Text.nullable(),
  issuer: z.int().nullable(),
  batch: IntegerText.nullable(),
  /** Revocation index; null while it is not anchored. */
  index: IntegerText.nullable(),
  expiry: IntegerText.nullable(),
});
export type BulkRow = z.infer<typeof BulkRow>;
export const BulkRowPage = pageOf(BulkRow);
export const BulkRowQuery = PageQuery.extend({ verdict: BulkVerdict.optional() });
export const BulkFileQuery = z.strictObject({ format: z.enum(['json', 'csv']).default('json') });

export const WatchState = z.enum(['valid', 'revoked', 'superseded', 'suspended', 'frozen', 'expired', 'unaccredited']);
export type WatchState = z.infer<typeof WatchState>;
/** One credential, several, or all valid ones of a bulk verification. */
export const WatchOrder = z.union([
  z.strictObject({ credential: z.union([z.record(z.string(), z.unknown()), z.string().min(1)]), label: z.string().max(200).default('') }),
  z.strictObject({
    credentials: z
      .array(z.union([z.record(z.string(), z.unknown()), z.string().min(1)]))
      .min(1)
      .max(1000),
  }),
  z.strictObject({ bulkId: z.string().min(1).max(64) }),
]);
export type WatchOrder = z.infer<typeof WatchOrder>;
export const WatchItemView = z.object({
  id: z.string(),
  chainId: z.int(),
  ledger: AddressText,
  issuerId: z.int(),
  batch: IntegerText,
  index: IntegerText,
  digest: Hash32Text,
  /** RFC 3339. */
  expiry: z.string(),
  label: z.string(),
  state: WatchState,
  createdBy: z.string(),
  createdAt: z.string(),
  changedAt: z.string().nullable(),
});
export type WatchItemView = z.infer<typeof WatchItemView>;
export const WatchPage = pageOf(WatchItemView);
export const WatchQuery = PageQuery.extend({ state: WatchState.optional() });
export const WatchAdded = z.object({
  added: z.int(),
  /** Were on the list already. */
  known: z.int(),
  /** Cannot be watched: not anchored, of another ledger, not readable, or not on the ledger as it says. */
  refused: z.array(z.object({ place: z.int(), reason: z.string(), words: Words })),
  items: z.array(WatchItemView).max(100),
});
export type WatchAdded = z.infer<typeof WatchAdded>;
export const WatchEventView = z.object({
  id: z.string(),
  watchId: z.string(),
  digest: Hash32Text.nullable(),
  label: z.string(),
  from: WatchState,
  to: WatchState,
  /** What a reader says of the change. */
  words: Words,
  /** Where the ledger says so; null for an expiry. */
  block: IntegerText.nullable(),
  transaction: z.string().nullable(),
  /** error | fraud | withdrawn | key-compromise | other | superseded; empty where there is none. */
  reason: z.string(),
  /** The ledger took an earlier change back. */
  reverted: z.boolean(),
  at: z.string(),
});
export type WatchEventView = z.infer<typeof WatchEventView>;
export const WatchEventPage = pageOf(WatchEventView);
export const WatchEventQuery = PageQuery.extend({ watchId: z.string().max(64).optional() });

export const WebhookOrder = z.strictObject({ url: z.url().max(2000) });
export const WebhookView = z.object({
  id: z.string(),
  url: z.string(),
  /** `paused` after too many failures in a row; POST .../activation resumes. */
  state: z.enum(['active', 'paused']),
  /** Failed attempts in a row. */
  failures: z.int(),
  createdBy: z.string(),
  createdAt: z.string(),
});
export type WebhookView = z.infer<typeof WebhookView>;
/** The secret is shown here and never again. */
export const WebhookCreated = WebhookView.extend({ secret: z.string() });
export type WebhookCreated = z.infer<typeof WebhookCreated>;
export const WebhookPage = pageOf(WebhookView);
export const WebhookDeliveryView = z.object({
  id: z.string(),
  /** The same on every attempt: the header webhook-id. */
  eventId: z.string(),
  type: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  nextAt: z.string().nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: z.string(),
  deliveredAt: z.string().nullable(),
});
export type WebhookDeliveryView = z.infer<typeof WebhookDeliveryView>;
export const WebhookDeliveryPage = pageOf(WebhookDeliveryView);

/** What a receipt states; its canonical JSON is hashed with keccak256 and the hash is signed. */
export const ReceiptBody = z.object({
  type: z.literal('CredenceVerificationReceipt'),
  version: z.literal(1),
  id: z.string(),
  /** RFC 3339. */
  madeAt: z.string(),
  /** For whom it was checked; null for nobody in particular. */
  madeFor: z.object({ id: z.string(), name: z.string() }).nullable(),
  checker: z.object({ name: z.string(), version: z.string() }),
  ledger: z.object({ chainId: z.int(), contract: AddressText }),
  /** State of the ledger that was asked; null when it could not be asked. */
  block: BlockRef.nullable(),
  /** keccak256 of what was handed in. */
  inputHash: Hash32Text,
  credential: z
    .object({
      digest: Hash32Text,
      issuer: z.int(),
      batch: IntegerText.nullable(),
      index: IntegerText.nullable(),
      issuedAt: z.string(),
      expiry: z.string(),
      model: Hash32Text,
      /** Names of the fields that were shown; their values stay with the lender. */
      shown: z.array(z.string()),
    })
    .nullable(),
  /** Terms that the check `accepted` used; null without a profile. */
  terms: RelyingTerms.nullable(),
  verdict: Verdict,
  words: Words,
  checks: z.array(Check.extend({ words: Words })),
});
export type ReceiptBody = z.infer<typeof ReceiptBody>;
/** The file that a lender keeps. */
export const ReceiptFile = z.object({
  body: ReceiptBody,
  hash: Hash32Text,
  /** EIP-191 signature (personal message) of the 32 bytes of `hash`: 65 bytes r, s, v. */
  signature: z.string().regex(/^0x[0-9a-f]{130}$/, 'is 65 bytes of 0x-hex'),
  signer: AddressText,
});
export type ReceiptFile = z.infer<typeof ReceiptFile>;
export const ReceiptRow = z.object({
  id: z.string(),
  digest: Hash32Text.nullable(),
  verdict: Verdict,
  words: Words,
  hash: Hash32Text,
  block: IntegerText.nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
});
export type ReceiptRow = z.infer<typeof ReceiptRow>;
export const ReceiptPage = pageOf(ReceiptRow);
export const ReceiptPdfQuery = z.strictObject({ lang: z.enum(['en', 'zh']).default('en') });
