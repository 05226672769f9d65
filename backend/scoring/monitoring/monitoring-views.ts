import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { characteristicFigure } from '../domain/monitoring/alert-changes.ts';
import { type MonitoringReport, measurePeriod } from '../domain/monitoring/monitoring-report.ts';
import type { Shift } from '../domain/monitoring/drift-level.ts';
import { mergeTallies } from '../domain/monitoring/score-tally.ts';
import { approvedInTraining, type TrainingReference, trainingReference, usualCutOff } from '../domain/monitoring/training-reference.ts';
import { isCard, kindOfDocument, type RegistryDocument } from '../domain/scored-model/registry-document.ts';
import { pathLabel } from '../domain/segments/condition-label.ts';
import { segmentList } from '../domain/segments/scoring-document.ts';
import { ScorecardRow } from '../schemas.ts';
import { viewPath } from '../segments/view-path.ts';
import { readScorecard } from '../store.ts';
import type { AlertRow } from './model-alerts.ts';
import { dayAfter, dayOf, type MeasuredDay, readDays } from './model-days.ts';
import { AlertView, MonitoredModels, type MonitoringQuery, MonitoringView } from './schemas.ts';

const YEAR_DAYS = 366;
/** Days that one answer covers at most. */
const MOST_DAYS = 1_100;
const MOST_ALERTS = 100;

/** Every card with measured days, and those in use; newest first. */
export async function monitoredModels(client: DatabaseClient): Promise<MonitoredModels> {
  const measured = await client.modelDay.groupBy({
    by: ['scorecardHash'],
    _count: { _all: true },
    _sum: { rows: true },
    _min: { day: true },
    _max: { day: true },
  });
  const cards = await client.scorecard.findMany({
    where: { OR: [{ role: { not: null } }, { hash: { in: measured.map(({ scorecardHash }) => scorecardHash) } }] },
    orderBy: [{ createdAt: 'desc' }, { hash: 'desc' }],
    select: { hash: true, name: true, state: true, role: true },
  });
  const data = cards.map(async ({ hash, name, state, role }) => {
    const of = measured.find(({ scorecardHash }) => scorecardHash === hash);
    const day = of?._max.day ?? null;
    const last = day === null ? null : await client.modelDay.findUnique({ where: { scorecardHash_day: { scorecardHash: hash, day } } });
    return {
      hash,
      name,
      state,
      role,
      days: of?._count._all ?? 0,
      rows: of?._sum.rows ?? 0,
      firstDay: of?._min.day ?? null,
      lastDay: day,
      level: last?.level ?? null,
      openAlerts: await client.modelAlert.count({ where: { scorecardHash: hash, resolvedOn: null } }),
      pendingRefits: await client.modelRefit.count({ where: { scorecardHash: hash, state: 'pending' } }),
    };
  });
  return MonitoredModels.parse({ data: await Promise.all(data) });
}

/**
 * A card's monitoring in a span of days: months, days, stability by figure and month, and its alerts.
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `period_invalid`
 */
export async function monitoringOf(
  client: DatabaseClient,
  hash: string,
  query: z.infer<typeof MonitoringQuery>,
  now: Date,
): Promise<MonitoringView> {
  const { state, document, report } = await readScorecard(client, hash);
  const { from, to } = spanOf(query, now);
  const reference = trainingReference(document, report.validation);
  const cutOff = query.cutOff ?? usualCutOff(report.validation);
  const days = await readDays(client, hash, from, to);
  const months = [...Map.groupBy(days, ({ day }) => day.slice(0, 7))].map(([period, of]) => ({
    period,
    ...measure(reference, of, cutOff),
  }));
  const alerts = await client.modelAlert.findMany({
    where: { scorecardHash: hash },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST_ALERTS,
  });
  const share = (rows: readonly number[], total: number) => rows.map((count) => count / total);
  return MonitoringView.parse({
    scorecard: hash,
    name: document.name,
    state: ScorecardRow.shape.state.parse(state),
    from,
    to,
    cutOff,
    segments: segmentsOf(document),
    kind: kindOfDocument(document),
    training: {
      ...reference,
      approvalRate: approvedInTraining(reference, cutOff),
      bands: reference.bands.map(({ lower, upper, rows }) => ({ lower, upper, share: rows / reference.rows })),
    },
    months: months.map((month) => ({ ...month, bands: share(month.bands, month.rows) })),
    days: days.map((day) => ({ period: day.day, ...measure(reference, [day], cutOff) })),
    matrix: matrixOf(reference, months),
    alerts: alerts.map(viewAlert),
  });
}

function spanOf(query: z.infer<typeof MonitoringQuery>, now: Date): { from: string; to: string } {
  const to = query.to ?? dayOf(now);
  const from = query.from ?? dayAfter(to, -YEAR_DAYS);
  const refuse = (pointer: string, detail: string) =>
    new DomainError('period_invalid', 'invalid', 'The span of days cannot be shown.', { faults: [{ pointer, code: 'range', detail }] });
  if (from > to) throw refuse('/from', `The first day ${from} is after the last day ${to}.`);
  if (dayAfter(from, MOST_DAYS) <= to) throw refuse('/to', `From ${from} to ${to} is more than ${MOST_DAYS} days.`);
  return { from, to };
}

function measure(reference: TrainingReference, days: readonly MeasuredDay[], cutOff: number): MonitoringReport {
  return measurePeriod(reference, mergeTallies(days.map(({ tally }) => tally)), cutOff);
}

function segmentsOf(document: RegistryDocument): MonitoringView['segments'] {
  if (!isCard(document)) return [];
  return segmentList(document).flatMap(({ segment, path, card }) => {
    const share = card.training.rows / document.training.rows;
    return segment === null ? [] : [{ segment, label: pathLabel(path), path: viewPath(path), share }];
  });
}

type Month = MonitoringReport & { readonly period: string };

/** Figures that no month has, since its scores name no segment, are left out. */
function matrixOf({ characteristics }: TrainingReference, months: readonly Month[]): MonitoringView['matrix'] {
  const line = (
    figure: string,
    segment: string | null,
    shiftOf: (month: Month) => (Shift & { pointsShift?: number }) | null | undefined,
  ) => {
    const cells = months.flatMap((month) => {
      const shift = shiftOf(month);
      return shift ? [{ pointsShift: null, ...shift, month: month.period }] : [];
    });
    return { figure, segment, cells };
  };
  const lines = [
    line('score', null, ({ score }) => score),
    line('approval', null, ({ approval }) => approval),
    line('segments', null, ({ mix }) => mix),
    ...characteristics.map(({ segment, name }) =>
      line(characteristicFigure({ segment, name }), segment, (month) =>
        month.characteristics.find((own) => own.segment === segment && own.name === name),
      ),
    ),
  ];
  return lines.filter(({ cells }) => cells.length > 0);
}

function viewAlert({ id, scorecardHash, figure, level, shift, raisedOn, worsenedOn, resolvedOn }: AlertRow): z.infer<typeof AlertView> {
  return AlertView.parse({ id, scorecard: scorecardHash, figure, level, shift, raisedOn, worsenedOn, resolvedOn });
}
