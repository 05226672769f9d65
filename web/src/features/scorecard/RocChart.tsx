import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';

export function RocChart({ validation }: { validation: ValidationView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const draw = useCallback(
    (colors: ChartColors) => ({
      xAxis: { type: 'value' as const, min: 0, max: 1, ...axisStyle(colors, t('scorecard.falsePositive')), nameGap: 26 },
      yAxis: { type: 'value' as const, min: 0, max: 1, ...axisStyle(colors, t('scorecard.truePositive')), nameGap: 34 },
      tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 3) },
      series: [
        {
          type: 'line' as const,
          name: t('scorecard.model'),
          data: validation.roc.map((point) => [point.x, point.y]),
          showSymbol: false,
          lineStyle: { color: colors.accent, width: 2 },
          itemStyle: { color: colors.accent },
          areaStyle: { color: colors.accent, opacity: 0.07 },
        },
        {
          type: 'line' as const,
          name: t('scorecard.chance'),
          data: [
            [0, 0],
            [1, 1],
          ],
          showSymbol: false,
          lineStyle: { color: colors.dim, width: 1, type: 'dashed' as const },
          itemStyle: { color: colors.dim },
        },
      ],
    }),
    [validation, language, t],
  );
  return (
    <ChartPanel
      title="ROC"
      finding={t('scorecard.rocFinding', {
        auc: formatNumber(validation.auc, language, 4),
        gini: formatNumber(validation.gini, language, 3),
      })}
      foot={t('scorecard.onTraining', { rows: formatCount(validation.rows, language) })}
      draw={draw}
      table={{
        head: [t('scorecard.falsePositive'), t('scorecard.truePositive')],
        rows: validation.roc.map((point) => [formatNumber(point.x, language, 3), formatNumber(point.y, language, 3)]),
      }}
    />
  );
}
