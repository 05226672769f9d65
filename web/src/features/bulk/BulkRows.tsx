import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkRow, BulkView } from '../../../../backend/reliance/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { VerdictBadge } from '../verify/VerdictBadge.tsx';
import classes from './bulk.module.css';
import { bulkRowsQuery } from './queries.ts';
import { verdictCounts } from './verdict-counts.ts';

/** Each row of the file with its verdict; the buttons above filter by verdict. */
export function BulkRows({ run }: { run: BulkView }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/shell/member/bulk/$id' });
  const query = useQuery(bulkRowsQuery(run.id, { limit: 50, verdict: search.verdict, cursor: search.cursor }));
  const columns = useColumns();
  return (
    <Panel title={t('bulk.results')} note={<VerdictFilter run={run} chosen={search.verdict ?? null} />} flush>
      <PagedTable
        query={query}
        caption={t('bulk.results')}
        columns={columns}
        rowKey={(row) => String(row.line)}
        empty={<Empty title={t('bulk.noRows')}>{t('bulk.noRowsWhy')}</Empty>}
      />
    </Panel>
  );
}

function VerdictFilter({ run, chosen }: { run: BulkView; chosen: string | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const show = (verdict: string | null): void => {
    void navigate({
      to: '/bulk/$id',
      params: { id: run.id },
      search: verdict === null ? {} : { verdict },
      replace: true,
      resetScroll: false,
    });
  };
  return (
    <fieldset className={classes.chips} aria-label={t('bulk.filter')} style={{ border: 0, padding: '8px 0 4px', margin: 0 }}>
      <UnstyledButton className={classes.chip} aria-pressed={chosen === null} onClick={() => show(null)}>
        {t('table.all')} <b>{formatCount(run.total, language)}</b>
      </UnstyledButton>
      {verdictCounts(run.counts).map(([verdict, count]) => (
        <UnstyledButton
          key={verdict}
          className={classes.chip}
          aria-pressed={chosen === verdict}
          data-filter={verdict}
          onClick={() => show(verdict)}
        >
          <VerdictBadge verdict={verdict} /> <b>{formatCount(count, language)}</b>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}

function useColumns(): Column<BulkRow>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      { id: 'line', header: t('bulk.line'), align: 'end', cell: (row) => formatCount(row.line, language), sortBy: (row) => row.line },
      { id: 'verdict', header: t('bulk.verdict'), cell: (row) => <VerdictBadge verdict={row.verdict} />, sortBy: (row) => row.verdict },
      { id: 'words', header: t('bulk.why'), cell: (row) => row.words[language] },
      { id: 'digest', header: t('bulk.digest'), wideOnly: true, cell: (row) => (row.digest === null ? '–' : <Hash value={row.digest} />) },
      { id: 'issuer', header: t('bulk.issuer'), align: 'end', wideOnly: true, cell: (row) => row.issuer ?? '–' },
      { id: 'expiry', header: t('bulk.expiry'), wideOnly: true, cell: (row) => <TimeText value={row.expiry} dayOnly /> },
    ],
    [t, language],
  );
}
