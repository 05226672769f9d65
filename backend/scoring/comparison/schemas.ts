import { z } from 'zod';
import { MODEL_KINDS } from '../domain/classifier.ts';
import { MODEL_STATES } from '../domain/registry/model-life.ts';
import { Hash32Text } from '../../platform/http/schemas.ts';
import { SegmentCondition } from '../segments/schemas.ts';

export const MOST_COMPARED = 4;

export const CompareRequest = z.strictObject({
  /** The first is what the others are compared with. */
  hashes: z
    .array(Hash32Text)
    .min(2)
    .max(MOST_COMPARED)
    .refine((hashes) => new Set(hashes).size === hashes.length, 'Name each scorecard once.'),
  /** Source whose customers with known outcomes are the rows. */
  source: z.string().trim().min(1).max(64),
});
export type CompareRequest = z.infer<typeof CompareRequest>;

const PValue = z.number().min(0).max(1);
const FiguresView = z.object({
  auc: z.number(),
  gini: z.number(),
  ks: z.number(),
  hMeasure: z.number(),
  brier: z.number(),
  logLoss: z.number(),
});
const SwapCellView = z.object({ rows: z.int(), bads: z.int(), badRate: z.number().nullable() });
export const SwapStepView = z.object({
  /** Share of the rows that each card approves at most. */
  approval: z.number(),
  /** Lowest score that is approved; null when everybody is, or nobody. */
  firstScore: z.int().nullable(),
  ownScore: z.int().nullable(),
  bothApprove: SwapCellView,
  bothDecline: SwapCellView,
  /** Approved by this card alone; by the first card alone. */
  swapIn: SwapCellView,
  swapOut: SwapCellView,
});
export type SwapStepView = z.infer<typeof SwapStepView>;

/** One model on rows that it had not seen: a card learnt anew in each fold with its own bins, or as it is. */
export const ComparedCardView = z.object({
  hash: z.string(),
  name: z.string(),
  kind: z.enum(MODEL_KINDS),
  state: z.enum(MODEL_STATES),
  /** Whether these very rows made the card. */
  isTrainingData: z.boolean(),
  /** Those of a card by segments, with their rows of the source; empty of a plain card. */
  segments: z.array(
    z.object({
      segment: z.string(),
      label: z.string(),
      path: z.array(SegmentCondition),
      rows: z.int(),
      bads: z.int(),
      /** Folds in which the rows of the segment told nothing, so that another segment's card stood in. */
      standInFolds: z.int(),
    }),
  ),
  mean: FiguresView,
  sd: FiguresView,
  folds: z.array(z.number()),
  auc: z.object({ auc: z.number(), standardError: z.number(), lower: z.number(), upper: z.number(), level: z.number() }),
  roc: z.array(z.object({ x: z.number(), y: z.number() })),
  /** Bads less goods caught, by share of all rows from the riskiest on. */
  gap: z.array(z.object({ rows: z.number(), gap: z.number() })),
  ks: z.number(),
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), rows: z.int() })),
  /** Against the first; null for it, and over folds where nothing was learnt anew. */
  test: z.object({ difference: z.number(), standardError: z.number(), pValue: PValue }).nullable(),
  delong: z.object({ difference: z.number(), standardError: z.number(), pValue: PValue }).nullable(),
  swaps: z.array(SwapStepView),
});
export type ComparedCardView = z.infer<typeof ComparedCardView>;

export const ComparedCharacteristicView = z.object({
  name: z.string(),
  /** In the order of the plain cards, since points compare between these only; null where the card does not use it. */
  cards: z.array(
    z
      .object({
        iv: z.number(),
        coefficient: z.number(),
        attributes: z.array(z.object({ label: z.string(), levels: z.array(z.string()), points: z.int(), badRate: z.number().nullable() })),
      })
      .nullable(),
  ),
});
export type ComparedCharacteristicView = z.infer<typeof ComparedCharacteristicView>;

export const ComparisonView = z.object({
  source: z.string(),
  /** Whether each was learnt anew in every fold, or all were measured as they are on outcomes that became known after each had read its own. */
  basis: z.enum(['learnt_anew', 'as_they_are']),
  datasetHash: z.string(),
  rows: z.int(),
  bads: z.int(),
  cards: z.array(ComparedCardView),
  characteristics: z.array(ComparedCharacteristicView),
});
export type ComparisonView = z.infer<typeof ComparisonView>;
