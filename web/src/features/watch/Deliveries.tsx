import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookDeliveryView } from '../../../../backend/reliance/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { deliveriesQuery } from './queries.ts';

const TONES: Record<WebhookDeliveryView['state'], Tone> = { pending: 'wait', delivered: 'pass', failed: 'fail' };

export function Deliveries({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(deliveriesQuery(id));
  const columns = useMemo(
    (): Column<WebhookDeliveryView>[] => [
      { id: 'at', header: t('watch.column.at'), cell: (row) => <TimeText value={row.createdAt} /> },
      { id: 'type', header: t('watch.column.type'), cell: (row) => <code>{row.type}</code> },
      {
        id: 'state',
        header: t('watch.column.state'),
        cell: (row) => <StatusBadge tone={TONES[row.state]}>{t(`watch.deliveryState.${row.state}`)}</StatusBadge>,
      },
      { id: 'attempts', header: t('watch.column.attempts'), align: 'end', cell: (row) => row.attempts },
      {
        id: 'answer',
        header: t('watch.column.answer'),
        wideOnly: true,
        cell: (row) => [row.lastStatus, row.lastError].filter((part) => part !== null).join(' · ') || '–',
      },
      {
        id: 'next',
        header: t('watch.column.next'),
        wideOnly: true,
        cell: (row) => <TimeText value={row.state === 'pending' ? row.nextAt : row.deliveredAt} />,
      },
    ],
    [t],
  );
  return (
    <Loaded query={query}>
      {(page) =>
        page.data.length === 0 ? (
          <Empty title={t('watch.noDeliveries')}>{t('watch.noDeliveriesWhy')}</Empty>
        ) : (
          <DataTable caption={t('watch.deliveries')} columns={columns} rows={page.data} rowKey={(row) => row.id} />
        )
      }
    </Loaded>
  );
}
