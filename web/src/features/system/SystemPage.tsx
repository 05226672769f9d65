import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { systemQuery } from '../../lib/queries.ts';
import { FigureStripSkeleton } from '../../ui/Figure.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { AuditTab } from './AuditTab.tsx';
import { DeploymentsTab } from './DeploymentsTab.tsx';
import { JobsTab } from './JobsTab.tsx';
import { SystemFigures } from './SystemFigures.tsx';

const TABS = ['jobs', 'deployments', 'audit'] as const;

export function SystemPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery(systemQuery);
  const wanted = useSearch({ strict: false }).tab;
  const tab = TABS.find((name) => name === wanted) ?? 'jobs';
  return (
    <Page title={t('system.title')} purpose={t('system.purpose')}>
      <Loaded query={query} skeleton={<FigureStripSkeleton count={5} />}>
        {(system) => <SystemFigures system={system} />}
      </Loaded>
      <PageTabs
        value={tab}
        tabs={TABS.map((name) => ({ value: name, label: t(`system.tab.${name}`) }))}
        onChange={(name) => void navigate({ to: '/system', search: name === 'jobs' ? {} : { tab: name }, resetScroll: false })}
      >
        <Tabs.Panel value="jobs">{tab === 'jobs' && <JobsTab />}</Tabs.Panel>
        <Tabs.Panel value="deployments">
          {tab === 'deployments' && query.data !== undefined && <DeploymentsTab system={query.data} />}
        </Tabs.Panel>
        <Tabs.Panel value="audit">{tab === 'audit' && <AuditTab />}</Tabs.Panel>
      </PageTabs>
    </Page>
  );
}
