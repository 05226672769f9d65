import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { eventSentence, type LedgerEvent } from './event-sentence.ts';

export function EventTable({ events, stale = false }: { events: LedgerEvent[]; stale?: boolean }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<LedgerEvent>[] => [
      {
        id: 'place',
        header: t('ledger.place'),
        cell: (row) => (
          <RowLink to="/ledger/transactions/$hash" params={{ hash: row.transaction }}>
            #{row.blockNumber}·{row.logIndex}
          </RowLink>
        ),
      },
      { id: 'what', header: t('ledger.what'), cell: (row) => eventSentence(t, row) },
      { id: 'name', header: t('ledger.eventName'), wideOnly: true, cell: (row) => <code>{row.name}</code> },
      { id: 'transaction', header: t('ledger.transaction'), wideOnly: true, cell: (row) => <Hash value={row.transaction} /> },
      { id: 'time', header: t('ledger.time'), wideOnly: true, cell: (row) => <TimeText value={row.time} /> },
    ],
    [t],
  );
  return (
    <DataTable
      caption={t('ledger.events')}
      columns={columns}
      rows={events}
      rowKey={(row) => `${row.blockHash}:${row.logIndex}`}
      stale={stale}
    />
  );
}
