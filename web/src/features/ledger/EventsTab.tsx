import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ledgerEventsQuery } from '../../lib/queries.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { EventTable } from './EventTable.tsx';

export function EventsTab() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(ledgerEventsQuery({ limit: 25, cursor }));
  return (
    <Panel title={t('ledger.events')} note={t('ledger.eventsNote')} flush>
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 ? (
            <Empty title={t('ledger.noEvents')}>{t('ledger.noEventsWhy')}</Empty>
          ) : (
            <>
              <EventTable events={page.data} stale={query.isPlaceholderData} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
