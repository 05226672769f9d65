import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchEventView } from '../../../../backend/reliance/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { watchEventsQuery } from './queries.ts';
import { WatchStateBadge } from './WatchStateBadge.tsx';

/** What has changed, newest first; comes in by itself. */
export function EventsTab() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/shell/member/watch' });
  const query = useQuery(watchEventsQuery({ limit: 50, cursor: search.cursor }));
  const columns = useColumns();
  return (
    <Panel title={t('watch.events')} note={t('watch.eventsNote')} flush>
      <PagedTable
        query={query}
        caption={t('watch.events')}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Empty title={t('watch.noEvents')}>{t('watch.noEventsWhy')}</Empty>}
      />
    </Panel>
  );
}

function useColumns(): Column<WatchEventView>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      { id: 'at', header: t('watch.column.at'), cell: (row) => <TimeText value={row.at} />, sortBy: (row) => row.at },
      {
        id: 'what',
        header: t('watch.column.what'),
        cell: (row) => (row.label !== '' ? row.label : row.digest === null ? '–' : <Hash value={row.digest} />),
      },
      { id: 'to', header: t('watch.column.now'), cell: (row) => <WatchStateBadge state={row.to} /> },
      { id: 'words', header: t('watch.column.words'), wideOnly: true, cell: (row) => row.words[language] },
      {
        id: 'block',
        header: t('watch.column.block'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.block === null ? '–' : `#${formatCount(row.block, language)}`),
      },
      {
        id: 'transaction',
        header: t('watch.column.transaction'),
        wideOnly: true,
        cell: (row) =>
          row.transaction === null ? (
            '–'
          ) : (
            <TextLink to="/ledger/transactions/$hash" params={{ hash: row.transaction }} size="sm">
              <Hash value={row.transaction} copy={false} />
            </TextLink>
          ),
      },
    ],
    [t, language],
  );
}
