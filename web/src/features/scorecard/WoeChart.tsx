import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { binName, characteristicName } from '../customers/glossary.ts';
import type { Characteristic } from './characteristic.ts';

type Bin = Characteristic['bins'][number];

/** Share of customers in each bin as bars, weight of evidence as a line. */
export function WoeChart({ view }: { view: Characteristic }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = characteristicName(view.name, language);
  // Bins without anybody, as for missing values that never occurred, would only take room.
  const shown = useMemo(() => view.bins.filter((bin) => bin.count > 0), [view]);
  const riskiest = shown.reduce<Bin | null>((most, bin) => (most === null || bin.badRate > most.badRate ? bin : most), null);
  const draw = useCallback(
    (colors: ChartColors) => {
      const names = shown.map((bin) => binName(bin.label, bin.levels, language));
      return {
        grid: { left: 54, right: 54, top: 36, bottom: 46 },
        xAxis: {
          type: 'category' as const,
          data: names,
          ...axisStyle(colors, ''),
          axisLabel: {
            color: colors.dim,
            fontSize: 11,
            interval: 0,
            width: 104,
            overflow: 'truncate' as const,
          },
        },
        yAxis: [
          {
            type: 'value' as const,
            ...axisStyle(colors, t('scorecard.share')),
            nameGap: 40,
            axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => `${Math.round(value * 100)}%` },
          },
          { type: 'value' as const, ...axisStyle(colors, 'WOE'), nameGap: 36, splitLine: { show: false } },
        ],
        series: [
          {
            type: 'bar' as const,
            name: t('scorecard.share'),
            data: shown.map((bin) => bin.share),
            barMaxWidth: 46,
            itemStyle: { color: colors.soft, borderRadius: [3, 3, 0, 0] },
            tooltip: { valueFormatter: (value: unknown) => formatShare(Number(value), language) },
          },
          {
            type: 'line' as const,
            name: 'WOE',
            yAxisIndex: 1,
            data: shown.map((bin) => bin.woe),
            symbol: 'circle',
            symbolSize: 7,
            lineStyle: { color: colors.accent, width: 2 },
            itemStyle: { color: colors.accent },
            tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 3) },
          },
        ],
      };
    },
    [shown, language, t],
  );
  return (
    <ChartPanel
      title={t('scorecard.woeTitle', { name })}
      finding={
        riskiest === null
          ? ''
          : t('scorecard.woeFinding', {
              bin: binName(riskiest.label, riskiest.levels, language),
              rate: formatShare(riskiest.badRate, language),
              iv: formatNumber(view.iv, language, 3),
              trend: t(`scorecard.trend.${view.trend}`),
            })
      }
      draw={draw}
      height={300}
      table={{
        head: [t('scorecard.bin'), t('scorecard.count'), t('scorecard.share'), 'WOE'],
        rows: view.bins.map((bin) => [
          binName(bin.label, bin.levels, language),
          formatCount(bin.count, language),
          formatShare(bin.share, language),
          formatNumber(bin.woe, language, 3),
        ]),
      }}
    />
  );
}
