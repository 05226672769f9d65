import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TapeView } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ImportTape } from './ImportTape.tsx';
import { tapesQuery } from './queries.ts';
import { TapeStateBadge } from './TapeStateBadge.tsx';

const MINOR_PLACES = 2;

/** Tapes of loans, and the way in for another one. */
export function TapesPage() {
  const { t } = useTranslation();
  const may = useCan()('securitization:write');
  const { cursor } = useSearch({ from: '/shell/member/tapes' });
  const query = useQuery(tapesQuery({ limit: 50, cursor }));
  const columns = useColumns();
  return (
    <Page title={t('tapes.title')} purpose={t('tapes.purpose')}>
      <Stack gap="md">
        {may && <ImportTape />}
        <Panel title={t('tapes.list')} note={t('tapes.listNote')} flush>
          <PagedTable
            query={query}
            caption={t('tapes.list')}
            columns={columns}
            rowKey={(row) => row.id}
            empty={<Empty title={t('tapes.none')}>{t('tapes.noneWhy')}</Empty>}
          />
        </Panel>
      </Stack>
    </Page>
  );
}

function useColumns(): Column<TapeView>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('tapes.name'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <RowLink to="/tapes/$id" params={{ id: row.id }}>
            {row.name}
          </RowLink>
        ),
      },
      { id: 'state', header: t('deals.statusLabel'), cell: (row) => <TapeStateBadge state={row.state} /> },
      {
        id: 'loans',
        header: t('deals.loans'),
        align: 'end',
        sortBy: (row) => row.accepted,
        cell: (row) => formatCount(row.accepted, language),
      },
      { id: 'rejected', header: t('tapes.rejected'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.rejected, language) },
      { id: 'flagged', header: t('tapes.flagged'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.flagged, language) },
      {
        id: 'balance',
        header: t('tapes.balance'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <span className="num">{formatMoney(row.balanceMinor, MINOR_PLACES, language, row.currency ?? '')}</span>,
      },
      { id: 'profile', header: t('tapes.profile'), wideOnly: true, cell: (row) => row.profile },
      { id: 'at', header: t('tapes.importedAt'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} dayOnly /> },
    ],
    [t, language],
  );
}
