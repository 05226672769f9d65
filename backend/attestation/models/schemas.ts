import { z } from 'zod';
import { Hash32Text } from '../../platform/http/schemas.ts';

/** A change of what a model is used for, as the chain shows it. */
export const ModelChangeView = z.object({
  sequence: z.string(),
  model: Hash32Text,
  /** Hash of the data that it was trained on, and of the report of its validation. */
  data: Hash32Text,
  report: Hash32Text,
  role: z.enum(['none', 'champion', 'challenger', 'shadow']),
  shareBps: z.int(),
  time: z.string(),
  block: z.string(),
  txHash: Hash32Text,
});
export type ModelChangeView = z.infer<typeof ModelChangeView>;

/** Batches that one model scored, by what it was used for when each was anchored. */
export const ModelUseView = z.object({
  model: Hash32Text,
  /** `none` where the chain shows no role at that time. */
  role: ModelChangeView.shape.role,
  batches: z.int(),
  credentials: z.string(),
  firstBatch: z.string(),
  lastBatch: z.string(),
});

export const ModelRecordView = z.object({
  issuer: z.int(),
  /** Null before the first record. */
  champion: Hash32Text.nullable(),
  changes: z.array(ModelChangeView),
  uses: z.array(ModelUseView),
  /** Whether every batch since the first record was scored by a model that was champion or challenger then. */
  isClean: z.boolean(),
});
export type ModelRecordView = z.infer<typeof ModelRecordView>;
