import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { issuerQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Figure, FigureStrip, FigureStripSkeleton } from '../../ui/Figure.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ModelRecordPanel } from '../registry/ModelRecordPanel.tsx';
import { keyRole } from './key-role.ts';
import { IssuerStatus } from './IssuersTab.tsx';

export function IssuerPage() {
  const { t } = useTranslation();
  const id = String(useParams({ strict: false }).id);
  const query = useQuery(issuerQuery(id));
  return (
    <Page
      title={query.data?.name ?? t('ledger.issuerTitle', { number: id })}
      mark={query.data === undefined ? null : <IssuerStatus status={query.data.status} />}
      purpose={t('ledger.issuerPurpose')}
      crumbs={[
        { label: t('ledger.title'), to: '/ledger' },
        { label: t('ledger.issuers'), to: '/ledger', tab: 'issuers' },
      ]}
    >
      <Loaded query={query} skeleton={<FigureStripSkeleton count={4} />}>
        {(issuer) => <Issuer issuer={issuer} />}
      </Loaded>
    </Page>
  );
}

function Issuer({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <FigureStrip>
        <Figure
          label={t('ledger.batches')}
          value={formatCount(issuer.batches, language)}
          provenance="chain"
          evidence={`log-root/${issuer.issuerId}`}
        />
        <Figure
          label={t('ledger.credentials')}
          value={formatCount(issuer.leaves, language)}
          provenance="chain"
          evidence={`issuer/${issuer.issuerId}`}
        />
        <Figure
          label={t('ledger.revoked')}
          value={formatCount(issuer.revoked, language)}
          provenance="index"
          evidence={`revocations/${issuer.issuerId}`}
        />
        <Figure label={t('ledger.activeKeys')} value={issuer.keys.filter((key) => key.active).length} provenance="index" />
      </FigureStrip>
      <Panel title={t('ledger.identity')}>
        <Facts
          items={[
            { name: t('ledger.issuerNumber'), value: issuer.issuerId },
            { name: t('ledger.admin'), value: <Hash value={issuer.admin} full /> },
            { name: t('ledger.nameHash'), value: <Hash value={issuer.nameHash} full /> },
            { name: t('ledger.logRoot'), value: issuer.logRoot === null ? '–' : <Hash value={issuer.logRoot} full /> },
            { name: t('ledger.registeredBlock'), value: formatCount(issuer.registeredBlock, language) },
          ]}
        />
      </Panel>
      <ModelRecordPanel issuer={issuer.issuerId} />
      <IssuerKeys issuer={issuer} />
      <Panel title={t('ledger.statusHistory')} note={t('ledger.statusHistoryNote')}>
        <Facts
          items={issuer.statusHistory.map((entry) => ({
            name: entry.status === 'active' || entry.status === 'suspended' ? t(`ledger.issuerStatus.${entry.status}`) : entry.status,
            value: <TimeText value={entry.since} />,
          }))}
        />
      </Panel>
    </>
  );
}

type Key = IssuerView['keys'][number];
function IssuerKeys({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<Key>[] => [
      { id: 'address', header: t('ledger.keyAddress'), cell: (row) => <Hash value={row.address} /> },
      {
        id: 'active',
        header: t('ledger.state'),
        cell: (row) => (
          <StatusBadge tone={row.active ? 'pass' : 'mute'}>{t(row.active ? 'ledger.keyActive' : 'ledger.keyPast')}</StatusBadge>
        ),
      },
      { id: 'roles', header: t('ledger.keyRoles'), cell: (row) => row.roles.map((role) => keyRole(t, role)).join(', ') },
      { id: 'from', header: t('ledger.validFrom'), wideOnly: true, cell: (row) => <TimeText value={row.validFrom} /> },
      {
        id: 'until',
        header: t('ledger.validUntil'),
        wideOnly: true,
        cell: (row) => (row.validUntil === null ? t('ledger.openEnd') : <TimeText value={row.validUntil} />),
      },
    ],
    [t],
  );
  return (
    <Panel title={t('ledger.keys')} note={t('ledger.keysNote')} flush>
      <DataTable caption={t('ledger.keys')} columns={columns} rows={issuer.keys} rowKey={(row) => `${row.address}:${row.validFrom}`} />
    </Panel>
  );
}
