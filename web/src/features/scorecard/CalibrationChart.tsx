import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { useValidationBasis } from './validation-basis.ts';

/** Predicted against observed bad rates, by tenth of the score. */
export function CalibrationChart({ validation }: { validation: ValidationView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const { calibration } = validation;
  const draw = useCallback(
    (colors: ChartColors) => ({
      tooltip: { axisPointer: { type: 'shadow' as const }, valueFormatter: (value: unknown) => formatShare(Number(value), language) },
      xAxis: {
        type: 'category' as const,
        data: calibration.map((row) => `${row.lowerScore}–${row.upperScore}`),
        ...axisStyle(colors, t('customers.score')),
        nameGap: 26,
      },
      yAxis: {
        type: 'value' as const,
        ...axisStyle(colors, t('scorecard.badRate')),
        nameGap: 38,
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => `${Math.round(value * 100)}%` },
      },
      series: [
        {
          type: 'bar' as const,
          name: t('scorecard.observed'),
          data: calibration.map((row) => row.observed),
          barMaxWidth: 30,
          itemStyle: { color: colors.soft, borderRadius: [3, 3, 0, 0] },
        },
        {
          type: 'line' as const,
          name: t('scorecard.predicted'),
          data: calibration.map((row) => row.predicted),
          symbol: 'circle',
          symbolSize: 6,
          lineStyle: { color: colors.accent, width: 2 },
          itemStyle: { color: colors.accent },
        },
      ],
    }),
    [calibration, language, t],
  );
  const worst = calibration.reduce((most, row) => Math.max(most, Math.abs(row.predicted - row.observed)), 0);
  return (
    <ChartPanel
      title={t('scorecard.calibration')}
      finding={t('scorecard.calibrationFinding', { gap: formatShare(worst, language) })}
      foot={basis.unseen}
      draw={draw}
      table={{
        head: [t('customers.score'), t('scorecard.count'), t('scorecard.predicted'), t('scorecard.observed')],
        rows: calibration.map((row) => [
          `${row.lowerScore}–${row.upperScore}`,
          row.count,
          formatShare(row.predicted, language),
          formatShare(row.observed, language),
        ]),
      }}
    />
  );
}
