import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import type { DeepStudy } from './study-deal.ts';

/** How often the simulated pool loses how much. */
export function LossChart({ deep: { histogram, pool } }: { deep: DeepStudy }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const draw = useCallback(
    (colors: ChartColors) => ({
      tooltip: { axisPointer: { type: 'shadow' as const }, valueFormatter: (value: unknown) => formatShare(Number(value), language, 2) },
      xAxis: {
        type: 'category' as const,
        data: histogram.shares.map((_, at) => formatShare((at + 0.5) * histogram.width, language, 1)),
        ...axisStyle(colors, t('outlook.lossAxis')),
        nameGap: 26,
      },
      yAxis: {
        type: 'value' as const,
        ...axisStyle(colors, ''),
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => formatShare(value, language, 0) },
      },
      series: [
        {
          type: 'bar' as const,
          name: t('outlook.pathsAxis'),
          data: [...histogram.shares],
          itemStyle: { color: colors.accent, borderRadius: [2, 2, 0, 0] },
          barCategoryGap: '12%',
        },
      ],
    }),
    [histogram, language, t],
  );
  const edge = (at: number) => formatShare(at * histogram.width, language, 2);
  return (
    <ChartPanel
      title={t('outlook.losses')}
      finding={t('outlook.lossesNote', {
        mean: formatShare(pool.mean, language, 2),
        q95: formatShare(pool.quantile95, language, 2),
        q99: formatShare(pool.quantile99, language, 2),
      })}
      draw={draw}
      table={{
        head: [t('outlook.lossAxis'), t('outlook.pathsAxis')],
        rows: histogram.shares.map((share, at) => [`${edge(at)} – ${edge(at + 1)}`, formatShare(share, language, 2)]),
      }}
    />
  );
}
