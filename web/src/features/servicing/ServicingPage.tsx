import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRow } from '../../../../backend/securitization/deals/schemas.ts';
import { formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { DealStatusBadge } from '../deals/DealStatusBadge.tsx';
import { dealsQuery } from '../deals/queries.ts';
import { ClosingsPanel } from './ClosingsPanel.tsx';
import { ReportClock } from './ReportClock.tsx';

/** The servicer's desk: which deal waits for its report, and which reports wait for a second person. */
export function ServicingPage() {
  const { t } = useTranslation();
  const { cursor } = useSearch({ from: '/shell/member/servicing' });
  const query = useQuery(dealsQuery({ limit: 100 }));
  const columns = useColumns();
  const names = useMemo(() => new Map(query.data?.data.map((row) => [row.address, row.name])), [query.data]);
  return (
    <Page title={t('servicing.title')} purpose={t('servicing.purpose')}>
      <Stack gap="md">
        <Panel title={t('servicing.deals')} note={t('servicing.dealsNote')} flush>
          <Loaded query={query}>
            {(page) =>
              page.data.length === 0 ? (
                <Empty title={t('deals.none')}>{t('deals.noneWhy')}</Empty>
              ) : (
                <DataTable caption={t('servicing.deals')} columns={columns} rows={page.data} rowKey={(row) => row.address} />
              )
            }
          </Loaded>
        </Panel>
        <ClosingsPanel names={names} cursor={cursor} />
      </Stack>
    </Page>
  );
}

function useColumns(): Column<DealRow>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('deals.deal'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <RowLink to="/servicing/$address" params={{ address: row.address }}>
            {row.name}
          </RowLink>
        ),
      },
      { id: 'status', header: t('deals.statusLabel'), cell: (row) => <DealStatusBadge status={row.status} /> },
      {
        id: 'period',
        header: t('servicing.nextPeriod'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.nextPaymentDay === null ? '–' : row.lastPeriod + 1),
      },
      {
        id: 'day',
        header: t('deals.paymentDay'),
        sortBy: (row) => row.nextPaymentDay ?? '',
        wideOnly: true,
        cell: (row) => (row.nextPaymentDay === null ? '–' : formatPlainDay(row.nextPaymentDay, language)),
      },
      { id: 'clock', header: t('servicing.clock'), cell: (row) => <ReportClock deal={row} /> },
    ],
    [t, language],
  );
}
