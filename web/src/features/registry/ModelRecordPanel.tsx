import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelRecordView } from '../../../../backend/attestation/models/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { modelRecordQuery } from './registry-queries.ts';

/** What the chain says of an issuer's models: their roles since when, and which of them scored its batches. */
export function ModelRecordPanel({ issuer }: { issuer: number }) {
  const { t } = useTranslation();
  const query = useQuery(modelRecordQuery(String(issuer)));
  return (
    <Panel title={t('registry.recordTitle')} note={t('registry.recordNote')} foot={verdictOf(query.data, t)} flush>
      <Loaded query={query}>
        {(record) =>
          record.changes.length === 0 ? (
            <Empty title={t('registry.recordNone')}>{t('registry.recordNote')}</Empty>
          ) : (
            <Record record={record} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function verdictOf(record: ModelRecordView | undefined, t: TFunction): string | undefined {
  if (record === undefined || record.changes.length === 0) return undefined;
  return t(record.isClean ? 'registry.recordClean' : 'registry.recordUnclean');
}

type Change = ModelRecordView['changes'][number];
type Use = ModelRecordView['uses'][number];

function Record({ record }: { record: ModelRecordView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const changes = useMemo(
    (): Column<Change>[] => [
      { id: 'sequence', header: t('registry.sequence'), align: 'end', cell: (row) => row.sequence },
      {
        id: 'role',
        header: t('registry.roleName'),
        cell: (row) => `${t(`registry.role.${row.role}`)}${row.shareBps > 0 ? ` ${formatShare(row.shareBps / 10_000, language)}` : ''}`,
      },
      { id: 'model', header: t('registry.model'), cell: (row) => <Hash value={row.model} /> },
      { id: 'data', header: t('registry.data'), wideOnly: true, cell: (row) => <Hash value={row.data} /> },
      { id: 'report', header: t('registry.report'), wideOnly: true, cell: (row) => <Hash value={row.report} /> },
      { id: 'time', header: t('registry.time'), wideOnly: true, cell: (row) => <TimeText value={row.time} /> },
      { id: 'tx', header: t('registry.onChain'), wideOnly: true, cell: (row) => <Hash value={row.txHash} /> },
    ],
    [t, language],
  );
  const uses = useMemo(
    (): Column<Use>[] => [
      { id: 'model', header: t('registry.model'), cell: (row) => <Hash value={row.model} /> },
      { id: 'role', header: t('registry.roleName'), cell: (row) => t(`registry.role.${row.role}`) },
      { id: 'batches', header: t('registry.batches'), align: 'end', cell: (row) => formatCount(row.batches, language) },
      { id: 'credentials', header: t('registry.credentials'), align: 'end', cell: (row) => formatCount(row.credentials, language) },
      { id: 'from', header: t('registry.from'), align: 'end', wideOnly: true, cell: (row) => row.firstBatch },
      { id: 'until', header: t('registry.until'), align: 'end', wideOnly: true, cell: (row) => row.lastBatch },
    ],
    [t, language],
  );
  return (
    <Stack gap="md">
      <DataTable caption={t('registry.recordTitle')} columns={changes} rows={record.changes} rowKey={(row) => row.sequence} />
      <DataTable caption={t('registry.uses')} columns={uses} rows={record.uses} rowKey={(row) => `${row.model}:${row.role}`} />
    </Stack>
  );
}
