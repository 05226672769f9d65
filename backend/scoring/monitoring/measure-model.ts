import { newestOutcomeSeq } from '../../intake/outcome-store.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { enqueueJob } from '../../platform/jobs/enqueue-job.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { type AlertChange, type WatchedFigure, watchedFigures } from '../domain/monitoring/alert-changes.ts';
import { measurePeriod } from '../domain/monitoring/monitoring-report.ts';
import { mergeTallies } from '../domain/monitoring/score-tally.ts';
import { trainingReference, usualCutOff } from '../domain/monitoring/training-reference.ts';
import { takeStep } from '../registry/model-steps.ts';
import { modelsInUse, postOf, readScorecard, type StoredScorecard } from '../store.ts';
import { changeAlerts, MONITOR } from './model-alerts.ts';
import { dayAfter, type Judgement, type LoadOutcomes, type MeasuredDay, pendingDays, readDays, saveDay, tallyDay } from './model-days.ts';

export const REFIT_JOB = 'scorecard.refit';

export interface MonitoringDeps {
  readonly database: Database;
  readonly loadOutcomes: LoadOutcomes;
  /** Whether an alert has the card trained anew. */
  readonly refitsOnAlert: boolean;
}

/** Days up to and including the measured one whose scores are judged together: a single day of few scores would cry wolf. */
export const WINDOW_DAYS = 30;

/**
 * Measures each day of a card with scores that were not counted yet, oldest first, each in a transaction of its own: a run that is broken
 * off goes on where it stopped, and a day that was measured stays as it is. While the card is in use, figures that leave their range raise
 * alerts; an alert puts the card under watch, and that of the champion may order a refit.
 * @returns the days that were measured
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `score_foreign`
 */
export async function measureModel(
  deps: MonitoringDeps,
  scorecardHash: string,
  progress: (permille: number, step: string) => Promise<void>,
): Promise<readonly string[]> {
  const { client } = deps.database;
  const card = await readScorecard(client, scorecardHash);
  const pending = await pendingDays(client, scorecardHash);
  for (const [at, day] of pending.entries()) {
    await progress(Math.floor((1000 * at) / pending.length), day);
    const outcomeSeq = await newestOutcomeSeq(client);
    const tally = await tallyDay(client, deps.loadOutcomes, card, day);
    if (tally.scores.length > 0) await settleDay(deps, card, { day, tally }, outcomeSeq);
  }
  return pending;
}

async function settleDay(deps: MonitoringDeps, card: StoredScorecard, measured: MeasuredDay, outcomeSeq: number): Promise<void> {
  const { hash } = card;
  const { day } = measured;
  await deps.database.write(async (tx) => {
    // Alone from here: two workers must not both raise one alert.
    await takeCommitOrder(tx);
    const before = await readDays(tx, hash, dayAfter(day, 1 - WINDOW_DAYS), dayAfter(day, -1));
    const judged = judgeWindow(card, [...before, measured]);
    await saveDay(tx, hash, measured, { ...judged, measuredAt: new Date(), outcomeSeq });
    await appendOutbox(tx, { topic: 'model.measured', key: hash, payload: { hash, day } });
    await answerFigures(deps, tx, hash, { day, figures: judged.figures, refitKey: day });
  });
}

/** What is said of a day: the scores of {@link WINDOW_DAYS} days up to it against the training of the card. */
export function judgeWindow({ document, report }: StoredScorecard, days: readonly MeasuredDay[]): Judgement {
  const { validation } = report;
  const window = mergeTallies(days.map(({ tally }) => tally));
  const judged = measurePeriod(trainingReference(document, validation), window, usualCutOff(validation));
  return { figures: watchedFigures(judged), level: judged.worst };
}

/** Moves the alerts of a card in use by figures of a day; an alert puts it under watch, and that of the champion may order one refit by key. */
export async function answerFigures(
  { refitsOnAlert }: Pick<MonitoringDeps, 'refitsOnAlert'>,
  tx: Tx,
  hash: string,
  { day, figures, refitKey }: { readonly day: string; readonly figures: readonly WatchedFigure[]; readonly refitKey: string },
): Promise<void> {
  const own = (await modelsInUse(tx)).find((model) => model.hash === hash);
  if (own === undefined) return;
  const changes = await changeAlerts(tx, hash, day, figures);
  const alarms = changes.filter(isAlarm);
  if (alarms.length === 0) return;
  await putUnderWatch(tx, hash, { day, alarms });
  if (refitsOnAlert && own.role === 'champion')
    await orderRefit(tx, hash, { cause: 'alert', uniqueKey: `${REFIT_JOB}:${hash}:${refitKey}` });
}

/** A model with an alert keeps its role and is watched until a person releases it. */
async function putUnderWatch(
  tx: Tx,
  hash: string,
  { day, alarms }: { readonly day: string; readonly alarms: readonly AlertChange[] },
): Promise<void> {
  const card = await tx.scorecard.findUniqueOrThrow({ where: { hash } });
  if (card.state !== 'live') return;
  const note = `Alert of the monitor on ${day}: ${alarms.map(({ figure }) => figure).join(', ')}`;
  await takeStep(tx, card, { act: 'watch', note, post: postOf(card), detail: { day } }, MONITOR);
  await appendOutbox(tx, { topic: 'scorecard.changed', key: hash, payload: { hash, act: 'watch' } });
}

function isAlarm(change: AlertChange): boolean {
  return change.kind !== 'resolved' && change.level === 'alert';
}

/** Orders a refit by itself, unless one for the card is on its way or waits for a person already. */
export async function orderRefit(
  tx: Tx,
  scorecardHash: string,
  { cause, uniqueKey }: { readonly cause: 'alert' | 'schedule'; readonly uniqueKey: string },
): Promise<void> {
  const waiting = await tx.modelRefit.count({ where: { scorecardHash, state: 'pending' } });
  const running = await tx.job.count({
    where: { kind: REFIT_JOB, state: { in: ['queued', 'running'] }, payload: { contains: scorecardHash } },
  });
  if (waiting + running > 0) return;
  await enqueueJob(tx, { kind: REFIT_JOB, payload: { scorecardHash, cause, actor: MONITOR }, uniqueKey });
}
