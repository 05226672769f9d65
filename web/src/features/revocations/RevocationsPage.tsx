import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RevocationRequestView } from '../../../../backend/attestation/schemas.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PersonText } from '../../ui/PersonText.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Decision } from './Decision.tsx';
import { revocationsQuery } from './queries.ts';

const STATES = ['pending', 'approved', 'refused'] as const;
const TONE = { pending: 'wait', approved: 'pass', refused: 'mute' } as const;

/** Revocations, suspensions and releases under four eyes. */
export function RevocationsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/member/revocations' });
  const query = useQuery(revocationsQuery({ limit: 50, state: search.state, cursor: search.cursor }));
  const columns = useColumns();
  return (
    <Page title={t('revocations.title')} purpose={t('revocations.purpose')}>
      <Panel
        title={t('revocations.list')}
        note={t('revocations.listNote')}
        flush
        actions={
          <Select
            aria-label={t('revocations.filter')}
            size="xs"
            w={150}
            placeholder={t('revocations.anyState')}
            clearable
            data={STATES.map((state) => ({ value: state, label: t(`revocations.state.${state}`) }))}
            value={search.state ?? null}
            onChange={(state) => void navigate({ to: '/revocations', search: state === null ? {} : { state } })}
          />
        }
      >
        <PagedTable
          query={query}
          caption={t('revocations.list')}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('revocations.none')}>{t('revocations.noneWhy')}</Empty>}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<RevocationRequestView>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'what', header: t('revocations.column.what'), cell: (row) => t(`revocations.kind.${row.kind}`) },
      {
        id: 'state',
        header: t('revocations.column.state'),
        cell: (row) => <StatusBadge tone={TONE[row.state]}>{t(`revocations.state.${row.state}`)}</StatusBadge>,
      },
      { id: 'reason', header: t('revocations.column.reason'), cell: (row) => t(`revocations.reason.${row.reason}`) },
      { id: 'subject', header: t('revocations.column.subject'), wideOnly: true, cell: (row) => <Subject row={row} /> },
      { id: 'asked', header: t('revocations.column.asked'), wideOnly: true, cell: (row) => <PersonText actor={row.requestedBy} /> },
      { id: 'at', header: t('revocations.column.at'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} /> },
      {
        id: 'decided',
        header: t('revocations.column.decided'),
        wideOnly: true,
        cell: (row) => (row.decidedBy === null ? '–' : <PersonText actor={row.decidedBy} />),
      },
      {
        id: 'chain',
        header: t('revocations.column.chain'),
        wideOnly: true,
        cell: (row) => (row.transaction === null ? '–' : `${row.transactionState ?? ''}`),
      },
      { id: 'decide', header: t('revocations.column.decide'), cell: (row) => <Decision row={row} /> },
    ],
    [t],
  );
}

function Subject({ row }: { row: RevocationRequestView }) {
  if (row.batchId !== null) {
    return (
      <TextLink to="/ledger/batches/$id" params={{ id: row.batchId }} size="sm">
        {row.batchId}
      </TextLink>
    );
  }
  return row.credentialId === null ? '–' : <Hash value={row.credentialId} />;
}
