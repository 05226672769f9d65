import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { DealOutlook } from '../outlook/DealOutlook.tsx';
import { TradePanel } from '../trade/TradePanel.tsx';
import { DealDocuments } from './DealDocuments.tsx';
import { DealFigures } from './DealFigures.tsx';
import { DealOverview } from './DealOverview.tsx';
import { DealPool } from './DealPool.tsx';
import { DealPeriods } from './DealPeriods.tsx';
import { DealStatusBadge } from './DealStatusBadge.tsx';
import { dealQuery } from './queries.ts';

const TABS = ['overview', 'periods', 'outlook', 'pool', 'trade', 'documents'] as const;

/** One deal: what it is made of, how it fares, each period to the unit, and the papers behind it. */
export function DealPage() {
  const { t } = useTranslation();
  const { address } = useParams({ from: '/shell/member/deals/$address' });
  const query = useQuery(dealQuery(address));
  return (
    <Page
      title={query.data?.name ?? t('deals.deal')}
      mark={query.data === undefined ? undefined : <DealStatusBadge status={query.data.status} />}
      purpose={t('deals.dealPurpose')}
      crumbs={[{ label: t('deals.title'), to: '/deals' }]}
    >
      <Loaded query={query}>{(deal) => <Deal deal={deal} />}</Loaded>
    </Page>
  );
}

function Deal({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab: wanted } = useSearch({ from: '/shell/member/deals/$address' });
  const tab = TABS.find((name) => name === wanted) ?? 'overview';
  return (
    <>
      <DealFigures deal={deal} />
      <PageTabs
        value={tab}
        tabs={TABS.map((value) => ({ value, label: t(`deals.tab.${value}`) }))}
        onChange={(value) =>
          void navigate({
            to: '/deals/$address',
            params: { address: deal.address },
            search: value === 'overview' ? {} : { tab: value },
          })
        }
      >
        <Tabs.Panel value="overview">{tab === 'overview' && <DealOverview deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="periods">{tab === 'periods' && <DealPeriods deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="outlook">{tab === 'outlook' && <DealOutlook address={deal.address} />}</Tabs.Panel>
        <Tabs.Panel value="pool">{tab === 'pool' && <DealPool deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="trade">{tab === 'trade' && <TradePanel deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="documents">{tab === 'documents' && <DealDocuments deal={deal} />}</Tabs.Panel>
      </PageTabs>
    </>
  );
}
