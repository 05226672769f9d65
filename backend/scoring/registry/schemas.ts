import { z } from 'zod';
import { Hash32Text, PageQuery, pageOf } from '../../platform/http/schemas.ts';
import { MODEL_ROLES, MODEL_STATES, WANTED_ROLES } from '../domain/registry/model-life.ts';
import { byName, ReasonRequest } from '../schemas.ts';

const Note = z.string().trim().min(3).max(500);

export const PromotionView = z.object({
  id: z.string(),
  scorecard: Hash32Text,
  state: z.enum(['pending', 'approved', 'refused']),
  note: z.string(),
  /** What the scorecard is to be used for; `none` retires it. */
  role: z.enum(WANTED_ROLES),
  /** Share of the customers that a challenger is to score, basis points. */
  shareBps: z.int(),
  /** The champion that it took the place of. */
  replaced: z.string().nullable(),
  requestedBy: z.string(),
  decidedBy: z.string().nullable(),
  decisionNote: z.string(),
  createdAt: z.string(),
  decidedAt: z.string().nullable(),
  /** When the chain showed an approved change, from which moment it holds, and in which transaction. */
  recordedAt: z.string().nullable(),
  txHash: z.string().nullable(),
  /** Why the chain refused it. */
  recordError: z.string().nullable(),
  /** Whether whoever looks may decide: it waits, and another person asked. */
  decidable: z.boolean(),
});
export type PromotionView = z.infer<typeof PromotionView>;
export const PromotionPage = pageOf(PromotionView);
export const PromotionQuery = PageQuery.extend({ state: PromotionView.shape.state.optional(), scorecard: Hash32Text.optional() });
export const AskPromotion = z.strictObject({
  note: Note,
  role: z.enum(WANTED_ROLES).default('champion'),
  shareBps: z.int().min(0).max(9_999).default(0),
});
export const DecidePromotion = z.strictObject({ decision: z.enum(['approve', 'refuse']), note: z.string().max(500).default('') });

export const ActOnModel = z.strictObject({ act: z.enum(['validate', 'watch', 'release', 'discard']), note: Note });

/** One step in the life of a scorecard, oldest first. */
export const ModelStepView = z.object({
  state: z.enum(MODEL_STATES),
  role: z.enum(MODEL_ROLES).nullable(),
  shareBps: z.int(),
  act: z.string(),
  actor: z.string(),
  note: z.string(),
  /** Findings that a validation judged. */
  findings: z.array(z.object({ en: z.string(), zh: z.string() })),
  txHash: z.string().nullable(),
  at: z.string(),
});
export const ModelLife = z.object({ hash: Hash32Text, state: z.enum(MODEL_STATES), steps: z.array(ModelStepView) });
export type ModelLife = z.infer<typeof ModelLife>;

const MODEL_SCALE = z.strictObject({
  pdo: z.number().positive().max(1000),
  baseScore: z.number().min(0).max(10_000),
  baseOdds: z.number().positive().max(1e6),
});
/** What is said of a model that is no card: the scale of its scores, and words for customers by column. */
const IMPORT_SETTINGS = { scale: MODEL_SCALE.optional(), reasons: byName(ReasonRequest) };
export type ImportSettings = z.infer<z.ZodObject<typeof IMPORT_SETTINGS>>;

/** A model that was trained on a file, and the source on whose customers it is measured before anybody judges it. */
export const ImportScorecard = z.strictObject({
  source: z.string().min(1).max(100),
  document: z.record(z.string(), z.unknown()),
  ...IMPORT_SETTINGS,
});
export type ImportScorecard = z.infer<typeof ImportScorecard>;

export const ScoreRequest = z.strictObject({
  source: z.string().min(1).max(100),
  /** Scores all customers with this card alone. Unless it is the champion, that is a trial beside the customers' own scores. */
  scorecardHash: Hash32Text.optional(),
});

/** What a score says; `segment` is whose card scored, null of a model without segments and of scores from before it was kept. */
const ScoreResultView = z.object({
  score: z.int(),
  grade: z.string(),
  pdWad: z.string(),
  reasons: z.string(),
  points: z.string(),
  segment: z.string().nullable(),
});

/** A score computed once more from what it was computed from. */
export const ReplayView = z.object({
  scoreId: z.string(),
  scorecard: Hash32Text,
  role: z.enum([...MODEL_ROLES, 'trial']),
  scoredAt: z.string(),
  /** Whether the stored score, grade, probability, reasons, points and segment came out again, byte for byte. */
  isSame: z.boolean(),
  /** Names of what differs. */
  differences: z.array(z.string()),
  stored: ScoreResultView,
  replayed: ScoreResultView,
  /** What the model was used for on the chain when the score was made; null when the chain has no record of that time. */
  recorded: z.object({ role: z.string(), sequence: z.string(), since: z.string() }).nullable(),
});
export type ReplayView = z.infer<typeof ReplayView>;
