import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { DealFigures } from '../deals/DealFigures.tsx';
import { DealStatusBadge } from '../deals/DealStatusBadge.tsx';
import { dealQuery } from '../deals/queries.ts';
import { ActsPanel } from './ActsPanel.tsx';
import { ClosePeriod } from './ClosePeriod.tsx';
import { ClosingsPanel } from './ClosingsPanel.tsx';
import { ReportClock } from './ReportClock.tsx';
import { RestatePeriod } from './RestatePeriod.tsx';
import { SubstitutePanel } from './SubstitutePanel.tsx';

const TABS = ['close', 'closings', 'restate', 'loans', 'acts'] as const;

/** One deal as its servicer and trustee see it. */
export function ServicingDealPage() {
  const { t } = useTranslation();
  const { address } = useParams({ from: '/shell/member/servicing/$address' });
  const query = useQuery(dealQuery(address));
  return (
    <Page
      title={query.data?.name ?? t('deals.deal')}
      mark={
        query.data === undefined ? undefined : (
          <>
            <DealStatusBadge status={query.data.status} />
            <ReportClock deal={query.data} />
          </>
        )
      }
      purpose={t('servicing.dealPurpose')}
      crumbs={[{ label: t('servicing.title'), to: '/servicing' }]}
      actions={
        <TextLink to="/deals/$address" params={{ address }} size="sm">
          {t('servicing.investorView')}
        </TextLink>
      }
    >
      <Loaded query={query}>{(deal) => <Desk deal={deal} />}</Loaded>
    </Page>
  );
}

function Desk({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab: wanted, cursor } = useSearch({ from: '/shell/member/servicing/$address' });
  const tab = TABS.find((name) => name === wanted) ?? 'close';
  return (
    <>
      <DealFigures deal={deal} />
      <PageTabs
        value={tab}
        tabs={TABS.map((value) => ({ value, label: t(`servicing.tab.${value}`) }))}
        onChange={(value) =>
          void navigate({
            to: '/servicing/$address',
            params: { address: deal.address },
            search: value === 'close' ? {} : { tab: value },
          })
        }
      >
        <Tabs.Panel value="close">{tab === 'close' && <ClosePeriod key={deal.lastPeriod} deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="closings">{tab === 'closings' && <ClosingsPanel deal={deal.address} cursor={cursor} />}</Tabs.Panel>
        <Tabs.Panel value="restate">{tab === 'restate' && <RestatePeriod deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="loans">{tab === 'loans' && <SubstitutePanel deal={deal} />}</Tabs.Panel>
        <Tabs.Panel value="acts">{tab === 'acts' && <ActsPanel deal={deal} />}</Tabs.Panel>
      </PageTabs>
    </>
  );
}
