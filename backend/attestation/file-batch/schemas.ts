import { z } from 'zod';
import { ModelChangeView } from '../models/schemas.ts';
import { AddressText, Hash32Text, IntegerText } from '../../platform/http/schemas.ts';

export const IssuingTermsQuery = z.strictObject({
  validDays: z.coerce.number().int().min(1).max(3650).default(90),
  /** Hash of the model whose scores would be attested. */
  model: Hash32Text.optional(),
});

/** Where and as whom credentials are issued now, and from when until when they would hold (seconds). */
export const IssuingTerms = z.object({
  chainId: z.int(),
  ledger: AddressText,
  issuerId: z.int(),
  issuedAt: IntegerText,
  expiry: IntegerText,
  /** What the chain shows that the issuer uses the model for; null where none was named. */
  role: ModelChangeView.shape.role.nullable(),
});
export type IssuingTerms = z.infer<typeof IssuingTerms>;

const Seconds = z.string().regex(/^[1-9]\d{0,11}$/, 'is a moment in seconds');

/** A batch whose credentials were made from a file and stay with its owner; the ledger gets their root. */
export const FileBatchOrder = z.strictObject({
  /** Chosen by the one who made the batch: the salts of its credentials follow from it. */
  id: z.string().regex(/^bat_[0-9a-f]{24}$/, 'is bat_ and 24 hexadecimal digits'),
  chainId: z.int(),
  ledger: AddressText,
  issuerId: z.int().positive(),
  /** Hash of the scorecard that made all scores. */
  model: Hash32Text,
  root: Hash32Text,
  leaves: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  issuedAt: Seconds,
  expiry: Seconds,
  file: z.strictObject({
    name: z.string().min(1).max(200),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is 64 hexadecimal digits'),
  }),
  /** Attests scores of a model that the issuer does not use; everybody who reads the chain sees that it did. */
  allowUnused: z.boolean().default(false),
});
export type FileBatchOrder = z.infer<typeof FileBatchOrder>;

export const PositionQuery = z.strictObject({
  position: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});
