import { z } from 'zod';
import { Hash32Text, pageOf } from '../platform/http/schemas.ts';
import { EXPORT_FORMS } from './domain/export/export-scorecard.ts';
import { SQL_DIALECTS } from './domain/export/sql-dialects.ts';

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
  trend: z.string(),
  iv: z.number(),
  coefficient: z.number().nullable(),
  standardError: z.number().nullable(),
  pValue: z.number().nullable(),
  selected: z.boolean(),
  dropReason: z.string().nullable(),
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
  /** Cross-validated: everything is fitted inside each fold. */
  crossValidation: z.object({
    folds: z.array(z.object({ fold: z.int(), auc: z.number(), ks: z.number(), gini: z.number() })),
    auc: z.number(),
    aucSd: z.number(),
    ks: z.number(),
    gini: z.number(),
    brier: z.number(),
    logLoss: z.number(),
  }),
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

/** AUC, KS and Gini are cross-validated. */
export const ScorecardRow = z.object({
  hash: Hash32Text,
  name: z.string(),
  state: z.enum(['candidate', 'champion', 'retired']),
  rows: z.int(),
  characteristics: z.int(),
  auc: z.number(),
  ks: z.number(),
  gini: z.number(),
  createdAt: z.string(),
});
export const ScorecardPage = pageOf(ScorecardRow);
export const ScorecardView = ScorecardRow.extend({
  datasetHash: z.string(),
  scaling: z.object({
    pdo: z.number(),
    baseScore: z.number(),
    baseOdds: z.number(),
    factor: z.number(),
    offset: z.number(),
    basePoints: z.int(),
  }),
  intercept: z.number(),
  characteristicViews: z.array(CharacteristicView),
  validation: ValidationView,
});
export type ScorecardView = z.infer<typeof ScorecardView>;

export const TrainRequest = z.strictObject({
  name: z.string().min(1).max(100),
  source: z.string().min(1).max(100),
  /** Left out of the model: protected attributes and leakage. */
  exclude: z.array(z.string()).max(200).default([]),
  pdo: z.number().positive().max(1000).default(20),
  baseScore: z.number().min(0).max(10_000).default(600),
  baseOdds: z.number().positive().max(1e6).default(50),
});
export const ScoreRequest = z.strictObject({ scorecardHash: Hash32Text, source: z.string().min(1).max(100) });

export const ExportQuery = z.strictObject({
  to: z.enum(EXPORT_FORMS),
  /** Of SQL only, as the table is. */
  dialect: z.enum(SQL_DIALECTS).default('duckdb'),
  /** Table that the SQL scores; dots part schema and table. */
  table: z.string().min(1).max(200).default('customers'),
});
export const HashParams = z.strictObject({ hash: Hash32Text });
