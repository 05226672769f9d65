import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tabSearch } from '../../lib/tab-search.ts';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { EventsTab } from './EventsTab.tsx';
import { ItemsTab } from './ItemsTab.tsx';
import { WebhooksTab } from './WebhooksTab.tsx';

/** Credentials that the lender relies on, and what has become of them. */
export function WatchPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tab = useSearch({ from: '/shell/member/watch' }).tab ?? 'items';
  return (
    <Page title={t('watch.title')} purpose={t('watch.purpose')}>
      <PageTabs
        value={tab}
        tabs={(['items', 'events', 'webhooks'] as const).map((value) => ({ value, label: t(`watch.tab.${value}`) }))}
        onChange={(value) => void navigate({ to: '/watch', search: tabSearch(value === 'items' ? undefined : value) })}
      >
        <Tabs.Panel value="items">{tab === 'items' && <ItemsTab />}</Tabs.Panel>
        <Tabs.Panel value="events">{tab === 'events' && <EventsTab />}</Tabs.Panel>
        <Tabs.Panel value="webhooks">{tab === 'webhooks' && <WebhooksTab />}</Tabs.Panel>
      </PageTabs>
    </Page>
  );
}
