import { z } from 'zod';
import { AddressText, Hash32Text, IntegerText, PageQuery, pageOf } from '../platform/http/schemas.ts';
import { SLOT_STATUSES } from './domain/rating-slot.ts';
import { ACTIONS, OUTLOOKS, RATING_STATES, SUBJECT_KINDS, WATCHES } from './domain/vocabulary.ts';

export const SubjectKindName = z.enum(SUBJECT_KINDS);
export const OutlookName = z.enum(OUTLOOKS);
export const WatchName = z.enum(WATCHES);
export const ActionName = z.enum(ACTIONS);
export const StateName = z.enum(RATING_STATES);
const Label = z.string().min(1).max(16);
/** A ratio such as a rate or a probability, decimal text with six places. */
const RatioText = z.string().regex(/^\d\.\d{6}$/, 'is a ratio with six decimal places');
const Day = z.iso.date({ error: 'is a day as YYYY-MM-DD' });
/** Number of an agency or a scale, from a query. */
const NumberText = z.string().regex(/^[1-9]\d{0,8}$/, 'is a whole number from 1 on');
const NUMBER_MAX = 999_999_999;
const NAME_BYTES_MAX = 128;
const byteLength = (text: string) => new TextEncoder().encode(text).length;

/** One rating as it stands: the newest publication of an agency about a subject. */
export const RatingRow = z.object({
  agency: z.object({ id: z.int(), name: z.string() }),
  subject: z.object({ id: Hash32Text, kind: SubjectKindName, name: z.string() }),
  scale: z.object({ id: z.int(), name: z.string() }),
  grade: Label,
  /** Place of the grade on its scale, 0 is the best. */
  gradeIndex: z.int(),
  outlook: OutlookName,
  watch: WatchName,
  action: ActionName,
  state: StateName,
  /** Probability of default within a year, wad. */
  pdWad: IntegerText,
  publishedAt: z.string(),
  validUntil: z.string().nullable(),
  sequence: IntegerText,
});
export type RatingRow = z.infer<typeof RatingRow>;
export const RatingPage = pageOf(RatingRow);
export type RatingPage = z.infer<typeof RatingPage>;
export const RatingQuery = PageQuery.extend({
  kind: SubjectKindName.optional(),
  /** Number of an agency. */
  agency: NumberText.optional(),
  grade: Label.optional(),
  state: StateName.optional(),
  /** Part of the subject's name. */
  q: z.string().min(1).max(100).optional(),
});

/** One question about a publication, asked of the chain at the moment of reading. */
export const EntryCheck = z.object({
  id: z.enum(['recordedOnChain', 'sameContent', 'sequenceUnbroken', 'keyOfAgency']),
  status: z.enum(['pass', 'fail', 'unknown']),
});
export const RatingEntry = RatingRow.omit({ agency: true, subject: true, state: true }).extend({
  modelHash: Hash32Text,
  reportHash: Hash32Text,
  key: AddressText,
  transaction: Hash32Text,
  block: IntegerText,
  checks: z.array(EntryCheck),
});
export type RatingEntry = z.infer<typeof RatingEntry>;
/** A subject with every rating it ever had, the newest first. */
export const SubjectView = z.object({
  subject: z.object({ id: Hash32Text, kind: SubjectKindName, name: z.string() }),
  ratings: z.array(z.object({ agency: z.object({ id: z.int(), name: z.string() }), state: StateName, history: z.array(RatingEntry) })),
  /** Block at which the chain was asked; null when it did not answer. */
  asOfBlock: IntegerText.nullable(),
});
export type SubjectView = z.infer<typeof SubjectView>;

export const AgencyView = z.object({
  id: z.int(),
  name: z.string(),
  admin: AddressText,
  status: z.enum(['active', 'suspended']),
  since: z.string(),
  subjects: z.int(),
  publications: z.int(),
});
export type AgencyView = z.infer<typeof AgencyView>;
export const AgencyList = z.object({ data: z.array(AgencyView) });

export const ScaleView = z.object({ id: z.int(), name: z.string(), /** Best first. */ grades: z.array(Label) });
export type ScaleView = z.infer<typeof ScaleView>;
export const ScaleList = z.object({ data: z.array(ScaleView) });

export const MigrationQuery = z.strictObject({ from: Day, to: Day, scale: NumberText, agency: NumberText.optional() });
/** Who was at which grade on the first day, and where they were on the last. */
export const MigrationView = z.object({
  scale: ScaleView,
  from: Day,
  to: Day,
  /** Labels of the columns: the grades, then `withdrawn`. */
  columns: z.array(z.string()),
  rows: z.array(z.object({ grade: Label, subjects: z.int(), counts: z.array(z.int()), shares: z.array(RatioText) })),
  /** Subjects without a rating on the first day that have one on the last. */
  newlyRated: z.int(),
  upgrades: z.int(),
  downgrades: z.int(),
});
export type MigrationView = z.infer<typeof MigrationView>;

export const CalibrationQuery = z.strictObject({
  agency: NumberText,
  scale: NumberText,
  year: z
    .string()
    .regex(/^\d{4}$/, 'is a year')
    .optional(),
});
/** Whether as many defaulted as the published probabilities said. */
export const CalibrationView = z.object({
  agency: z.object({ id: z.int(), name: z.string() }),
  scale: ScaleView,
  years: z.array(
    z.object({
      year: z.int(),
      /** The newest restatement counts; 1 is the first publication. */
      version: z.int(),
      publishedAt: z.string(),
      grades: z.array(
        z.object({
          grade: Label,
          rated: IntegerText,
          defaulted: IntegerText,
          realised: RatioText.nullable(),
          /** Mean of the published probabilities; null when none ever was. */
          expected: RatioText.nullable(),
          /** `before`: in force on the first day of the year; `since`: none was, so those published since then, which were free to know better. */
          basis: z.enum(['before', 'since']).nullable(),
          /** Probability of at least this many defaults if `expected` is true. */
          pValue: RatioText.nullable(),
          verdict: z.enum(['in-line', 'too-many-defaults', 'no-data']),
        }),
      ),
      /** Hosmer-Lemeshow over the grades with data; null below two of them. */
      test: z
        .object({ statistic: z.string(), degrees: z.int(), pValue: RatioText, verdict: z.enum(['in-line', 'not-calibrated']) })
        .nullable(),
    }),
  ),
});
export type CalibrationView = z.infer<typeof CalibrationView>;

/** Publishes one rating with the house's agency key; sequence and action follow from what stands on chain. */
export const PublishRating = z.strictObject({
  kind: SubjectKindName,
  /** Public name of the subject, with its identifier where there is one. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(NAME_BYTES_MAX)
    .refine((name) => byteLength(name) <= NAME_BYTES_MAX, 'is at most 128 bytes long'),
  scale: z.int().min(1).max(NUMBER_MAX),
  grade: Label,
  outlook: OutlookName.default('stable'),
  watch: WatchName.default('none'),
  /** Left out, it follows from the change; `withdrawn` ends the rating. */
  action: ActionName.optional(),
  pdWad: IntegerText,
  modelHash: Hash32Text,
  reportHash: Hash32Text,
  validDays: z.int().min(1).max(3650).default(365),
});
export type PublishRating = z.infer<typeof PublishRating>;
export const PublishAccepted = z.object({ subject: Hash32Text, sequence: IntegerText, action: ActionName, transactionId: z.string() });
export type PublishAccepted = z.infer<typeof PublishAccepted>;

export const PublishDefaultRates = z.strictObject({
  scale: z.int().min(1).max(NUMBER_MAX),
  year: z.int().min(1970).max(9999),
  /** One row per grade of the scale, best first. */
  grades: z
    .array(z.strictObject({ rated: IntegerText, defaulted: IntegerText }))
    .min(1)
    .max(32),
});
export type PublishDefaultRates = z.infer<typeof PublishDefaultRates>;
export const DefaultRatesAccepted = z.object({ year: z.int(), version: z.int(), transactionId: z.string() });

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
