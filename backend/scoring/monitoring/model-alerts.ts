import { randomUUID } from 'node:crypto';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { DatabaseClient, Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { type AlertChange, alertChanges, type OpenAlert, type WatchedFigure } from '../domain/monitoring/alert-changes.ts';

export const MONITOR = 'system:model-monitor';

export type AlertRow = Awaited<ReturnType<DatabaseClient['modelAlert']['findFirstOrThrow']>>;

/**
 * Holds the figures of a day against the alerts that are open, writes what has changed, and announces it. The same figures again change
 * nothing.
 */
export async function changeAlerts(
  tx: Tx,
  scorecardHash: string,
  day: string,
  figures: readonly WatchedFigure[],
): Promise<readonly AlertChange[]> {
  const open = await tx.modelAlert.findMany({ where: { scorecardHash, resolvedOn: null } });
  const changes = alertChanges(
    open.map(({ figure, level }): OpenAlert => ({ figure, level: level === 'alert' ? 'alert' : 'watch' })),
    figures,
  );
  for (const change of changes) {
    const id = open.find(({ figure }) => figure === change.figure)?.id ?? `mal_${randomUUID()}`;
    await writeChange(tx, { id, scorecardHash, day }, change);
    const { kind, figure, index, pValue } = change;
    const detail = { figure, day, index, pValue, ...(kind === 'resolved' ? {} : { level: change.level }) };
    await appendAudit(tx, {
      actor: MONITOR,
      action: `model_alert.${kind}`,
      entity: 'scorecard',
      entityId: scorecardHash,
      outcome: 'ok',
      requestId: null,
      detail,
      at: new Date(),
    });
    // Heard by everybody who is signed in: which figure it is, is for those who may read scorecards.
    await appendOutbox(tx, { topic: 'model.alerted', key: id, payload: { hash: scorecardHash, kind } });
  }
  return changes;
}

async function writeChange(
  tx: Tx,
  { id, scorecardHash, day }: { readonly id: string; readonly scorecardHash: string; readonly day: string },
  change: AlertChange,
): Promise<void> {
  const { figure, index: shift } = change;
  switch (change.kind) {
    case 'raised':
      await tx.modelAlert.create({ data: { id, scorecardHash, figure, level: change.level, shift, raisedOn: day } });
      return;
    case 'worsened':
      await tx.modelAlert.update({ where: { id }, data: { level: change.level, shift, worsenedOn: day } });
      return;
    case 'resolved':
      await tx.modelAlert.update({ where: { id }, data: { resolvedOn: day } });
  }
}
