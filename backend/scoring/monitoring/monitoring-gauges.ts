import { Gauge } from 'prom-client';
import type { Database } from '../../platform/database/database.ts';
import { answerInTime } from '../../platform/http/answer-in-time.ts';
import type { AddGauges } from '../../platform/http/metrics.ts';
import type { WatchedFigure } from '../domain/monitoring/alert-changes.ts';

/** Shift of each watched figure of the card in use on the newest measured day, and its open alerts by level. */
export function monitoringGauges({ client }: Database): AddGauges {
  const inUse = async () => (await client.scorecard.findFirst({ where: { role: 'champion' }, select: { hash: true } }))?.hash ?? '';
  const openAlerts = async () =>
    client.modelAlert.groupBy({ by: ['level'], where: { scorecardHash: await inUse(), resolvedOn: null }, _count: { _all: true } });
  const newestFigures = async (): Promise<WatchedFigure[]> => {
    const where = { scorecardHash: await inUse() };
    const day = await client.modelDay.findFirst({ where, orderBy: { day: 'desc' }, select: { figures: true } });
    return day === null ? [] : JSON.parse(day.figures);
  };
  return (register) => {
    new Gauge({
      name: 'credence_model_alerts',
      help: 'Open alerts of the scorecard in use, by level.',
      labelNames: ['level'],
      registers: [register],
      async collect(): Promise<void> {
        const answer = await answerInTime(openAlerts());
        const groups = answer.ok ? answer.value : [];
        for (const level of ['watch', 'alert']) this.set({ level }, groups.find((group) => group.level === level)?._count._all ?? 0);
      },
    });
    new Gauge({
      name: 'credence_model_shift',
      help: 'Shift of a figure of the scorecard in use against its training; from 0.1 it is watched, from 0.25 it is an alert.',
      labelNames: ['figure'],
      registers: [register],
      async collect(): Promise<void> {
        const answer = await answerInTime(newestFigures());
        this.reset();
        for (const { figure, index } of answer.ok ? answer.value : []) this.set({ figure }, index);
      },
    });
  };
}
