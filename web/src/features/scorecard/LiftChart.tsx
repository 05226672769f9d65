import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnseenView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { useValidationBasis } from './validation-basis.ts';

/** Bad rate of each tenth of the scores over that of all, the lowest scores first. */
export function LiftChart({ unseen }: { unseen: UnseenView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const { gains } = unseen;
  const draw = useCallback(
    (colors: ChartColors) => ({
      xAxis: {
        type: 'category' as const,
        data: gains.map((row) => `${row.lowerScore}–${row.upperScore}`),
        ...axisStyle(colors, t('customers.score')),
        nameGap: 26,
      },
      yAxis: { type: 'value' as const, min: 0, ...axisStyle(colors, t('scorecard.lift')), nameGap: 34 },
      tooltip: { axisPointer: { type: 'shadow' as const }, valueFormatter: (value: unknown) => formatNumber(Number(value), language, 2) },
      series: [
        {
          type: 'bar' as const,
          name: t('scorecard.lift'),
          data: gains.map((row) => row.lift),
          barMaxWidth: 30,
          itemStyle: { color: colors.accent, borderRadius: [3, 3, 0, 0] },
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: colors.dim, width: 1, type: 'dashed' as const },
            label: { formatter: '1', color: colors.dim },
            data: [{ yAxis: 1 }],
          },
        },
      ],
    }),
    [gains, language, t],
  );
  const [first] = gains;
  return (
    <ChartPanel
      title={t('scorecard.lift')}
      finding={t('scorecard.liftFinding', {
        lift: formatNumber(first?.lift ?? 1, language, 2),
        share: formatShare(first?.cumulativeRows ?? 0, language),
      })}
      foot={basis.unseen}
      draw={draw}
      table={{
        head: [t('customers.score'), t('scorecard.badRate'), t('scorecard.lift')],
        rows: gains.map((row) => [
          `${row.lowerScore}–${row.upperScore}`,
          formatShare(row.badRate, language),
          formatNumber(row.lift, language, 2),
        ]),
      }}
    />
  );
}
