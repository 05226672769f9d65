import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/use-can.ts';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { AuditsTab } from '../log/AuditsTab.tsx';
import { LogsTab } from '../log/LogsTab.tsx';
import { StateTab } from '../log/StateTab.tsx';
import { BatchesTab } from './BatchesTab.tsx';
import { EventsTab } from './EventsTab.tsx';
import { IssuersTab } from './IssuersTab.tsx';
import { TransactionsTab } from './TransactionsTab.tsx';

const TABS = ['batches', 'transactions', 'issuers', 'events', 'logs', 'state', 'audits'] as const;

export function LedgerPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }).tab;
  const mayAudit = useCan()('audit:read');
  const tabs = TABS.filter((name) => mayAudit || name !== 'audits');
  const tab = tabs.find((name) => name === wanted) ?? 'batches';
  return (
    <Page title={t('ledger.title')} purpose={t('ledger.purpose')}>
      <PageTabs
        value={tab}
        tabs={tabs.map((name) => ({ value: name, label: t(`ledger.tab.${name}`) }))}
        onChange={(name) => void navigate({ to: '/ledger', search: name === 'batches' ? {} : { tab: name } })}
      >
        <Tabs.Panel value="batches">{tab === 'batches' && <BatchesTab />}</Tabs.Panel>
        <Tabs.Panel value="transactions">{tab === 'transactions' && <TransactionsTab />}</Tabs.Panel>
        <Tabs.Panel value="issuers">{tab === 'issuers' && <IssuersTab />}</Tabs.Panel>
        <Tabs.Panel value="events">{tab === 'events' && <EventsTab />}</Tabs.Panel>
        <Tabs.Panel value="logs">{tab === 'logs' && <LogsTab />}</Tabs.Panel>
        <Tabs.Panel value="state">{tab === 'state' && <StateTab />}</Tabs.Panel>
        {mayAudit && <Tabs.Panel value="audits">{tab === 'audits' && <AuditsTab />}</Tabs.Panel>}
      </PageTabs>
    </Page>
  );
}
