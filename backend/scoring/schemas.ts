import { z } from 'zod';
import { Hash32Text, pageOf } from '../platform/http/schemas.ts';
import { TRENDS } from './domain/binning/bins.ts';
import { SHAPES } from './domain/binning/optimal-merge.ts';
import { EXPORT_FORMS } from './domain/export/export-scorecard.ts';
import { SQL_DIALECTS } from './domain/export/sql-dialects.ts';
import { MODEL_ROLES, MODEL_STATES } from './domain/registry/model-life.ts';
import { MODEL_KINDS } from './domain/classifier.ts';
import { SCENARIO_NAMES } from './domain/scorecard/presets.ts';
import { DEFAULT_LIMITS } from './domain/segments/segment-limits.ts';
import { SegmentationView, SegmentCondition, SegmentSplit } from './segments/schemas.ts';

export const Wording = z.object({ code: z.string().nullable(), en: z.string(), zh: z.string() });

const EDIT_LEVELS = z.array(z.string().max(1000)).min(1).max(1000);
const EDIT_REASON = z.string().trim().min(3).max(500);
/** The kinds of change of bins by hand, see {@link BinChange}, each with the members of `more`. */
export const binChange = <T extends z.ZodRawShape>(more: T) =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('merge'), at: z.number(), ...more }),
    z.strictObject({ kind: z.literal('split'), at: z.number(), ...more }),
    z.strictObject({ kind: z.literal('move'), from: z.number(), to: z.number(), ...more }),
    z.strictObject({ kind: z.literal('trend'), shape: z.enum(SHAPES), ...more }),
    z.strictObject({ kind: z.literal('join'), levels: EDIT_LEVELS, ...more }),
    z.strictObject({ kind: z.literal('part'), levels: EDIT_LEVELS, ...more }),
  ]);
/** One change of bins by hand and why it was made. */
export const BinEdit = binChange({ reason: EDIT_REASON });

export const BinView = z.object({
  /** `[a, b)` for numbers, levels for categories, `missing`, `special: -9`. */
  label: z.string(),
  kind: z.enum(['interval', 'levels', 'missing', 'special', 'other']),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  levels: z.array(z.string()),
  count: z.int(),
  share: z.number(),
  goods: z.int(),
  bads: z.int(),
  badRate: z.number(),
  woe: z.number(),
  iv: z.number(),
  points: z.int(),
});
export const CharacteristicView = z.object({
  name: z.string(),
  kind: z.enum(['numeric', 'categorical']),
  trend: z.enum(TRENDS),
  iv: z.number(),
  coefficient: z.number().nullable(),
  standardError: z.number().nullable(),
  pValue: z.number().nullable(),
  selected: z.boolean(),
  dropReason: z.string().nullable(),
  /** The figure that decided, and the characteristic that tells the same. */
  dropValue: z.number().nullable().default(null),
  dropOther: z.string().nullable().default(null),
  /** Words for a customer, where they were chosen at training. */
  wording: Wording.nullable().default(null),
  edits: z.array(BinEdit).default([]),
  bins: z.array(BinView),
});
export type CharacteristicView = z.infer<typeof CharacteristicView>;

const Curve = z.array(z.object({ x: z.number(), y: z.number() }));
const PValue = z.number().min(0).max(1);
/** Figures of predictions by models that had not seen the rows, all rows together. */
const UnseenView = z.object({
  /** DeLong's standard error and normal interval. */
  auc: z.object({ auc: z.number(), standardError: z.number(), lower: z.number(), upper: z.number(), level: z.number() }),
  /** By Hand's symmetric weight of costs, beta(2, 2). */
  hMeasure: z.number(),
  /** By beta(1 + share of bads, 1 + share of goods). */
  hMeasureOfPrior: z.number(),
  /** brier = reliability - resolution + uncertainty + withinVariance - withinCovariance. */
  brier: z.object({
    brier: z.number(),
    reliability: z.number(),
    resolution: z.number(),
    uncertainty: z.number(),
    withinVariance: z.number(),
    withinCovariance: z.number(),
  }),
  hosmerLemeshow: z.object({ chiSquare: z.number(), degreesOfFreedom: z.int(), pValue: PValue }),
  spiegelhalter: z.object({ z: z.number(), pValue: PValue }),
  /** The lowest scores first; `cumulative` and `gap` count a band and those below it. */
  gains: z.array(
    z.object({
      band: z.int(),
      lowerScore: z.int(),
      upperScore: z.int(),
      rows: z.int(),
      bads: z.int(),
      badRate: z.number(),
      lift: z.number(),
      cumulativeRows: z.number(),
      cumulativeBads: z.number(),
      cumulativeGoods: z.number(),
      gap: z.number(),
    }),
  ),
  /** Cumulative accuracy profile: shares of all rows and of the bads up to a score. */
  cap: z.array(z.object({ rows: z.number(), bads: z.number() })),
  accuracyRatio: z.number(),
  /** Who is approved when every score from `score` up is; from approving all to approving none. */
  cutOffs: z.array(z.object({ score: z.int(), approvedGoods: z.int(), approvedBads: z.int() })),
});
export type UnseenView = z.infer<typeof UnseenView>;

const CrossValidationView = z.object({
  folds: z.array(z.object({ fold: z.int(), auc: z.number(), ks: z.number(), gini: z.number() })),
  auc: z.number(),
  aucSd: z.number(),
  ks: z.number(),
  gini: z.number(),
  brier: z.number(),
  logLoss: z.number(),
});

/**
 * Figures at the top, curves, distribution and grades: the card on the rows it was trained on. Cross-validation
 * and calibration: models on rows they had not seen, as in `unseen`, which is absent where training did not measure it.
 */
export const ValidationView = z.object({
  rows: z.int(),
  goods: z.int(),
  bads: z.int(),
  auc: z.number(),
  gini: z.number(),
  ks: z.number(),
  ksScore: z.number(),
  brier: z.number(),
  logLoss: z.number(),
  /** Everything is fitted inside each fold; null for a model that cannot be learnt anew, whose figures are all its own. */
  crossValidation: CrossValidationView.nullable(),
  roc: Curve,
  ks_curve: z.array(z.object({ score: z.number(), cumulativeGoods: z.number(), cumulativeBads: z.number() })),
  calibration: z.array(
    z.object({ bin: z.int(), lowerScore: z.int(), upperScore: z.int(), count: z.int(), predicted: z.number(), observed: z.number() }),
  ),
  distribution: z.array(z.object({ lower: z.int(), upper: z.int(), goods: z.int(), bads: z.int() })),
  grades: z.array(z.object({ grade: z.string(), minScore: z.int(), count: z.int(), badRate: z.number() })),
  unseen: UnseenView.optional(),
});
export type ValidationView = z.infer<typeof ValidationView>;

const Warnings = z.array(z.object({ code: z.enum(['leakage', 'rare_levels']), column: z.string(), value: z.number() })).default([]);

/** A model that is no card, and the customers whom it was measured on. */
const ModelFactsView = z.object({
  kind: z.enum(MODEL_KINDS),
  isCalibrated: z.boolean(),
  /** Hash of the model file, as it names itself. */
  fileHash: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Without reasons it may score as a shadow only. */
  givesReasons: z.boolean(),
  /** Mean size of what each input adds to a score, in points, the largest first. */
  importance: z.array(z.object({ name: z.string(), points: z.number() })),
  /** Whether it was trained on the measured customers: by hash, or on as many rows with as many bads. */
  seen: z.enum(['same', 'alike', 'no']),
  measured: z.object({ datasetHash: z.string(), rows: z.int(), goods: z.int(), bads: z.int() }),
});

export const SegmentView = z.object({
  segment: z.string(),
  path: z.array(SegmentCondition),
  rows: z.int(),
  bads: z.int(),
  characteristicViews: z.array(CharacteristicView),
  warnings: Warnings,
  validation: ValidationView.extend({ crossValidation: CrossValidationView }),
  /** Of an imported card: folds in which the rows of the segment told nothing, so that another segment's card stood in. */
  standInFolds: z.int().default(0),
});
export type SegmentView = z.infer<typeof SegmentView>;

/** AUC, KS and Gini are cross-validated; those of a model that is no card are its own on the measured customers. */
export const ScorecardRow = z.object({
  hash: Hash32Text,
  name: z.string(),
  kind: z.enum(MODEL_KINDS),
  state: z.enum(MODEL_STATES),
  /** What it is used for while it is live or watched. */
  role: z.enum(MODEL_ROLES).nullable(),
  /** Share of the customers that a challenger scores, basis points. */
  shareBps: z.int(),
  rows: z.int(),
  characteristics: z.int(),
  /** 1, or one for each segment. */
  cards: z.int(),
  auc: z.number(),
  ks: z.number(),
  gini: z.number(),
  createdAt: z.string(),
});
export const ScorecardPage = pageOf(ScorecardRow);
export type ScorecardPage = z.infer<typeof ScorecardPage>;
export const ScorecardView = ScorecardRow.extend({
  datasetHash: z.string(),
  scaling: z.object({
    pdo: z.number(),
    baseScore: z.number(),
    baseOdds: z.number(),
    factor: z.number(),
    offset: z.number(),
    /** Null where each segment has its own, as the intercept is. */
    basePoints: z.int().nullable(),
  }),
  intercept: z.number().nullable(),
  /** Columns that a person should look at before the card is used. */
  warnings: Warnings,
  /** Of the only card; those of several segments are in `segments`. */
  characteristicViews: z.array(CharacteristicView),
  validation: ValidationView,
  /** From left to right; empty where one card scores all. */
  segments: z.array(SegmentView).default([]),
  /** What segments gain against one card on unseen rows; null where nobody asked. */
  segmentation: SegmentationView.nullable().default(null),
  /** Of a model that is no card; null for cards. */
  model: ModelFactsView.nullable().default(null),
});
export type ScorecardView = z.infer<typeof ScorecardView>;

const share = z.number().min(0).max(1);
const most = z.number().positive().nullable().default(null);

const BINNING = {
  shape: z.enum(['auto', ...SHAPES]),
  maxPrebins: z.int().min(1).max(500),
  minPrebinShare: share,
  minPrebinRows: z.int().min(1).max(1e9),
  minBins: z.int().min(1).max(500),
  maxBins: z.int().min(1).max(500),
  minBinShare: share,
  maxBinShare: share,
  minBinEvents: z.int().min(0).max(1e9),
  maxPValue: share,
  minRateGap: share,
  peakValleyGain: z.number().min(0).max(1000),
  specials: z.array(z.number()).max(50),
  splits: z.array(z.number()).max(50),
  poolRareLevels: z.boolean(),
};
/** Settings of binning, all of them optional: what is not given keeps its default. */
const BinningRequest = z.strictObject(BINNING).partial();

/** `minIv`, `maxCorrelation` and `stepwise` are those of the scenario where they are not given. */
const SelectionRequest = z.strictObject({
  minIv: z.number().min(0).max(100).optional(),
  maxIv: most,
  maxMissingShare: share.default(1),
  maxIdenticalShare: share.default(1),
  maxCorrelation: share.optional(),
  maxVif: most,
  stability: z
    .strictObject({ by: z.string().min(1).max(200), maxPsi: z.number().positive().max(100).default(0.25) })
    .nullable()
    .default(null),
  stepwise: z
    .strictObject({ direction: z.enum(['forward', 'backward', 'both']), criterion: z.enum(['aic', 'bic', 'auc']) })
    .nullable()
    .optional(),
});

/** Words for a customer: a code of the library, or own words in both languages. */
export const ReasonRequest = z.union([
  z.string().min(1).max(20),
  z.strictObject({ en: z.string().min(1).max(200), zh: z.string().min(1).max(200) }),
]);

/** A value for each of the named attributes; none by default. */
export const byName = <T extends z.ZodType>(value: T) => z.record(z.string().min(1).max(200), value).default({});

export const TrainRequest = z.strictObject({
  name: z.string().min(1).max(100),
  source: z.string().min(1).max(100),
  /** Left out of the model: protected attributes and leakage. */
  exclude: z.array(z.string()).max(200).default([]),
  pdo: z.number().positive().max(1000).default(20),
  baseScore: z.number().min(0).max(10_000).default(600),
  baseOdds: z.number().positive().max(1e6).default(50),
  rounding: z.enum(['nearest', 'range']).default('nearest'),
  /** Whom the card is for: settings of binning and selection where those below give none. */
  scenario: z.enum(SCENARIO_NAMES).default('new'),
  /** A card for each segment: by these splits, or by those that are found and proven to rank better than one card. */
  segments: z
    .union([z.literal('find'), z.array(SegmentSplit).min(1).max(31)])
    .nullable()
    .default(null),
  /** Least rows of a segment, and least of its bads and of its goods. */
  minSegmentRows: z.int().min(20).max(1e9).default(DEFAULT_LIMITS.minRows),
  minSegmentBads: z.int().min(10).max(1e9).default(DEFAULT_LIMITS.minBads),
  binning: BinningRequest.default({}),
  /** Settings of single attributes over `binning`, changes of their bins by hand, and words for customers, by name. */
  binningOf: byName(BinningRequest),
  edits: byName(z.array(BinEdit).max(200)),
  reasons: byName(ReasonRequest),
  selection: SelectionRequest.prefault({}),
  regression: z
    .strictObject({
      ridge: z.number().min(0).max(1e6).default(1),
      lasso: z.number().min(0).max(1e6).default(0),
      nonNegative: z.boolean().default(true),
    })
    .prefault({}),
});
export type TrainRequest = z.infer<typeof TrainRequest>;

export const ReasonLibrary = z.object({ data: z.array(z.object({ code: z.string(), en: z.string(), zh: z.string() })) });

export const ExplainRequest = z.strictObject({
  /** Attributes of one customer; null is a missing value. Nothing of them is kept. */
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  yardstick: z.enum(['best', 'mean']).default('best'),
  /** Score to reach, and what the customer can change to reach it. */
  cutOff: z.int().nullable().default(null),
  actionable: z
    .array(
      z.strictObject({
        characteristic: z.string(),
        costOfChange: z.int().min(0).max(1e6).default(1),
        costOfStep: z.int().min(0).max(1e6).default(0),
        direction: z.enum(['up', 'down', 'any']).default('any'),
      }),
    )
    .max(1000)
    .default([]),
});

export const ExplanationView = z.object({
  /** The segment whose card scored; null where the scorecard has none. */
  segment: z.string().nullable(),
  score: z.int(),
  grade: z.string(),
  basePoints: z.int(),
  reasons: z.array(z.object({ reason: z.string(), wording: Wording, characteristics: z.array(z.string()), pointsLost: z.number() })),
  waterfall: z.object({
    start: z.number(),
    steps: z.array(z.object({ characteristic: z.string(), points: z.int(), meanPoints: z.number(), from: z.number(), to: z.number() })),
    end: z.int(),
  }),
  /** Null when no cut-off is given; its `changes` are null when nothing that can change reaches it. */
  nearest: z
    .object({
      /** The segment that the changes do not leave. */
      heldSegment: z.string().nullable(),
      score: z.int(),
      reachable: z.int(),
      changes: z
        .array(z.object({ characteristic: z.string(), from: z.string(), to: z.string(), pointsGained: z.int(), cost: z.int() }))
        .nullable(),
      cost: z.int(),
      scoreAfter: z.int(),
    })
    .nullable(),
});

export const ExportQuery = z.strictObject({
  to: z.enum(EXPORT_FORMS),
  /** Of SQL only, as the table is. */
  dialect: z.enum(SQL_DIALECTS).default('duckdb'),
  /** Table that the SQL scores; dots part schema and table. */
  table: z.string().min(1).max(200).default('customers'),
});
export const HashParams = z.strictObject({ hash: Hash32Text });
export const ModelDocumentQuery = z.strictObject({
  lang: z.enum(['en', 'zh']).default('en'),
  format: z.enum(['html', 'pdf']).default('html'),
});
