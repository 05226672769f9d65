import { newestOutcomeSeq } from '../../intake/outcome-store.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { DatabaseClient, Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { OUTCOME_FIGURES, type WatchedFigure } from '../domain/monitoring/alert-changes.ts';
import { readScorecard, type StoredScorecard } from '../store.ts';
import { answerFigures, judgeWindow, type MonitoringDeps, WINDOW_DAYS } from './measure-model.ts';
import { dayAfter, dayOf, IN_USE, type MeasuredDay, readDays, saveDay, saveFindings, tallyDay } from './model-days.ts';

/** Outcomes that are looked up by one statement. */
const PAGE = 500;

/** Cards with measured days, in use or not, that outcomes have come after. */
export async function cardsWithNewOutcomes(client: DatabaseClient): Promise<string[]> {
  const seen = await newestOutcomeSeq(client);
  if (seen === 0) return [];
  const cards = await client.modelDay.groupBy({ by: ['scorecardHash'], where: { outcomeSeq: { lt: seen } } });
  return cards.map(({ scorecardHash }) => scorecardHash);
}

/**
 * Takes the outcomes that have come since into the measured days of a card: only days on which their customers were scored are counted
 * again, and what is said of the days after them is judged anew from the counts that are there. All in one transaction: a run that is
 * broken off changes nothing and is done again.
 *
 * Alerts are of today, so they move once, by what outcomes say on the newest day that they say something of; figures of scores and
 * attributes stay as they are.
 * @returns the days that were counted again, oldest first
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `score_foreign`
 */
export async function takeInOutcomes(
  deps: MonitoringDeps,
  scorecardHash: string,
  progress: (permille: number, step: string) => Promise<void>,
): Promise<readonly string[]> {
  const { client } = deps.database;
  const seen = await newestOutcomeSeq(client);
  const stale = await staleDays(client, scorecardHash, seen);
  if (stale.size === 0) return [];
  const card = await readScorecard(client, scorecardHash);
  const days = await concernedDays(client, { scorecardHash, stale, seen });
  const counted: MeasuredDay[] = [];
  for (const day of days) {
    await progress(0, day);
    const tally = await tallyDay(client, deps.loadOutcomes, card, day);
    if (tally.scores.length > 0) counted.push({ day, tally });
  }
  await deps.database.write(async (tx) => {
    // Alone from here: two workers must not both raise one alert.
    await takeCommitOrder(tx);
    const now = await staleDays(tx, scorecardHash, seen);
    // Another worker was faster.
    if (now.size === 0) return;
    await judgeAgain(tx, card, counted, seen);
    const where = { scorecardHash, day: { in: [...stale.keys()] }, outcomeSeq: { lt: seen } };
    await tx.modelDay.updateMany({ where, data: { outcomeSeq: seen } });
    if (counted.length === 0) return;
    for (const { day } of counted)
      await appendOutbox(tx, { topic: 'model.measured', key: scorecardHash, payload: { hash: scorecardHash, day } });
    for (const [day, figures] of await newestFigures(tx, scorecardHash))
      await answerFigures(deps, tx, scorecardHash, { day, figures, refitKey: `${day}:${seen}` });
  });
  return days;
}

/** Measured days that do not know all outcomes up to `seen`, with the newest that each knows. */
async function staleDays(client: DatabaseClient, scorecardHash: string, seen: number): Promise<ReadonlyMap<string, number>> {
  const where = { scorecardHash, outcomeSeq: { lt: seen } };
  const rows = await client.modelDay.findMany({ where, select: { day: true, outcomeSeq: true } });
  return new Map(rows.map(({ day, outcomeSeq }) => [day, outcomeSeq]));
}

/** Those of `stale` on which customers were scored whose outcomes the day does not know. */
async function concernedDays(
  client: DatabaseClient,
  { scorecardHash, stale, seen }: { readonly scorecardHash: string; readonly stale: ReadonlyMap<string, number>; readonly seen: number },
): Promise<string[]> {
  const days = new Set<string>();
  let after = Math.min(...stale.values());
  for (;;) {
    const page = await client.customerOutcome.findMany({
      where: { id: { gt: after, lte: seen } },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, customerId: true },
    });
    const newest = new Map(page.map(({ id, customerId }) => [customerId, id]));
    const scores = await client.score.findMany({
      where: { scorecardHash, role: IN_USE, customerId: { in: [...newest.keys()] } },
      select: { customerId: true, createdAt: true },
    });
    for (const { customerId, createdAt } of scores) {
      const day = dayOf(createdAt);
      if ((newest.get(customerId) ?? 0) > (stale.get(day) ?? seen)) days.add(day);
    }
    const last = page[page.length - 1];
    if (last === undefined || page.length < PAGE) return [...days].sort();
    after = last.id;
  }
}

/** Saves the days that were counted again, and what is said of each measured day whose thirty days hold one of them. */
async function judgeAgain(tx: Tx, card: StoredScorecard, counted: readonly MeasuredDay[], outcomeSeq: number): Promise<void> {
  const [first] = counted;
  const last = counted[counted.length - 1];
  if (first === undefined || last === undefined) return;
  const { hash } = card;
  const anew = new Map(counted.map((measured) => [measured.day, measured]));
  const stored = await readDays(tx, hash, dayAfter(first.day, 1 - WINDOW_DAYS), dayAfter(last.day, WINDOW_DAYS - 1));
  const days = stored.map((measured) => anew.get(measured.day) ?? measured);
  for (const measured of days) {
    const from = dayAfter(measured.day, 1 - WINDOW_DAYS);
    const window = days.filter(({ day }) => day >= from && day <= measured.day);
    if (!window.some(({ day }) => anew.has(day))) continue;
    const judged = judgeWindow(card, window);
    if (anew.has(measured.day)) await saveDay(tx, hash, measured, { ...judged, measuredAt: new Date(), outcomeSeq });
    else await saveFindings(tx, hash, measured.day, judged);
  }
}

/** What outcomes say of a card: each figure of the newest measured day that has it, by day. */
async function newestFigures(client: DatabaseClient, scorecardHash: string): Promise<ReadonlyMap<string, readonly WatchedFigure[]>> {
  const rows = await client.modelDay.findMany({
    where: { scorecardHash },
    orderBy: { day: 'desc' },
    select: { day: true, figures: true },
  });
  const missing = new Set<string>(OUTCOME_FIGURES);
  const found = new Map<string, readonly WatchedFigure[]>();
  for (const { day, figures } of rows) {
    const own = (JSON.parse(figures) as WatchedFigure[]).filter(({ figure }) => missing.delete(figure));
    if (own.length > 0) found.set(day, own);
    if (missing.size === 0) break;
  }
  return found;
}
