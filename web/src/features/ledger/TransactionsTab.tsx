import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { TransactionView } from '../../../../backend/attestation/schemas.ts';
import { formatCount, shortHash } from '../../lib/format.ts';
import { transactionsQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { TransactionState } from './state-badges.tsx';
import { transactionKind } from './transaction-kind.ts';

type Row = z.infer<typeof TransactionView>;

export function TransactionsTab() {
  const { t } = useTranslation();
  const language = useLanguage();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(transactionsQuery({ limit: 25, cursor }));
  const columns = useMemo(
    (): Column<Row>[] => [
      {
        id: 'hash',
        header: t('ledger.hash'),
        cell: (row) => (
          <RowLink to="/ledger/transactions/$hash" params={{ hash: row.hash }}>
            {shortHash(row.hash)}
          </RowLink>
        ),
      },
      { id: 'kind', header: t('ledger.kind'), cell: (row) => transactionKind(t, row.kind) },
      { id: 'state', header: t('ledger.state'), cell: (row) => <TransactionState state={row.state} /> },
      { id: 'sender', header: t('ledger.sender'), wideOnly: true, cell: (row) => <Hash value={row.sender} /> },
      { id: 'nonce', header: t('ledger.nonce'), align: 'end', wideOnly: true, cell: (row) => row.nonce ?? '–' },
      {
        id: 'block',
        header: t('ledger.block'),
        align: 'end',
        cell: (row) => (row.block === null ? '–' : formatCount(row.block, language)),
      },
      {
        id: 'gas',
        header: t('ledger.gasUsed'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.gasUsed === null ? '–' : formatCount(row.gasUsed, language)),
      },
      { id: 'time', header: t('ledger.createdAt'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} /> },
    ],
    [t, language],
  );
  return (
    <Panel title={t('ledger.transactions')} note={t('ledger.transactionsNote')} flush>
      <PagedTable
        query={query}
        caption={t('ledger.transactions')}
        columns={columns}
        rowKey={(row) => row.hash}
        empty={<Empty title={t('ledger.noTransactions')}>{t('ledger.noTransactionsWhy')}</Empty>}
      />
    </Panel>
  );
}
