import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerRow } from '../../../../backend/intake/schemas.ts';
import { formatWad } from '../../lib/format.ts';
import { customersQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { CredentialState } from '../ledger/state-badges.tsx';
import { CustomerFilters } from './CustomerFilters.tsx';
import { ImportCustomers } from './ImportCustomers.tsx';
import { ImportOutcomes } from './ImportOutcomes.tsx';
import { ScoreCustomers } from './ScoreCustomers.tsx';

export function CustomersPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { grade, q, cursor } = useSearch({ strict: false });
  const query = useQuery(customersQuery({ limit: 25, cursor, grade, q }));
  const columns = useMemo(
    (): Column<CustomerRow>[] => [
      {
        id: 'externalId',
        header: t('customers.externalId'),
        cell: (row) => (
          <RowLink to="/customers/$id" params={{ id: row.id }}>
            {row.externalId}
          </RowLink>
        ),
      },
      { id: 'source', header: t('customers.source'), wideOnly: true, cell: (row) => row.source },
      { id: 'score', header: t('customers.score'), align: 'end', cell: (row) => row.score ?? '–' },
      { id: 'grade', header: t('customers.grade'), cell: (row) => (row.grade === null ? '–' : <GradeBadge grade={row.grade} />) },
      { id: 'pd', header: t('customers.pd'), align: 'end', cell: (row) => (row.pdWad === null ? '–' : formatWad(row.pdWad, language)) },
      {
        id: 'credential',
        header: t('customers.credential'),
        wideOnly: true,
        cell: (row) => (row.credentialState === null ? '–' : <CredentialState state={row.credentialState} />),
      },
      { id: 'createdAt', header: t('customers.importedAt'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} /> },
    ],
    [t, language],
  );
  const filtered = grade !== undefined || q !== undefined;
  return (
    <Page title={t('customers.title')} purpose={t('customers.purpose')} actions={<ScoreCustomers />}>
      <Panel title={t('customers.list')} actions={<CustomerFilters grade={grade} q={q} />} flush>
        <PagedTable
          query={query}
          caption={t('customers.list')}
          columns={columns}
          rowKey={(row) => row.id}
          empty={
            <Empty title={t(filtered ? 'customers.noneFound' : 'customers.none')}>
              {t(filtered ? 'customers.noneFoundWhy' : 'customers.noneWhy')}
            </Empty>
          }
        />
      </Panel>
      <ImportCustomers />
      <ImportOutcomes />
    </Page>
  );
}
