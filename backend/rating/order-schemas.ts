import { z } from 'zod';
import { AddressText, Hash32Text, IntegerText } from '../platform/http/schemas.ts';
import { ActionName, OutlookName, WatchName } from './schemas.ts';

const NUMBER_MAX = 2 ** 32 - 1;
const GRADE_MAX = 31;
const SIGNATURE_BYTES_MAX = 4_096;

/** A publication as an agency signs it: everything the contract is told, nothing follows from anything else. */
export const RatingOrder = z.strictObject({
  agency: z.int().min(1).max(NUMBER_MAX),
  subject: Hash32Text,
  scale: z.int().min(1).max(NUMBER_MAX),
  /** Place of the grade on its scale, 0 is the best. */
  grade: z.int().min(0).max(GRADE_MAX),
  outlook: OutlookName,
  watch: WatchName,
  action: ActionName,
  pdWad: IntegerText.max(20),
  modelHash: Hash32Text,
  reportHash: Hash32Text,
  /** Seconds; 0 for a withdrawal. */
  validUntil: IntegerText.max(15),
  sequence: IntegerText.max(15),
  /** Last second at which the order may be brought. */
  deadline: IntegerText.max(15),
});
export type RatingOrder = z.infer<typeof RatingOrder>;
/** EIP-712 typed data as `eth_signTypedData_v4` takes it, integers beyond 53 bits as decimal text. */
export const RatingTypedData = z.object({
  domain: z.object({ name: z.string(), version: z.string(), chainId: z.int(), verifyingContract: AddressText }),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.object({ rating: z.record(z.string(), z.union([z.string(), z.int()])), deadline: IntegerText }),
});
export type RatingTypedData = z.infer<typeof RatingTypedData>;
export const SignedRating = z.strictObject({
  order: RatingOrder,
  /** Account, contract wallet or address of a P-256 key that signed. */
  key: AddressText,
  signature: z
    .string()
    .regex(/^0x([0-9a-f]{2})+$/, 'is 0x and lower-case hex digits')
    .max(2 + 2 * SIGNATURE_BYTES_MAX),
});
export type SignedRating = z.infer<typeof SignedRating>;
