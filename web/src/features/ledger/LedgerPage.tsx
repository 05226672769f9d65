import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { BatchesTab } from './BatchesTab.tsx';
import { EventsTab } from './EventsTab.tsx';
import { IssuersTab } from './IssuersTab.tsx';
import { TransactionsTab } from './TransactionsTab.tsx';

const TABS = ['batches', 'transactions', 'issuers', 'events'] as const;

export function LedgerPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }).tab;
  const tab = TABS.find((name) => name === wanted) ?? 'batches';
  return (
    <Page title={t('ledger.title')} purpose={t('ledger.purpose')}>
      <PageTabs
        value={tab}
        tabs={TABS.map((name) => ({ value: name, label: t(`ledger.tab.${name}`) }))}
        onChange={(name) => void navigate({ to: '/ledger', search: name === 'batches' ? {} : { tab: name } })}
      >
        <Tabs.Panel value="batches">{tab === 'batches' && <BatchesTab />}</Tabs.Panel>
        <Tabs.Panel value="transactions">{tab === 'transactions' && <TransactionsTab />}</Tabs.Panel>
        <Tabs.Panel value="issuers">{tab === 'issuers' && <IssuersTab />}</Tabs.Panel>
        <Tabs.Panel value="events">{tab === 'events' && <EventsTab />}</Tabs.Panel>
      </PageTabs>
    </Page>
  );
}
