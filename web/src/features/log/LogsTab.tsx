import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogView } from '../../../../backend/transparency/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Cosigners } from './Cosigners.tsx';
import { logsQuery } from './queries.ts';

/** The logs that this installation publishes, and who cosigns them. */
export function LogsTab() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useQuery(logsQuery);
  const columns = useMemo(
    (): Column<LogView>[] => [
      {
        id: 'name',
        header: t('log.issuer'),
        cell: (row) => (
          <RowLink to="/ledger/logs/$issuer" params={{ issuer: String(row.issuerId) }}>
            {row.name === '' ? row.issuerId : row.name}
          </RowLink>
        ),
      },
      { id: 'size', header: t('log.size'), align: 'end', cell: (row) => (row.size === null ? '–' : formatCount(row.size, language)) },
      { id: 'root', header: t('log.root'), wideOnly: true, cell: (row) => (row.root === null ? '–' : <Hash value={row.root} />) },
      { id: 'at', header: t('log.publishedAt'), wideOnly: true, cell: (row) => <TimeText value={row.publishedAt} /> },
    ],
    [t, language],
  );
  return (
    <Stack gap="md">
      <Panel title={t('log.list')} note={t('log.listNote')} flush>
        <Loaded query={query}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty title={t('log.none')}>{t('log.noneWhy')}</Empty>
            ) : (
              <DataTable caption={t('log.list')} columns={columns} rows={data} rowKey={(row) => String(row.issuerId)} />
            )
          }
        </Loaded>
      </Panel>
      <Cosigners />
    </Stack>
  );
}
