import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CosignerView } from '../../../../backend/transparency/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { cosignersQuery } from './queries.ts';

/** Others that have seen the checkpoints and signed them. */
export function Cosigners() {
  const { t } = useTranslation();
  const query = useQuery(cosignersQuery);
  const columns = useMemo(
    (): Column<CosignerView>[] => [
      { id: 'name', header: t('log.cosigner'), cell: (row) => row.name },
      {
        id: 'state',
        header: t('log.state'),
        cell: (row) => (
          <StatusBadge tone={row.removedAt === null ? 'pass' : 'mute'}>
            {t(row.removedAt === null ? 'log.taken' : 'log.removed')}
          </StatusBadge>
        ),
      },
      {
        id: 'latest',
        header: t('log.latest'),
        cell: (row) =>
          row.latest.length === 0
            ? '–'
            : row.latest.map(({ issuerId, size }) => t('log.latestOf', { issuer: String(issuerId), size })).join(', '),
      },
      { id: 'key', header: t('log.verifierKey'), wideOnly: true, cell: (row) => <Hash value={row.verifierKey} /> },
    ],
    [t],
  );
  return (
    <Panel title={t('log.cosigners')} note={t('log.cosignersNote')} flush>
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={t('log.noCosigners')}>{t('log.noCosignersWhy')}</Empty>
          ) : (
            <DataTable caption={t('log.cosigners')} columns={columns} rows={data} rowKey={(row) => row.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}
