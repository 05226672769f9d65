import { canonicalJson, jsonOf } from '../../kernel/canonical-json.ts';
import type { DatabaseClient, Tx } from '../../platform/database/database.ts';
import type { KnownOutcome } from '../../intake/domain/customer-outcome.ts';
import type { WatchedFigure } from '../domain/monitoring/alert-changes.ts';
import type { DriftLevel } from '../domain/monitoring/drift-level.ts';
import { maturedOutcome } from '../domain/monitoring/matured-outcome.ts';
import { type MonitoredScore, mergeTallies, type ScoreTally, tallyScores } from '../domain/monitoring/score-tally.ts';
import { monitoredSegments } from '../domain/monitoring/training-reference.ts';
import type { RegistryDocument } from '../domain/scored-model/registry-document.ts';

const DAY_MS = 86_400_000;
/** Measured days that are looked at again: a run of scoring is of the day it began and may end on the next. */
const LOOKED_AT_AGAIN = 3;
const PAGE = 10_000;
/** Scores of a trial are of customers whom somebody chose; they say nothing of those who come. */
export const IN_USE = { not: 'trial' };

export interface MeasuredDay {
  readonly day: string;
  readonly tally: ScoreTally;
}

/** The day (UTC) of a moment. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The day `days` later. */
export function dayAfter(day: string, days: number): string {
  return dayOf(new Date(Date.parse(day) + days * DAY_MS));
}

/** Scores of a card on one day; those of erased customers hold nothing any more. */
function scoresOf(scorecardHash: string, day: string) {
  return {
    scorecardHash,
    createdAt: { gte: new Date(day), lt: new Date(dayAfter(day, 1)) },
    role: IN_USE,
    customer: { erasedAt: null },
  };
}

/**
 * Days whose scores are not measured, oldest first: from the first day on that has other scores than were counted, every day with scores,
 * since what is said of a day rests on the days before it.
 */
export async function pendingDays(client: DatabaseClient, scorecardHash: string): Promise<string[]> {
  const recent = await client.modelDay.findMany({
    where: { scorecardHash },
    orderBy: { day: 'desc' },
    take: LOOKED_AT_AGAIN,
    select: { day: true, rows: true },
  });
  const measured = new Map(recent.map(({ day, rows }) => [day, rows]));
  const pending: string[] = [];
  let from = new Date(recent[recent.length - 1]?.day ?? 0);
  for (;;) {
    const next = await client.score.findFirst({
      where: { scorecardHash, role: IN_USE, createdAt: { gte: from }, customer: { erasedAt: null } },
      orderBy: { createdAt: 'asc' },
      select: { createdAt: true },
    });
    if (next === null) return pending;
    const day = dayOf(next.createdAt);
    const rows = await client.score.count({ where: scoresOf(scorecardHash, day) });
    if (pending.length > 0 || measured.get(day) !== rows) pending.push(day);
    from = new Date(dayAfter(day, 1));
  }
}

export type LoadOutcomes = (customerIds: readonly string[]) => Promise<ReadonlyMap<string, KnownOutcome>>;

/** Counts the scores of a card on one day, page by page, with the outcomes that {@link maturedOutcome} counts; a customer who is scored twice counts twice. */
export async function tallyDay(
  client: DatabaseClient,
  loadOutcomes: LoadOutcomes,
  card: { readonly hash: string; readonly document: RegistryDocument },
  day: string,
): Promise<ScoreTally> {
  const counted = monitoredSegments(card.document);
  let tally = tallyScores(counted, []);
  let after = '';
  for (;;) {
    const page = await client.score.findMany({
      where: { ...scoresOf(card.hash, day), id: { gt: after } },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, customerId: true, score: true, points: true, segment: true },
    });
    const outcomes = await loadOutcomes([...new Set(page.map(({ customerId }) => customerId))]);
    const rows = page.map(({ customerId, score, points, segment }): MonitoredScore => {
      return { score, points: JSON.parse(points), segment, outcome: maturedOutcome(outcomes.get(customerId), day) };
    });
    tally = mergeTallies([tally, tallyScores(counted, rows)]);
    const last = page[page.length - 1];
    if (last === undefined || page.length < PAGE) return tally;
    after = last.id;
  }
}

/** The measured days of a card in a span, oldest first; both ends count. */
export async function readDays(client: DatabaseClient, scorecardHash: string, from: string, to: string): Promise<MeasuredDay[]> {
  const rows = await client.modelDay.findMany({
    where: { scorecardHash, day: { gte: from, lte: to } },
    orderBy: { day: 'asc' },
    select: { day: true, tally: true },
  });
  return rows.map(({ day, tally }) => ({ day, tally: JSON.parse(tally) }));
}

export interface Judgement {
  readonly figures: readonly WatchedFigure[];
  readonly level: DriftLevel;
}

export interface DayFindings extends Judgement {
  readonly measuredAt: Date;
  /** The newest outcome that came before the scores were counted. */
  readonly outcomeSeq: number;
}

/** Keeps what was counted on a day and what was found of it, in the place of what was there before. */
export async function saveDay(tx: Tx, scorecardHash: string, { day, tally }: MeasuredDay, findings: DayFindings): Promise<void> {
  const total = (of: (count: ScoreTally['scores'][number]) => number) => tally.scores.reduce((sum, count) => sum + of(count), 0);
  const row = {
    rows: total((count) => count.rows),
    known: total((count) => count.goods + count.bads),
    tally: canonicalJson(jsonOf(tally)),
    ...judgementRow(findings),
    measuredAt: findings.measuredAt,
    outcomeSeq: findings.outcomeSeq,
  };
  await tx.modelDay.upsert({
    where: { scorecardHash_day: { scorecardHash, day } },
    create: { scorecardHash, day, ...row },
    update: row,
  });
}

/** Keeps what is said of a day that is counted already. */
export async function saveFindings(tx: Tx, scorecardHash: string, day: string, judgement: Judgement): Promise<void> {
  await tx.modelDay.update({ where: { scorecardHash_day: { scorecardHash, day } }, data: judgementRow(judgement) });
}

function judgementRow({ figures, level }: Judgement) {
  return { figures: canonicalJson(jsonOf(figures)), level };
}
