import { canonicalJson, jsonOf } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { keccakHex } from '../kernel/keccak.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import type { ClassifierKind } from './domain/classifier.ts';
import type { CharacteristicReport } from './domain/scorecard/characteristic-report.ts';
import {
  MODEL_ROLES,
  MODEL_STATES,
  type ModelPost,
  type ModelRole,
  type ModelState,
  type PostedModel,
} from './domain/registry/model-life.ts';
import type { ColumnWarning } from './domain/scorecard/fit-model.ts';
import type { ScoredRow } from './domain/scorecard/compile-scorecard.ts';
import { hashScorecard, scorecardText, type ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import type { ModelFacts } from './domain/scored-model/model-facts.ts';
import { isCard, kindOfDocument, readRegistryDocument, type RegistryDocument } from './domain/scored-model/registry-document.ts';
import type { Condition } from './domain/segments/segment-tree.ts';
import type { Segmentation } from './domain/segments/train-document.ts';
import type { CrossValidatedReport, ValidationReport } from './domain/validation-report.ts';

/** What training found out beside the document. */
export interface TrainingReport {
  readonly validation: ValidationReport;
  readonly characteristics: readonly CharacteristicReport[];
  /** Absent in reports of cards that were trained before columns were looked at. */
  readonly warnings?: readonly ColumnWarning[];
  /** Where there are several segments: what the rows of each say. The characteristics and warnings are in these then. */
  readonly segments?: readonly SegmentReport[];
  /** What segments gain against one card; absent where nobody asked. */
  readonly segmentation?: Segmentation;
  /** Of a model that is no card, what is known of it. */
  readonly model?: ModelFacts;
}

export interface SegmentReport {
  readonly segment: string;
  readonly path: readonly Condition[];
  readonly validation: CrossValidatedReport;
  readonly characteristics: readonly CharacteristicReport[];
  readonly warnings: readonly ColumnWarning[];
  /** Folds in which the rows of the segment told nothing, so that another segment's card, learnt on all rows, stood in; absent of trained cards. */
  readonly standInFolds?: number;
}

/** Names of the characteristics that score, in any segment. */
export function namesInUse({ characteristics, segments = [] }: TrainingReport): string[] {
  const views = [...characteristics, ...segments.flatMap((own) => own.characteristics)];
  return [...new Set(views.filter(({ selected }) => selected).map(({ name }) => name))];
}

export interface StoredScorecard {
  readonly hash: string;
  readonly state: ModelState;
  readonly post: ModelPost | null;
  readonly createdAt: Date;
  readonly document: RegistryDocument;
  readonly report: TrainingReport;
}

const CHUNK = 500;

/** Keeps a new scorecard as a draft. A document that is there already stays as it is, since its hash says that it is the same. */
export async function insertScorecard(
  tx: Tx,
  document: RegistryDocument,
  report: TrainingReport,
  run: { readonly createdBy: string; readonly createdAt: Date },
): Promise<{ hash: string; state: ModelState; isNew: boolean }> {
  const hash = hashScorecard(document);
  const known = await tx.scorecard.findUnique({ where: { hash }, select: { state: true } });
  if (known !== null) return { hash, state: stateOf(known.state), isNew: false };
  const { datasetHash, rows } = document.training;
  const validation = canonicalJson(jsonOf(report));
  await tx.scorecard.create({
    data: { hash, name: document.name, document: scorecardText(document), validation, datasetHash, rows, ...run },
  });
  return { hash, state: 'draft', isNew: true };
}

/**
 * The scorecard of `hash`, after its document has proven to be the one that was hashed.
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`
 */
export async function readScorecard(client: DatabaseClient, hash: string): Promise<StoredScorecard> {
  const row = await client.scorecard.findUnique({ where: { hash } });
  if (row === null) throw new DomainError('scorecard_unknown', 'not_found', 'No scorecard has this hash.');
  if (keccakHex(new TextEncoder().encode(row.document)) !== hash) {
    throw new DomainError(
      'scorecard_corrupt',
      'conflict',
      'The stored scorecard does not have the hash it is kept under; restore it from a backup.',
      { params: { hash } },
    );
  }
  const document = readRegistryDocument(JSON.parse(row.document));
  return { hash, state: stateOf(row.state), post: postOf(row), createdAt: row.createdAt, document, report: JSON.parse(row.validation) };
}

/** Refuses a model of another kind where points of bins are asked for. @throws {@link DomainError} `scorecard_required` */
export function requireCard(document: RegistryDocument, hash: string): ScoringDocument {
  if (isCard(document)) return document;
  const kind = kindOfDocument(document);
  throw new DomainError('scorecard_required', 'conflict', `This works on scorecards only, and this is a model of kind ${kind}.`, {
    params: { hash, kind },
  });
}

export interface ScorecardSummary {
  readonly hash: string;
  readonly name: string;
  readonly kind: ClassifierKind;
  readonly state: ModelState;
  readonly post: ModelPost | null;
  readonly rows: number;
  readonly createdAt: Date;
  readonly characteristics: number;
  /** Cards of the document: 1 without segments. */
  readonly cards: number;
  readonly validation: ValidationReport;
}

/** Scorecards, newest first, after `place` if given. */
export async function listScorecards(
  client: DatabaseClient,
  limit: number,
  place?: { readonly createdAt: Date; readonly hash: string },
): Promise<ScorecardSummary[]> {
  const older = place && { OR: [{ createdAt: { lt: place.createdAt } }, { createdAt: place.createdAt, hash: { lt: place.hash } }] };
  const rows = await client.scorecard.findMany({
    ...(older && { where: older }),
    orderBy: [{ createdAt: 'desc' }, { hash: 'desc' }],
    take: limit,
    // A document may be megabytes long.
    omit: { document: true },
  });
  return rows.map(({ hash, name, state, role, shareBps, rows: count, createdAt, validation }) => {
    const report: TrainingReport = JSON.parse(validation);
    const characteristics = namesInUse(report).length;
    const cards = report.segments?.length ?? 1;
    return {
      hash,
      name,
      kind: report.model?.kind ?? 'scorecard',
      state: stateOf(state),
      post: postOf({ role, shareBps }),
      rows: count,
      createdAt,
      characteristics,
      cards,
      validation: report.validation,
    };
  });
}

export function stateOf(text: string): ModelState {
  return MODEL_STATES.find((state) => state === text) ?? 'draft';
}

/** What a row says that its model is used for; null when nothing. */
export function postOf(row: { readonly role: string | null; readonly shareBps: number }): ModelPost | null {
  const role = MODEL_ROLES.find((known) => known === row.role);
  return role === undefined ? null : { role, shareBps: row.shareBps };
}

/** Models that score customers now. */
export async function modelsInUse(client: DatabaseClient): Promise<PostedModel[]> {
  const rows = await client.scorecard.findMany({
    where: { state: { in: ['live', 'watch'] } },
    orderBy: { hash: 'asc' },
    select: { hash: true, role: true, shareBps: true },
  });
  return rows.flatMap((row) => {
    const post = postOf(row);
    return post === null ? [] : [{ hash: row.hash, ...post }];
  });
}

/** Whose score it is: the customer's own by a model in use, or one that stands beside it. */
export type ScoreRole = ModelRole | 'trial';

/** One run: rows of a source with one scorecard. */
export interface ScoringRun {
  readonly runId: string;
  readonly scorecardHash: string;
  readonly role: ScoreRole;
  readonly createdAt: Date;
  readonly nextId: () => string;
}

/** What a score says, as its row keeps it: a replay must come to the same text. */
export interface ScoreResult {
  readonly score: number;
  readonly grade: string;
  readonly pdWad: string;
  readonly reasons: string;
  readonly points: string;
  /** Whose card scored; null of a model without segments. */
  readonly segment: string | null;
}

/** A scored row; `segment` is absent or null where the model has none. */
export type SegmentedRow = ScoredRow & { readonly segment?: string | null };

export function resultOf(scored: SegmentedRow): ScoreResult {
  return {
    score: scored.score,
    grade: scored.grade,
    pdWad: scored.pdWad.toString(),
    reasons: canonicalJson(scored.reasons.map((reason) => ({ ...reason }))),
    points: pointsText(scored),
    segment: scored.segment ?? null,
  };
}

/**
 * Points as the row keeps them: without the customer's own value, which lives under the customer's key and
 * must go when the key goes.
 */
function pointsText(scored: ScoredRow): string {
  return canonicalJson(scored.points.map((given) => ({ ...given, value: '' })));
}

/** A score with what it was made of, sealed under the customer's key. */
export interface NewScore {
  readonly customerId: string;
  readonly scored: SegmentedRow;
  readonly inputs: Uint8Array<ArrayBuffer> | null;
}

/** Whether scores of this role are the customers' own. */
export function isOwnScore(role: string): boolean {
  return role === 'champion' || role === 'challenger';
}

/** Writes the scores of one run; those of a model in use become each customer's newest. */
export async function insertScores(tx: Tx, run: ScoringRun, scores: readonly NewScore[]): Promise<void> {
  const { runId, scorecardHash, role, createdAt } = run;
  const isLatest = isOwnScore(role);
  for (let at = 0; at < scores.length; at += CHUNK) {
    const part = scores.slice(at, at + CHUNK);
    if (isLatest)
      await tx.score.updateMany({
        where: { customerId: { in: part.map(({ customerId }) => customerId) }, isLatest: true },
        data: { isLatest: false },
      });
    await tx.score.createMany({
      data: part.map(({ customerId, scored, inputs }) => ({
        id: run.nextId(),
        customerId,
        scorecardHash,
        ...resultOf(scored),
        inputs,
        role,
        isLatest,
        runId,
        createdAt,
      })),
    });
  }
}

/** Number of scores that the run has written. */
export async function countScores(client: DatabaseClient, runId: string): Promise<number> {
  return client.score.count({ where: { runId } });
}
