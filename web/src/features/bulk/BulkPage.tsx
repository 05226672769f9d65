import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkView } from '../../../../backend/reliance/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { BulkState } from './BulkState.tsx';
import { BulkUpload } from './BulkUpload.tsx';
import { bulksQuery } from './queries.ts';
import { VerdictBar } from './VerdictBar.tsx';

/** Thousands of credentials in one file, judged at one block. */
export function BulkPage() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(bulksQuery({ limit: 25, ...(cursor === undefined ? {} : { cursor }) }));
  const columns = useColumns();
  return (
    <Page title={t('bulk.title')} purpose={t('bulk.purpose')}>
      <BulkUpload />
      <Panel title={t('bulk.runs')} flush>
        <PagedTable
          query={query}
          caption={t('bulk.runs')}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('bulk.none')}>{t('bulk.noneWhy')}</Empty>}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<BulkView>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('bulk.name'),
        cell: (run) => (
          <RowLink to="/bulk/$id" params={{ id: run.id }}>
            {run.name}
          </RowLink>
        ),
      },
      { id: 'state', header: t('bulk.state'), cell: (run) => <BulkState run={run} /> },
      { id: 'total', header: t('bulk.rows'), align: 'end', cell: (run) => formatCount(run.total, language) },
      { id: 'counts', header: t('bulk.verdicts'), wideOnly: true, cell: (run) => <VerdictBar counts={run.counts} /> },
      { id: 'created', header: t('bulk.created'), wideOnly: true, cell: (run) => <TimeText value={run.createdAt} /> },
    ],
    [t, language],
  );
}
