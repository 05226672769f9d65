import { Button, Collapse } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresentationRequestView } from '../../../../backend/holder/schemas.ts';
import { useCan } from '../../lib/use-can.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ScopeList } from '../me/ScopeList.tsx';
import { NewRequest } from './NewRequest.tsx';
import { requestsQuery } from './queries.ts';
import { RequestStateBadge } from './RequestStateBadge.tsx';

/** What the lender has asked customers to show. */
export function RequestsPage() {
  const { t } = useTranslation();
  const may = useCan()('reliance:write');
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(requestsQuery({ limit: 25, ...(cursor === undefined ? {} : { cursor }) }));
  const [asking, setAsking] = useState(false);
  const columns = useColumns();
  return (
    <Page
      title={t('requests.title')}
      purpose={t('requests.intro')}
      actions={
        <Button leftSection={<IconPlus size={15} />} aria-expanded={asking} disabled={!may} onClick={() => setAsking(!asking)}>
          {t('requests.new')}
        </Button>
      }
    >
      <Collapse expanded={asking}>{asking && <NewRequest />}</Collapse>
      <Panel title={t('requests.list')} flush>
        <PagedTable
          query={query}
          caption={t('requests.list')}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('requests.none')}>{t('requests.noneWhy')}</Empty>}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<PresentationRequestView>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'purpose',
        header: t('requests.purpose'),
        cell: (row) => (
          <RowLink to="/requests/$id" params={{ id: row.id }}>
            {row.purpose}
          </RowLink>
        ),
      },
      {
        id: 'state',
        header: t('requests.state'),
        cell: (row) => <RequestStateBadge state={row.state} consent={row.consent?.state ?? null} />,
      },
      { id: 'wanted', header: t('requests.wanted'), wideOnly: true, cell: (row) => <ScopeList scope={row.wanted} /> },
      { id: 'created', header: t('requests.created'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} /> },
      { id: 'answered', header: t('requests.answered'), wideOnly: true, cell: (row) => <TimeText value={row.answeredAt} /> },
      { id: 'until', header: t('requests.until'), cell: (row) => <TimeText value={row.until} dayOnly /> },
    ],
    [t],
  );
}
