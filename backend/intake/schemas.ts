import { z } from 'zod';
import { pageOf } from '../platform/http/schemas.ts';
import { ERASURE_REASONS } from './domain/erasure-reasons.ts';

export const ImportFault = z.object({ line: z.int(), column: z.string(), code: z.string(), detail: z.string() });
export const ImportView = z.object({
  id: z.string(),
  kind: z.enum(['customers', 'outcomes']),
  source: z.string(),
  fileName: z.string(),
  fileHash: z.string(),
  schemaId: z.string(),
  encoding: z.string(),
  state: z.enum(['done', 'rejected']),
  rows: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  /** Accepted rows of outcomes that say what was known before. */
  unchanged: z.int(),
  createdAt: z.string(),
  /** The first 100 faults; all of them under /v1/imports/{id}/faults. */
  faults: z.array(ImportFault),
});
export type ImportView = z.infer<typeof ImportView>;
export const ImportFaultPage = pageOf(ImportFault);

export const SourceView = z.object({
  name: z.string(),
  /** Import schemas that its customers came with; models are trained where it is one. */
  schemas: z.array(z.string()),
  /** Without those who were erased. */
  customers: z.int(),
  erased: z.int(),
  /** When customers were imported last. */
  importedAt: z.string().nullable(),
});
export type SourceView = z.infer<typeof SourceView>;
export const SourceList = z.object({ data: z.array(SourceView) });

export const CustomerRow = z.object({
  id: z.string(),
  externalId: z.string(),
  source: z.string(),
  createdAt: z.string(),
  /** Since then only the digests of the credentials are left. */
  erasedAt: z.string().nullable(),
  /** Address of the key that the customer signs with. */
  holderKey: z.string().nullable(),
  score: z.int().nullable(),
  grade: z.string().nullable(),
  pdWad: z.string().nullable(),
  credentialId: z.string().nullable(),
  credentialState: z
    .enum(['pending', 'overdue', 'built', 'submitted', 'anchored', 'final', 'revoked', 'superseded', 'suspended', 'frozen'])
    .nullable(),
});
export type CustomerRow = z.infer<typeof CustomerRow>;
export const CustomerPage = pageOf(CustomerRow);

export const PointsRow = z.object({
  characteristic: z.string(),
  attribute: z.string(),
  value: z.string(),
  points: z.int(),
  bestPoints: z.int(),
  woe: z.number(),
});
/** How a customer turned out, as a file told it after the import. */
export const OutcomeRow = z.object({
  /** Coded as the import schema of the source codes it. */
  value: z.union([z.string(), z.number(), z.null()]),
  observedOn: z.iso.date(),
  importId: z.string(),
  /** When we were told. */
  createdAt: z.string(),
  /** The one that counts; the others are its history. */
  isNewest: z.boolean(),
});
export const CustomerView = CustomerRow.extend({
  /** Null once the customer is erased. */
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable(),
  /** In the order in which they came; the imported one is among the attributes. */
  outcomes: z.array(OutcomeRow),
  inputHash: z.string(),
  importId: z.string(),
  /** Names the newest score, for a replay. */
  scoreId: z.string().nullable(),
  scorecardHash: z.string().nullable(),
  basePoints: z.int().nullable(),
  points: z.array(PointsRow),
  /** Points are lost against the best attribute, or against the mean customer where it says so. */
  reasons: z.array(z.object({ code: z.string(), characteristic: z.string(), pointsLost: z.int(), against: z.literal('mean').optional() })),
  scoredAt: z.string().nullable(),
  batchId: z.string().nullable(),
});
export type CustomerView = z.infer<typeof CustomerView>;

export const ErasureRequest = z.strictObject({
  /** The external id once more, so that nobody is erased by a slip. */
  confirm: z.string().min(1).max(200),
  /** Ground of the erasure. */
  reason: z.enum(ERASURE_REASONS),
});
export const ErasureView = z.object({ id: z.string(), erasedAt: z.string(), credentials: z.int() });
export type ErasureView = z.infer<typeof ErasureView>;
