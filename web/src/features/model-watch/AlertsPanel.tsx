import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonitoringView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatNumber, formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { DriftLevel } from './DriftLevel.tsx';
import { useFigureName } from './figure-name.ts';

type Row = MonitoringView['alerts'][number];

/** What has left its range, since when, and whether it has returned. */
export function AlertsPanel({ alerts }: { alerts: Row[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useFigureName();
  const columns = useMemo((): Column<Row>[] => {
    const day = (value: string | null) => (value === null ? '–' : formatPlainDay(value, language));
    return [
      { id: 'figure', header: t('modelWatch.figureColumn'), cell: (row) => nameOf(row.figure) },
      { id: 'level', header: t('modelWatch.levelColumn'), cell: (row) => <DriftLevel level={row.level} /> },
      {
        id: 'shift',
        header: t('modelWatch.shift'),
        align: 'end',
        sortBy: (row) => row.shift,
        cell: (row) => formatNumber(row.shift, language, 3),
      },
      { id: 'raised', header: t('modelWatch.raisedOn'), sortBy: (row) => row.raisedOn, cell: (row) => day(row.raisedOn) },
      { id: 'worsened', header: t('modelWatch.worsenedOn'), wideOnly: true, cell: (row) => day(row.worsenedOn) },
      {
        id: 'resolved',
        header: t('modelWatch.resolvedOn'),
        cell: (row) => (row.resolvedOn === null ? <StatusBadge tone="wait">{t('modelWatch.isOpen')}</StatusBadge> : day(row.resolvedOn)),
      },
    ];
  }, [t, language, nameOf]);
  return (
    <Panel title={t('modelWatch.alerts')} note={t('modelWatch.alertsNote')} flush>
      {alerts.length === 0 ? (
        <Empty title={t('modelWatch.noAlerts')}>{t('modelWatch.noAlertsWhy')}</Empty>
      ) : (
        <DataTable caption={t('modelWatch.alerts')} columns={columns} rows={alerts} rowKey={(row) => row.id} />
      )}
    </Panel>
  );
}
