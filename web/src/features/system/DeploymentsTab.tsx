import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../../../backend/platform/http/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

type Deployment = SystemView['deployments'][number];

/** Which contracts are in use, and the versions around them. */
export function DeploymentsTab({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Deployment>[] => [
      { id: 'contract', header: t('ledger.contract'), sortBy: (row) => row.contract, cell: (row) => <strong>{row.contract}</strong> },
      {
        id: 'state',
        header: t('ledger.state'),
        cell: (row) => (
          <StatusBadge tone={row.retiredAt === null ? 'pass' : 'mute'}>
            {t(row.retiredAt === null ? 'system.inUse' : 'system.retired')}
          </StatusBadge>
        ),
      },
      { id: 'address', header: t('ledger.keyAddress'), cell: (row) => <Hash value={row.address} /> },
      { id: 'block', header: t('ledger.block'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.block, language) },
      { id: 'abi', header: t('system.abiHash'), wideOnly: true, cell: (row) => <Hash value={row.abiHash} /> },
      { id: 'at', header: t('system.deployedAt'), wideOnly: true, cell: (row) => <TimeText value={row.deployedAt} /> },
    ],
    [t, language],
  );
  return (
    <>
      <Panel title={t('system.deployments')} note={t('system.deploymentsNote')} flush>
        {system.deployments.length === 0 ? (
          <Empty title={t('system.noDeployments')}>{t('system.noDeploymentsWhy')}</Empty>
        ) : (
          <DataTable
            caption={t('system.deployments')}
            columns={columns}
            rows={system.deployments}
            rowKey={(row) => `${row.contract}:${row.address}`}
          />
        )}
      </Panel>
      <div style={{ height: 16 }} />
      <Panel title={t('system.versions')}>
        <Facts
          items={[
            { name: 'Credence', value: system.version },
            {
              name: t('system.database'),
              value: `${system.database.provider === 'sqlite' ? 'SQLite' : 'PostgreSQL'} · ${t('system.migrations', { applied: String(system.database.migrations) })}`,
            },
            { name: t('system.auditHead'), value: <Hash value={system.audit.head} full /> },
          ]}
        />
      </Panel>
    </>
  );
}
