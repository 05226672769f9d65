import { Button, Tabs } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { scorecardQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Figure, FigureStrip, FigureStripSkeleton } from '../../ui/Figure.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { BinningTab } from './BinningTab.tsx';
import { DocumentTab } from './DocumentTab.tsx';
import { LifeTab } from '../registry/LifeTab.tsx';
import { PromotionPanel } from '../registry/PromotionPanel.tsx';
import { ScorecardState } from './ScorecardState.tsx';
import { ValidationTab } from './ValidationTab.tsx';

const TABS = ['binning', 'validation', 'document', 'life'] as const;

export function ScorecardPage() {
  const { t } = useTranslation();
  const hash = String(useParams({ strict: false }).hash);
  const query = useQuery(scorecardQuery(hash));
  return (
    <Page
      title={query.data?.name ?? t('scorecard.one')}
      mark={query.data === undefined ? null : <ScorecardState card={query.data} />}
      purpose={t('scorecard.onePurpose')}
      crumbs={[{ label: t('scorecard.listTitle'), to: '/scorecards' }]}
      actions={
        <Button component="a" href={`/v1/scorecards/${hash}/document`} download variant="default" leftSection={<IconDownload size={15} />}>
          {t('scorecard.download')}
        </Button>
      }
    >
      <Loaded query={query} skeleton={<FigureStripSkeleton count={6} />}>
        {(card) => <Scorecard card={card} />}
      </Loaded>
    </Page>
  );
}

function Scorecard({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }).tab;
  const tab = TABS.find((name) => name === wanted) ?? 'binning';
  const { crossValidation: cv } = card.validation;
  const evidence = `model/${card.hash}`;
  const ratio = (value: number): string => formatNumber(value, language, 3);
  return (
    <>
      <FigureStrip>
        <Figure
          label={t('scorecard.cvAuc')}
          value={formatNumber(cv.auc, language, 4)}
          note={t('scorecard.plusMinus', { sd: formatNumber(cv.aucSd, language, 3), folds: String(cv.folds.length) })}
          provenance="model"
          evidence={evidence}
        />
        <Figure label={t('scorecard.cvKs')} value={ratio(cv.ks)} provenance="model" />
        <Figure label={t('scorecard.cvGini')} value={ratio(cv.gini)} provenance="model" />
        <Figure label={t('scorecard.brier')} value={ratio(card.validation.brier)} note={t('scorecard.lowerIsBetter')} provenance="model" />
        <Figure
          label={t('scorecard.characteristics')}
          value={card.characteristics}
          note={t('scorecard.ofTried', { all: String(card.characteristicViews.length) })}
          provenance="model"
        />
        <Figure
          label={t('scorecard.rows')}
          value={formatCount(card.rows, language)}
          note={t('scorecard.bads', { bads: formatCount(card.validation.bads, language) })}
          provenance="database"
        />
      </FigureStrip>
      <PromotionPanel card={card} />
      <PageTabs
        value={tab}
        tabs={TABS.map((name) => ({ value: name, label: t(`scorecard.tab.${name}`) }))}
        onChange={(name) => void navigate({ to: '.', search: name === 'binning' ? {} : { tab: name }, resetScroll: false })}
      >
        <Tabs.Panel value="binning">{tab === 'binning' && <BinningTab card={card} />}</Tabs.Panel>
        <Tabs.Panel value="validation">{tab === 'validation' && <ValidationTab card={card} />}</Tabs.Panel>
        <Tabs.Panel value="life">{tab === 'life' && <LifeTab card={card} />}</Tabs.Panel>
        <Tabs.Panel value="document">{tab === 'document' && <DocumentTab card={card} />}</Tabs.Panel>
      </PageTabs>
    </>
  );
}
