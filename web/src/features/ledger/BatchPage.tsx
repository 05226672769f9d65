import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { BatchRow, CredentialRow } from '../../../../backend/attestation/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { batchCredentialsQuery, batchQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Figure, FigureStrip, FigureStripSkeleton } from '../../ui/Figure.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { AskRevocation } from '../revocations/AskRevocation.tsx';
import { BatchFacts } from './BatchFacts.tsx';
import { BatchOfFile, BatchStanding, BatchState, CredentialState } from './state-badges.tsx';

export function BatchPage() {
  const { t } = useTranslation();
  const id = String(useParams({ strict: false }).id);
  const query = useQuery(batchQuery(id));
  const title = query.data?.batch == null ? t('ledger.batch') : t('ledger.batchTitle', { number: query.data.batch });
  return (
    <Page
      title={title}
      mark={
        query.data === undefined ? null : (
          <>
            <BatchState state={query.data.state} />
            {query.data.file !== null && <BatchOfFile />}
            {query.data.standing !== 'live' && <BatchStanding standing={query.data.standing} />}
          </>
        )
      }
      purpose={t('ledger.batchPurpose')}
      actions={<AskRevocation subject={{ batchId: id }} />}
      crumbs={[{ label: t('ledger.title'), to: '/ledger' }]}
    >
      <Loaded query={query} skeleton={<FigureStripSkeleton count={4} />}>
        {(batch) => <Batch batch={batch} />}
      </Loaded>
    </Page>
  );
}

function Batch({ batch }: { batch: BatchRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const seesCredentials = useCan()('credentials:read');
  const gasEach = batch.gasUsed === null || batch.leaves === 0 ? null : Number(batch.gasUsed) / batch.leaves;
  return (
    <>
      <FigureStrip>
        <Figure
          label={t('ledger.credentials')}
          value={formatCount(batch.leaves, language)}
          provenance="chain"
          evidence={`batch-root/${batch.id}`}
        />
        <Figure
          label={t('ledger.firstLeaf')}
          value={batch.firstLeaf === null ? '–' : formatCount(batch.firstLeaf, language)}
          provenance="chain"
          evidence={batch.batch === null ? null : `batch-leaf/${batch.id}`}
        />
        <Figure
          label={t('ledger.gasUsed')}
          value={batch.gasUsed === null ? '–' : formatCount(batch.gasUsed, language)}
          provenance="chain"
          note={t('ledger.oneTransaction')}
        />
        <Figure
          label={t('ledger.gasEach')}
          value={gasEach === null ? '–' : formatCount(Math.round(gasEach), language)}
          unit="gas"
          provenance="index"
        />
        <Figure
          label={t('ledger.block')}
          value={batch.block === null ? '–' : formatCount(batch.block.number, language)}
          provenance="chain"
        />
      </FigureStrip>
      <BatchFacts batch={batch} />
      {batch.file !== null ? <FileCredentials /> : seesCredentials && <BatchCredentials id={batch.id} />}
    </>
  );
}

function FileCredentials() {
  const { t } = useTranslation();
  return (
    <Panel title={t('ledger.batchCredentials')}>
      <Empty title={t('ledger.fileCredentials')}>{t('ledger.fileCredentialsWhy')}</Empty>
    </Panel>
  );
}

type Credential = z.infer<typeof CredentialRow>;

function BatchCredentials({ id }: { id: string }) {
  const { t } = useTranslation();
  const seesCustomers = useCan()('customers:read');
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(batchCredentialsQuery(id, { limit: 25, cursor }));
  const columns = useMemo(
    (): Column<Credential>[] => [
      { id: 'position', header: t('ledger.position'), align: 'end', cell: (row) => row.position },
      {
        id: 'digest',
        header: t('ledger.digest'),
        cell: (row) =>
          seesCustomers ? (
            <RowLink to="/customers/$id" params={{ id: row.customerId }}>
              <Hash value={row.digest} copy={false} />
            </RowLink>
          ) : (
            <Hash value={row.digest} />
          ),
      },
      { id: 'state', header: t('ledger.state'), cell: (row) => <CredentialState state={row.state} /> },
      { id: 'index', header: t('ledger.ledgerIndex'), align: 'end', wideOnly: true, cell: (row) => row.index ?? '–' },
      { id: 'issued', header: t('ledger.issuedAt'), wideOnly: true, cell: (row) => <TimeText value={row.issuedAt} /> },
      { id: 'expiry', header: t('ledger.expiry'), wideOnly: true, cell: (row) => <TimeText value={row.expiry} /> },
    ],
    [t, seesCustomers],
  );
  return (
    <Panel title={t('ledger.batchCredentials')} note={t('ledger.batchCredentialsNote')} flush>
      <Loaded query={query}>
        {(page) => (
          <>
            <DataTable
              caption={t('ledger.batchCredentials')}
              columns={columns}
              rows={page.data}
              rowKey={(row) => row.id}
              stale={query.isPlaceholderData}
            />
            <Pager page={page} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
