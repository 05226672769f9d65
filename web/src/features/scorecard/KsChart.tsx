import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { useValidationBasis } from './validation-basis.ts';

/** Cumulative shares of goods and bads by score, with the widest gap marked. */
export function KsChart({ validation }: { validation: ValidationView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const gap = useMemo(() => widestGap(validation), [validation]);
  const draw = useCallback(
    (colors: ChartColors) => ({
      xAxis: { type: 'value' as const, scale: true, ...axisStyle(colors, t('customers.score')), nameGap: 26 },
      yAxis: {
        type: 'value' as const,
        min: 0,
        max: 1,
        ...axisStyle(colors, t('scorecard.cumulative')),
        nameGap: 38,
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => `${Math.round(value * 100)}%` },
      },
      tooltip: { valueFormatter: (value: unknown) => formatShare(Number(value), language) },
      series: [
        {
          type: 'line' as const,
          name: t('scorecard.badsColumn'),
          data: validation.ks_curve.map((point) => [point.score, point.cumulativeBads]),
          showSymbol: false,
          lineStyle: { color: colors.contrast, width: 2 },
          itemStyle: { color: colors.contrast },
          ...(gap === null
            ? {}
            : {
                markLine: {
                  symbol: ['circle', 'circle'] as [string, string],
                  symbolSize: 5,
                  lineStyle: { color: colors.ink, width: 1.5, type: 'solid' as const },
                  label: {
                    formatter: `KS ${formatNumber(gap.ks, language, 3)}`,
                    position: 'middle' as const,
                    color: colors.ink,
                    fontSize: 11,
                    rotate: 0,
                    backgroundColor: colors.surface,
                    padding: [2, 4],
                    offset: [36, 0] as [number, number],
                  },
                  data: [[{ coord: [gap.score, gap.low] }, { coord: [gap.score, gap.high] }] as [{ coord: number[] }, { coord: number[] }]],
                },
              }),
        },
        {
          type: 'line' as const,
          name: t('scorecard.goods'),
          data: validation.ks_curve.map((point) => [point.score, point.cumulativeGoods]),
          showSymbol: false,
          lineStyle: { color: colors.accent, width: 2 },
          itemStyle: { color: colors.accent },
        },
      ],
    }),
    [validation, gap, language, t],
  );
  return (
    <ChartPanel
      title="KS"
      finding={t('scorecard.ksFinding', {
        ks: formatNumber(validation.ks, language, 3),
        score: formatCount(Math.round(validation.ksScore), language),
      })}
      foot={basis.onRows(formatCount(validation.rows, language))}
      draw={draw}
      table={{
        head: [t('customers.score'), t('scorecard.goods'), t('scorecard.badsColumn')],
        rows: validation.ks_curve.map((point) => [
          point.score,
          formatShare(point.cumulativeGoods, language),
          formatShare(point.cumulativeBads, language),
        ]),
      }}
    />
  );
}

interface Gap {
  score: number;
  low: number;
  high: number;
  ks: number;
}

function widestGap(validation: ValidationView): Gap | null {
  let widest: Gap | null = null;
  for (const point of validation.ks_curve) {
    const ks = Math.abs(point.cumulativeBads - point.cumulativeGoods);
    if (widest !== null && ks <= widest.ks) continue;
    widest = {
      score: point.score,
      ks,
      low: Math.min(point.cumulativeBads, point.cumulativeGoods),
      high: Math.max(point.cumulativeBads, point.cumulativeGoods),
    };
  }
  return widest;
}
