import { Alert, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MonitoredModels } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatCount, formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { ScorecardState } from '../scorecard/ScorecardState.tsx';
import { AlertsPanel } from './AlertsPanel.tsx';
import { DriftLevel } from './DriftLevel.tsx';
import { HeatMap } from './HeatMap.tsx';
import { RefitsPanel } from './RefitsPanel.tsx';
import { RidgeChart } from './RidgeChart.tsx';
import { SeriesCharts } from './SeriesCharts.tsx';
import { modelsQuery, monitoringQuery } from './watch-queries.ts';

type Model = MonitoredModels['data'][number];

/** Living with a scorecard: what its customers look like since it was trained, what came of them, and what to do about it. */
export function ModelWatchPage() {
  const { t } = useTranslation();
  const query = useQuery(modelsQuery);
  const { scorecard } = useSearch({ strict: false });
  return (
    <Page title={t('modelWatch.title')} purpose={t('modelWatch.purpose')}>
      <Loaded query={query}>
        {({ data }) => {
          const chosen = data.find(({ hash }) => hash === scorecard) ?? data.find(({ role }) => role === 'champion') ?? data[0];
          return chosen === undefined ? (
            <Empty title={t('modelWatch.none')}>{t('modelWatch.noneWhy')}</Empty>
          ) : (
            <Watched models={data} model={chosen} />
          );
        }}
      </Loaded>
    </Page>
  );
}

function Watched({ models, model }: { models: Model[]; model: Model }) {
  const { t } = useTranslation();
  const query = useQuery(monitoringQuery(model.hash));
  return (
    <Stack gap="md">
      <Standing models={models} model={model} />
      <Loaded query={query}>
        {(view) =>
          view.months.length === 0 ? (
            <Panel title={t('modelWatch.heat')}>
              <Empty title={t('modelWatch.notMeasured')}>{t('modelWatch.notMeasuredWhy')}</Empty>
            </Panel>
          ) : (
            <>
              {view.kind !== 'scorecard' && (
                <Alert color="blue" variant="light">
                  {t('modelWatch.ofModel', { rows: String(view.training.rows) })}
                </Alert>
              )}
              <HeatMap view={view} />
              <RidgeChart view={view} />
              <SeriesCharts view={view} />
              <AlertsPanel alerts={view.alerts} />
            </>
          )
        }
      </Loaded>
      <RefitsPanel key={model.hash} hash={model.hash} canRefit={query.data?.kind === 'scorecard'} />
    </Stack>
  );
}

function Standing({ models, model }: { models: Model[]; model: Model }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const day = (value: string | null) => (value === null ? '–' : formatPlainDay(value, language));
  return (
    <Panel
      title={model.name}
      note={t('modelWatch.standingNote')}
      actions={
        models.length > 1 && (
          <Select
            aria-label={t('modelWatch.choose')}
            size="xs"
            w={280}
            allowDeselect={false}
            value={model.hash}
            data={models.map(({ hash, name }) => ({ value: hash, label: `${name} · ${hash.slice(0, 10)}` }))}
            onChange={(value) => void navigate({ to: '/monitoring', search: value === null ? {} : { scorecard: value }, replace: true })}
          />
        )
      }
    >
      <Facts
        columns
        items={[
          { name: t('modelWatch.state'), value: <ScorecardState card={model} /> },
          { name: t('modelWatch.levelColumn'), value: model.level === null ? '–' : <DriftLevel level={model.level} /> },
          { name: t('modelWatch.openAlerts'), value: formatCount(model.openAlerts, language) },
          { name: t('modelWatch.pendingRefits'), value: formatCount(model.pendingRefits, language) },
          { name: t('modelWatch.scores'), value: formatCount(model.rows, language) },
          { name: t('modelWatch.daysMeasured'), value: formatCount(model.days, language) },
          { name: t('modelWatch.firstDay'), value: day(model.firstDay) },
          { name: t('modelWatch.lastDay'), value: day(model.lastDay) },
        ]}
      />
    </Panel>
  );
}
