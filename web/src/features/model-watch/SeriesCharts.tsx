import { SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonitoringView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatNumber, formatShare, type Language } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { pText } from './p-text.ts';
import { SeriesChart } from './SeriesChart.tsx';

type Period = MonitoringView['days'][number];
const STEPS = ['months', 'days'] as const;

/** The figures of the card in their course, by month or by day. */
export function SeriesCharts({ view }: { view: MonitoringView }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<(typeof STEPS)[number]>('months');
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('modelWatch.step')}
        size="xs"
        w={220}
        value={step}
        onChange={(value) => setStep(STEPS.find((each) => each === value) ?? 'months')}
        data={STEPS.map((value) => ({ value, label: t(`modelWatch.steps.${value}`) }))}
      />
      <Charts view={view} periods={step === 'months' ? view.months : view.days} />
    </Stack>
  );
}

function Charts({ view, periods }: { view: MonitoringView; periods: readonly Period[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { training, cutOff } = view;
  const percent = (value: number | null) => (value === null ? '–' : formatShare(value, language));
  const names = periods.map(({ period }) => period);
  const outcome = periods.map((period) => period.outcome);
  const last = periods[periods.length - 1];
  const known = last?.outcome ?? null;
  const calibration =
    known === null
      ? t('modelWatch.noOutcomes')
      : t('modelWatch.calibrationFinding', {
          observed: percent(known.observed),
          predicted: percent(known.predicted),
          rows: String(known.rows),
          p: pText(known.calibration.pValue, language),
        });
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <SeriesChart
        title={t('modelWatch.meanScore')}
        finding={t('modelWatch.meanScoreFinding', { now: number(last?.meanScore, language), before: number(training.meanScore, language) })}
        axis={t('customers.score')}
        step={1}
        periods={names}
        show={(value) => number(value, language)}
        lines={[
          { name: t('modelWatch.meanScore'), values: periods.map(({ meanScore }) => meanScore) },
          { name: t('modelWatch.training'), values: names.map(() => training.meanScore), isReference: true },
        ]}
      />
      <SeriesChart
        title={t('modelWatch.approval')}
        finding={t('modelWatch.approvalFinding', {
          cutOff: String(cutOff),
          now: percent(last?.approvalRate ?? null),
          before: percent(training.approvalRate),
        })}
        axis={t('modelWatch.approval')}
        step={0.01}
        periods={names}
        show={percent}
        lines={[
          { name: t('modelWatch.approval'), values: periods.map(({ approvalRate }) => approvalRate) },
          { name: t('modelWatch.training'), values: names.map(() => training.approvalRate), isReference: true },
        ]}
      />
      <SeriesChart
        title={t('modelWatch.calibration')}
        finding={calibration}
        axis={t('scorecard.badRate')}
        step={0.01}
        periods={names}
        show={percent}
        lines={[
          { name: t('modelWatch.observed'), values: outcome.map((known) => known?.observed ?? null) },
          {
            name: t('modelWatch.predicted'),
            values: periods.map((period) => period.outcome?.predicted ?? period.predicted),
            isReference: true,
          },
        ]}
      />
      <SeriesChart
        title={t('modelWatch.gini')}
        finding={t('modelWatch.giniFinding', {
          now: number(last?.outcome?.ranking?.gini, language, 3),
          before: number(training.gini, language, 3),
        })}
        axis="Gini"
        step={0.01}
        periods={names}
        show={(value) => number(value, language, 3)}
        lines={[
          { name: 'Gini', values: outcome.map((known) => known?.ranking?.gini ?? null) },
          { name: t('modelWatch.trainingGini'), values: names.map(() => training.gini), isReference: true },
        ]}
        band={{
          name: t('modelWatch.interval'),
          lower: outcome.map((known) => known?.ranking?.giniLower ?? null),
          upper: outcome.map((known) => known?.ranking?.giniUpper ?? null),
        }}
      />
    </SimpleGrid>
  );
}

function number(value: number | null | undefined, language: Language, digits = 1): string {
  return value === null || value === undefined ? '–' : formatNumber(value, language, digits);
}
