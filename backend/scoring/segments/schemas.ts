import { z } from 'zod';

/** `left` is where a condition holds. */
const SideName = z.enum(['left', 'right']);

/** One split of the rows: numbers below `cut`, or levels, part from the others. */
export const SegmentSplit = z.strictObject({
  attribute: z.string().min(1).max(200),
  cut: z.number().optional(),
  levels: z.array(z.string().max(1000)).min(1).max(1000).optional(),
  /** Side of missing values; `left` is where the condition holds. */
  missing: SideName.default('right'),
  /** Which rows are split: a side of an earlier split, counted from 1; without, what the split before has not taken. */
  within: z
    .strictObject({ split: z.int().min(1).max(31), side: SideName })
    .nullable()
    .default(null),
});

/** One step on the way to a segment: numbers below `cut` or, on the right, from it on; `levels` or, on the right, all others. */
export const SegmentCondition = z.object({
  attribute: z.string(),
  side: SideName,
  cut: z.number().nullable(),
  levels: z.array(z.string()),
  /** Whether missing values come here too. */
  withMissing: z.boolean(),
});
export type SegmentCondition = z.infer<typeof SegmentCondition>;

export const SegmentationView = z.object({
  source: z.enum(['given', 'found']),
  /** Found segments are used only when they rank unseen rows better than one card, beyond chance. */
  used: z.boolean(),
  segments: z.array(z.string()),
  segmentedAuc: z.number(),
  singleAuc: z.number(),
  difference: z.number(),
  standardError: z.number(),
  pValue: z.number(),
});
export type SegmentationView = z.infer<typeof SegmentationView>;
