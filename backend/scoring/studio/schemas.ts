import { z } from 'zod';
import { TRENDS } from '../domain/binning/bins.ts';
import { Hash32Text } from '../../platform/http/schemas.ts';
import { BinView, binChange, byName, CharacteristicView, TrainRequest } from '../schemas.ts';

/** A change on the way: why it is made may still be missing. */
const StudioChange = binChange({ reason: z.string().max(500).optional() });
export type StudioChange = z.infer<typeof StudioChange>;

/** A source and the settings of training, with the bins that are changed by hand so far. */
export const StudioRequest = TrainRequest.pick({
  source: true,
  exclude: true,
  scenario: true,
  binning: true,
  binningOf: true,
  selection: true,
  regression: true,
}).extend({
  /** Refuses to answer from other rows than these. */
  datasetHash: Hash32Text.optional(),
  edits: byName(z.array(StudioChange).max(200)),
});
export type StudioRequest = z.infer<typeof StudioRequest>;

export const StudioBinsRequest = StudioRequest.extend({ attribute: z.string().min(1).max(200) });
export type StudioBinsRequest = z.infer<typeof StudioBinsRequest>;

const Area = z.number().min(0).max(1);
const Figures = z.object({
  trend: z.enum(TRENDS),
  iv: z.number(),
  /** OptBinning's quality score, 0 to 1. */
  quality: z.number(),
  gini: z.number(),
  auc: Area,
  jensenShannon: z.number(),
  chiSquare: z.number(),
  cramersV: z.number(),
  concentration: z.number(),
  /** Between each of the ordered bins and the next. */
  pValues: z.array(z.number()),
});

/** Areas under the curve on the training rows: `auc` with the changes by hand, `automatic` without any. */
const Areas = z.object({ auc: Area, automatic: Area });

export const StudioAttribute = Figures.extend({
  ...CharacteristicView.pick({ name: true, kind: true, coefficient: true, pValue: true, selected: true }).shape,
  ...CharacteristicView.pick({ dropReason: true, dropValue: true, dropOther: true }).shape,
  bins: z.int(),
  isEdited: z.boolean(),
}).omit({ pValues: true });
export type StudioAttribute = z.infer<typeof StudioAttribute>;

/** All attributes as training would see them now: everything is binned, selected and fitted anew. */
export const StudioOverview = z.object({
  source: z.string(),
  datasetHash: Hash32Text,
  rows: z.int(),
  bads: z.int(),
  card: Areas,
  attributes: z.array(StudioAttribute),
  warnings: z.array(z.object({ code: z.enum(['leakage', 'rare_levels']), column: z.string(), value: z.number() })),
});
export type StudioOverview = z.infer<typeof StudioOverview>;

const StudioBin = BinView.omit({ points: true });
export type StudioBin = z.infer<typeof StudioBin>;

/** One attribute with its changes, and what they do to the card while its coefficients stay as they are. */
export const StudioBins = z.object({
  datasetHash: Hash32Text,
  attribute: z.string(),
  kind: z.enum(['numeric', 'categorical']),
  figures: Figures,
  automatic: Figures,
  bins: z.array(StudioBin),
  /** `coefficient` is null where the attribute is not in the card, which its bins then do not move. */
  card: Areas.extend({ coefficient: z.number().nullable() }),
  /** Places where a cut may stand, with the counts below each; none for categories. */
  grid: z.array(z.object({ value: z.number(), goods: z.int(), bads: z.int() })),
  /** Levels with their counts, the most frequent first, at most 200; none for numbers. */
  levels: z.array(z.object({ level: z.string(), goods: z.int(), bads: z.int() })),
});
export type StudioBins = z.infer<typeof StudioBins>;

/** Customers are still being opened, which takes seconds where they are many: the same question asked again waits on. */
export const StudioOpening = z.object({ state: z.literal('opening') });
export type StudioOpening = z.infer<typeof StudioOpening>;
