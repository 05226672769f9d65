import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolView } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { poolsQuery } from './queries.ts';
import { SelectLoans } from './SelectLoans.tsx';

const MINOR_PLACES = 2;

/** Pools of loans, and the selection of another one. */
export function PoolsPage() {
  const { t } = useTranslation();
  const may = useCan()('securitization:write');
  const { cursor } = useSearch({ from: '/shell/member/pools' });
  const query = useQuery(poolsQuery({ limit: 50, cursor }));
  const columns = useColumns();
  return (
    <Page title={t('pools.title')} purpose={t('pools.purpose')}>
      <Stack gap="md">
        <Panel title={t('pools.list')} note={t('pools.listNote')} flush>
          <PagedTable
            query={query}
            caption={t('pools.list')}
            columns={columns}
            rowKey={(row) => row.id}
            empty={<Empty title={t('pools.none')}>{t('pools.noneWhy')}</Empty>}
          />
        </Panel>
        {may && <SelectLoans />}
      </Stack>
    </Page>
  );
}

function useColumns(): Column<PoolView>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('pools.name'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <RowLink to="/pools/$id" params={{ id: row.id }}>
            {row.name}
          </RowLink>
        ),
      },
      {
        id: 'state',
        header: t('deals.statusLabel'),
        cell: (row) => <StatusBadge tone={row.state === 'open' ? 'pass' : 'mute'}>{t(`pools.state.${row.state}`)}</StatusBadge>,
      },
      { id: 'loans', header: t('deals.loans'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.loans, language) },
      {
        id: 'balance',
        header: t('tapes.balance'),
        align: 'end',
        cell: (row) => <span className="num">{formatMoney(row.balanceMinor, MINOR_PLACES, language, row.currency)}</span>,
      },
      { id: 'at', header: t('pools.openedAt'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} dayOnly /> },
    ],
    [t, language],
  );
}
