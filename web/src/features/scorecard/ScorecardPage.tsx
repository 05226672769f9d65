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
import { ModelPanel } from './ModelPanel.tsx';
import { LifeTab } from '../registry/LifeTab.tsx';
import { PromotionPanel } from '../registry/PromotionPanel.tsx';
import { ScorecardState } from './ScorecardState.tsx';
import { SegmentsPanel } from './SegmentsPanel.tsx';
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
  const search = useSearch({ strict: false });
  const tab = TABS.find((name) => name === search.tab) ?? 'binning';
  const segment = card.segments.find((own) => own.segment === search.segment) ?? null;
  const place = (name: string, own: string | undefined) => ({
    ...(name === 'binning' ? {} : { tab: name }),
    ...(own === undefined ? {} : { segment: own }),
  });
  const { crossValidation: cv } = card.validation;
  const evidence = `model/${card.hash}`;
  const ratio = (value: number): string => formatNumber(value, language, 3);
  return (
    <>
      <FigureStrip>
        <Figure
          label={cv === null ? 'AUC' : t('scorecard.cvAuc')}
          value={formatNumber(card.auc, language, 4)}
          note={
            cv === null
              ? t('scorecard.ofModel.notCrossed')
              : t('scorecard.plusMinus', { sd: formatNumber(cv.aucSd, language, 3), folds: String(cv.folds.length) })
          }
          provenance="model"
          evidence={evidence}
        />
        <Figure label={cv === null ? 'KS' : t('scorecard.cvKs')} value={ratio(card.ks)} provenance="model" />
        <Figure label={cv === null ? 'Gini' : t('scorecard.cvGini')} value={ratio(card.gini)} provenance="model" />
        <Figure label={t('scorecard.brier')} value={ratio(card.validation.brier)} note={t('scorecard.lowerIsBetter')} provenance="model" />
        <Figure
          label={t(card.model === null ? 'scorecard.characteristics' : 'scorecard.ofModel.inputs')}
          value={card.characteristics}
          note={card.model === null ? t('scorecard.ofTried', { all: String(triedIn(card)) }) : t(`scorecard.kindName.${card.kind}`)}
          provenance="model"
        />
        <Figure
          label={t(card.model === null ? 'scorecard.rows' : 'scorecard.ofModel.measured')}
          value={formatCount(card.model === null ? card.rows : card.model.measured.rows, language)}
          note={t('scorecard.bads', { bads: formatCount(card.validation.bads, language) })}
          provenance="database"
        />
      </FigureStrip>
      {card.model !== null && <ModelPanel model={card.model} />}
      <PromotionPanel card={card} />
      <SegmentsPanel
        card={card}
        chosen={segment}
        onChoose={(own) => void navigate({ to: '.', search: place(tab, own?.segment), resetScroll: false })}
      />
      <PageTabs
        value={tab}
        tabs={TABS.map((name) => ({
          value: name,
          label: t(name === 'binning' && card.model !== null ? 'scorecard.ofModel.binsTab' : `scorecard.tab.${name}`),
        }))}
        onChange={(name) => void navigate({ to: '.', search: place(name, segment?.segment), resetScroll: false })}
      >
        <Tabs.Panel value="binning">
          {tab === 'binning' && <BinningTab {...(segment ?? card.segments[0] ?? card)} isOfModel={card.model !== null} />}
        </Tabs.Panel>
        <Tabs.Panel value="validation">{tab === 'validation' && <ValidationTab validation={(segment ?? card).validation} />}</Tabs.Panel>
        <Tabs.Panel value="life">{tab === 'life' && <LifeTab card={card} />}</Tabs.Panel>
        <Tabs.Panel value="document">{tab === 'document' && <DocumentTab card={card} />}</Tabs.Panel>
      </PageTabs>
    </>
  );
}

/** Attributes that training looked at, in any segment. */
function triedIn({ characteristicViews, segments }: ScorecardView): number {
  return new Set([...characteristicViews, ...segments.flatMap((own) => own.characteristicViews)].map(({ name }) => name)).size;
}
