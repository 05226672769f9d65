import { concatBytes, uintBytes, utf8 } from '../../attestation/domain/words.ts';
import { assertInvariant } from '../../kernel/errors.ts';
import { keccak256 } from '../../kernel/keccak.ts';

/** Newest rating of one customer as the contract packs it into one storage slot. */
export interface RatingSlot {
  /** Masked; see {@link maskRating}. */
  readonly maskedGrade: number;
  readonly maskedScore: number;
  readonly status: SlotStatus;
  /** Batch and position of the credential that says the same in clear. */
  readonly batch: bigint;
  readonly index: bigint;
  /** Seconds. */
  readonly issued: bigint;
  readonly expiry: bigint;
  readonly seq: bigint;
}

export const SLOT_STATUSES = ['none', 'in-force', 'withdrawn'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** Fields from the lowest bit, with their widths. */
const WIDTHS = { grade: 8n, score: 16n, status: 8n, batch: 40n, index: 32n, issued: 40n, expiry: 40n, seq: 32n } as const;
const SLOT_LABEL = utf8('rating-slot');

export function packSlot(slot: RatingSlot): bigint {
  const values = {
    grade: BigInt(slot.maskedGrade),
    score: BigInt(slot.maskedScore),
    status: BigInt(SLOT_STATUSES.indexOf(slot.status)),
    batch: slot.batch,
    index: slot.index,
    issued: slot.issued,
    expiry: slot.expiry,
    seq: slot.seq,
  };
  let [packed, shift] = [0n, 0n];
  for (const name of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
    const width = WIDTHS[name];
    assertInvariant(values[name] >= 0n && values[name] >> width === 0n, `The ${name} of a rating slot fits into its bits.`);
    packed |= values[name] << shift;
    shift += width;
  }
  return packed;
}

export function unpackSlot(packed: bigint): RatingSlot {
  let rest = packed;
  const take = (width: bigint): bigint => {
    const value = rest & ((1n << width) - 1n);
    rest >>= width;
    return value;
  };
  return {
    maskedGrade: Number(take(WIDTHS.grade)),
    maskedScore: Number(take(WIDTHS.score)),
    status: SLOT_STATUSES[Number(take(WIDTHS.status))] ?? 'none',
    batch: take(WIDTHS.batch),
    index: take(WIDTHS.index),
    issued: take(WIDTHS.issued),
    expiry: take(WIDTHS.expiry),
    seq: take(WIDTHS.seq),
  };
}

/** Key that reads the rating with this number only; `view` is the customer's view key for the issuer. */
export function slotKey(view: Uint8Array, seq: bigint): Uint8Array {
  return keccak256(concatBytes(view, SLOT_LABEL, uintBytes(seq, 4)));
}

/** @param grade - 0 is the best; null for a customer without a grade */
export function maskRating(grade: number | null, score: number, key: Uint8Array): Pick<RatingSlot, 'maskedGrade' | 'maskedScore'> {
  const [first = 0, second = 0, third = 0] = keccak256(key);
  return { maskedGrade: (grade === null ? 0 : grade + 1) ^ first, maskedScore: score ^ (second * 256 + third) };
}

/** Grade and score under a slot's masks; null when there is no grade or the key does not fit. */
export function unmaskRating(
  { maskedGrade, maskedScore }: Pick<RatingSlot, 'maskedGrade' | 'maskedScore'>,
  key: Uint8Array,
  grades: number,
): { readonly grade: number; readonly score: number } | null {
  const [first = 0, second = 0, third = 0] = keccak256(key);
  const value = maskedGrade ^ first;
  return value >= 1 && value <= grades ? { grade: value - 1, score: maskedScore ^ (second * 256 + third) } : null;
}
