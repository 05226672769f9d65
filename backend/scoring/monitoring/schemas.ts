import { z } from 'zod';
import { MODEL_KINDS } from '../domain/classifier.ts';
import { Hash32Text, PageQuery, pageOf } from '../../platform/http/schemas.ts';
import { DRIFT_LEVELS } from '../domain/monitoring/drift-level.ts';
import { ScorecardRow } from '../schemas.ts';
import { SegmentCondition } from '../segments/schemas.ts';

const Level = z.enum(DRIFT_LEVELS);
const Day = z.iso.date();
/** From 0.1 on watched, from 0.25 on an alert, unless chance moves it as far more often than once in a hundred times. */
const ShiftView = z.object({ index: z.number(), pValue: z.number(), level: Level });

export const MonitoredModels = z.object({
  data: z.array(
    z.object({
      hash: Hash32Text,
      name: z.string(),
      state: ScorecardRow.shape.state,
      role: ScorecardRow.shape.role,
      /** Days and scores that were measured; null before the first. */
      days: z.int(),
      rows: z.int(),
      firstDay: Day.nullable(),
      lastDay: Day.nullable(),
      /** The worst figure of the thirty days up to the last one. */
      level: Level.nullable(),
      openAlerts: z.int(),
      pendingRefits: z.int(),
    }),
  ),
});
export type MonitoredModels = z.infer<typeof MonitoredModels>;

export const MonitoringQuery = z.strictObject({
  /** First and last day; by default a year up to today. */
  from: Day.optional(),
  to: Day.optional(),
  /** Lowest score that is approved; by default just above the score where training told goods and bads farthest apart. */
  cutOff: z.coerce.number().int().min(-100_000).max(100_000).optional(),
});

const Summary = {
  rows: z.int(),
  meanScore: z.number(),
  predicted: z.number(),
  approvalRate: z.number(),
};
const PeriodView = z.object({
  /** A day, or a month as YYYY-MM. */
  period: z.string(),
  ...Summary,
  score: ShiftView,
  approval: ShiftView,
  worst: Level,
  /** Null where no outcome is known. */
  outcome: z
    .object({
      rows: z.int(),
      bads: z.int(),
      observed: z.number(),
      predicted: z.number(),
      calibration: ShiftView,
      hosmerLemeshow: z.number().nullable(),
      ranking: z
        .object({
          auc: z.number(),
          gini: z.number(),
          giniLower: z.number(),
          giniUpper: z.number(),
          ks: z.number(),
          loss: ShiftView,
        })
        .nullable(),
    })
    .nullable(),
});
export const AlertView = z.object({
  id: z.string(),
  scorecard: Hash32Text,
  figure: z.string(),
  level: z.enum(['watch', 'alert']),
  shift: z.number(),
  raisedOn: Day,
  worsenedOn: Day.nullable(),
  resolvedOn: Day.nullable(),
});

export const MonitoringView = z.object({
  scorecard: Hash32Text,
  name: z.string(),
  state: ScorecardRow.shape.state,
  from: Day,
  to: Day,
  cutOff: z.int(),
  /** Those of a card by segments, from left to right, with their share of the training; empty of a plain card and of any other model. */
  segments: z.array(z.object({ segment: z.string(), label: z.string(), path: z.array(SegmentCondition), share: z.number() })),
  /** Of a model that is no card, `training` is the customers whom it was measured on when it was taken in, and its Gini its own there. */
  kind: z.enum(MODEL_KINDS),
  training: z.object({
    rows: z.int(),
    meanScore: z.number(),
    approvalRate: z.number(),
    badRate: z.number(),
    gini: z.number(),
    /** `[lower, upper)` and share of the rows. */
    bands: z.array(z.object({ lower: z.int(), upper: z.int(), share: z.number() })),
  }),
  months: z.array(
    PeriodView.extend({
      /** Share of the rows by band of the training. */
      bands: z.array(z.number()),
      grades: z.array(z.object({ grade: z.string(), rows: z.int(), share: z.number(), expectedShare: z.number() })),
      /** Shares of the scores that name their segment; empty of a plain card. */
      segments: z.array(z.object({ segment: z.string(), rows: z.int(), share: z.number(), expectedShare: z.number() })),
      /** Scores of a card by segments from before they named theirs: no characteristic counts them. */
      unnamed: z.int(),
    }),
  ),
  days: z.array(PeriodView),
  /** Stability by figure and month: the score, the approvals, the segments, then the characteristics of the card or of each segment's card. */
  matrix: z.array(
    z.object({
      figure: z.string(),
      /** Whose card has the characteristic; null of a plain card and of figures of all rows. */
      segment: z.string().nullable(),
      /** Without months in which nobody was in the segment. */
      cells: z.array(ShiftView.extend({ month: z.string(), pointsShift: z.number().nullable() })),
    }),
  ),
  /** Of the card, newest first, at most a hundred. */
  alerts: z.array(AlertView),
});
export type MonitoringView = z.infer<typeof MonitoringView>;

const SwapCellView = z.object({ rows: z.int(), bads: z.int(), badRate: z.number().nullable() });
export const RefitView = z.object({
  id: z.string(),
  scorecard: Hash32Text,
  candidate: Hash32Text.nullable(),
  cause: z.enum(['alert', 'schedule', 'asked']),
  state: z.enum(['pending', 'taken', 'dismissed', 'failed']),
  /** Why no card came of it. */
  fault: z.string().nullable(),
  /** The card in use and the refit on the same rows, which neither had seen, at one approval rate; null without a candidate. */
  comparison: z
    .object({
      rows: z.int(),
      bads: z.int(),
      cutOff: z.int(),
      approvalRate: z.number(),
      /** `first` is the refit, `second` the card in use. */
      auc: z.object({
        first: z.number(),
        second: z.number(),
        difference: z.number(),
        standardError: z.number(),
        z: z.number(),
        pValue: z.number(),
      }),
      stability: z.number(),
      swap: z.object({ bothApprove: SwapCellView, bothDecline: SwapCellView, swapIn: SwapCellView, swapOut: SwapCellView }),
    })
    .nullable(),
  requestedBy: z.string(),
  createdAt: z.string(),
  decidedBy: z.string().nullable(),
  decisionNote: z.string(),
  decidedAt: z.string().nullable(),
  promotion: z.string().nullable(),
});
export type RefitView = z.infer<typeof RefitView>;
export const RefitPage = pageOf(RefitView);
export const RefitQuery = PageQuery.extend({ state: RefitView.shape.state.optional(), scorecard: Hash32Text.optional() });
export const DecideRefit = z.strictObject({ decision: z.enum(['take_up', 'dismiss']), note: z.string().trim().min(3).max(500) });
