import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { issuersQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';

export function IssuersTab() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useQuery(issuersQuery);
  const columns = useMemo(
    (): Column<IssuerView>[] => [
      { id: 'id', header: t('ledger.issuerNumber'), sortBy: (row) => row.issuerId, cell: (row) => row.issuerId },
      {
        id: 'name',
        header: t('ledger.name'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <RowLink to="/ledger/issuers/$id" params={{ id: String(row.issuerId) }}>
            {row.name}
          </RowLink>
        ),
      },
      { id: 'status', header: t('ledger.state'), cell: (row) => <IssuerStatus status={row.status} /> },
      {
        id: 'batches',
        header: t('ledger.batches'),
        align: 'end',
        sortBy: (row) => Number(row.batches),
        cell: (row) => formatCount(row.batches, language),
      },
      {
        id: 'leaves',
        header: t('ledger.credentials'),
        align: 'end',
        sortBy: (row) => Number(row.leaves),
        cell: (row) => formatCount(row.leaves, language),
      },
      {
        id: 'revoked',
        header: t('ledger.revoked'),
        align: 'end',
        wideOnly: true,
        sortBy: (row) => row.revoked,
        cell: (row) => formatCount(row.revoked, language),
      },
      {
        id: 'keys',
        header: t('ledger.activeKeys'),
        align: 'end',
        wideOnly: true,
        cell: (row) => row.keys.filter((key) => key.active).length,
      },
      { id: 'admin', header: t('ledger.admin'), wideOnly: true, cell: (row) => <Hash value={row.admin} /> },
    ],
    [t, language],
  );
  return (
    <Panel title={t('ledger.issuers')} note={t('ledger.issuersNote')} flush>
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('ledger.noIssuers')}>{t('ledger.noIssuersWhy')}</Empty>
          ) : (
            <DataTable caption={t('ledger.issuers')} columns={columns} rows={rows} rowKey={(row) => String(row.issuerId)} />
          )
        }
      </Loaded>
    </Panel>
  );
}

export function IssuerStatus({ status }: { status: IssuerView['status'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={status === 'active' ? 'pass' : 'fail'}>{t(`ledger.issuerStatus.${status}`)}</StatusBadge>;
}
