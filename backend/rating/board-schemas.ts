import { z } from 'zod';
import { AddressText, Hash32Text, IntegerText, pageOf, PageQuery } from '../platform/http/schemas.ts';
import { SLOT_STATUSES } from './domain/rating-slot.ts';

const ISSUER_MAX = 2 ** 32 - 1;
const PLACE_MAX = 2 ** 31 - 1;
/** A path part that is a number of at most nine digits. */
const NumberPart = z.string().regex(/^(0|[1-9]\d{0,8})$/, 'is a whole number');

/** Without a run, the newest one gives new customers their places. */
export const WriteBoard = z.strictObject({ runId: z.string().min(1).max(100).optional() });
/** The last writing of the house's board; it may take several transactions. */
export const BoardWriting = z.object({
  at: z.string().nullable(),
  block: IntegerText,
  /** Hashes, first page first. */
  transactions: z.array(Hash32Text),
  gasUsed: IntegerText,
  /** Decimal with one digit; null while nobody has a place. */
  gasPerPlace: z.string().nullable(),
});
export type BoardWriting = z.infer<typeof BoardWriting>;
/** The public face of an issuer's board: bytes that say nothing without a view key. */
export const BoardView = z.object({
  chainId: z.int(),
  contract: AddressText,
  issuerId: z.int(),
  epoch: IntegerText,
  words: z.int(),
  /** Customers that have a place. */
  places: z.int(),
  updatedBlock: IntegerText.nullable(),
  /** Null when this installation has not written the board. */
  lastWriting: BoardWriting.nullable(),
  /** Transactions of a writing that are in no block yet. */
  pending: z.int(),
});
export type BoardView = z.infer<typeof BoardView>;
/** What a holder hands to those who may read the grade; good for one epoch. */
export const ViewKeyView = z.object({
  chainId: z.int(),
  contract: AddressText,
  issuerId: z.int(),
  place: z.int(),
  epoch: IntegerText,
  key: Hash32Text,
});
export type ViewKeyView = z.infer<typeof ViewKeyView>;
export const ReadBoard = z.strictObject({
  issuerId: z.int().min(1).max(ISSUER_MAX),
  place: z.int().min(0).max(PLACE_MAX),
  key: Hash32Text,
});
export const BoardReading = z.object({
  issuerId: z.int(),
  place: z.int(),
  epoch: IntegerText,
  /** Null when the key does not fit this epoch or place. */
  grade: z.string().nullable(),
  asOfBlock: IntegerText,
});
export type BoardReading = z.infer<typeof BoardReading>;
export const PlaceParams = z.strictObject({ issuer: NumberPart, place: NumberPart });
/** One masked byte with all that is needed to open it elsewhere: whoever has the key tells nobody. */
export const BoardPlaceView = z.object({
  chainId: z.int(),
  contract: AddressText,
  issuerId: z.int(),
  place: z.int(),
  /** 0 for a page that was never written. */
  epoch: IntegerText,
  masked: z.int(),
  /** Labels of the grades, best first. */
  grades: z.array(z.string()),
  asOfBlock: IntegerText,
  writtenBlock: IntegerText,
  /** What wrote the page; null when this installation did not. */
  transaction: Hash32Text.nullable(),
  /** Whether the events of the chain say the same byte as the contract; null when the index is not that far. */
  sameInEvents: z.boolean().nullable(),
});
export type BoardPlaceView = z.infer<typeof BoardPlaceView>;

export const RateCustomer = z.strictObject({
  customerId: z.string().min(1).max(100),
  status: z.enum(['in-force', 'withdrawn']).default('in-force'),
});
export type RateCustomer = z.infer<typeof RateCustomer>;
export const RateAccepted = z.object({ issuerId: z.int(), tag: Hash32Text, sequence: IntegerText, transactionId: z.string() });
export type RateAccepted = z.infer<typeof RateAccepted>;
export const SlotParams = z.strictObject({ issuer: NumberPart, tag: Hash32Text });
/** Newest rating of a customer as everybody sees it. */
export const SlotView = z.object({
  chainId: z.int(),
  contract: AddressText,
  issuerId: z.int(),
  tag: Hash32Text,
  status: z.enum(SLOT_STATUSES),
  isInForce: z.boolean(),
  maskedGrade: z.int(),
  maskedScore: z.int(),
  batch: IntegerText,
  index: IntegerText,
  issued: z.string().nullable(),
  expiry: z.string().nullable(),
  sequence: IntegerText,
  asOfBlock: IntegerText,
});
export type SlotView = z.infer<typeof SlotView>;
/** The same with what the customer's own key opens. */
export const OwnSlotView = SlotView.extend({ grade: z.string().nullable(), score: z.int().nullable(), key: Hash32Text });
export type OwnSlotView = z.infer<typeof OwnSlotView>;
export const SlotQuery = PageQuery;
export const SlotRow = z.object({
  issuerId: z.int(),
  tag: Hash32Text,
  status: z.enum(SLOT_STATUSES),
  expiry: z.string(),
  sequence: IntegerText,
  block: IntegerText,
});
export type SlotRow = z.infer<typeof SlotRow>;
export const SlotPage = pageOf(SlotRow);
export type SlotPage = z.infer<typeof SlotPage>;
