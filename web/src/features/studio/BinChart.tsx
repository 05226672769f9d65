import { SegmentedControl } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioBins } from '../../../../backend/scoring/studio/schemas.ts';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { EChart } from '../../ui/EChart.tsx';
import { binText } from './bin-words.ts';

interface BinChartProps {
  readonly data: StudioBins;
  /** Places in the bins that have rows. */
  readonly chosen: number | null;
  readonly hovered: number | null;
  readonly onHover: (bin: number | null) => void;
  readonly onPick: (bin: number) => void;
}

const TICKS = { nameGap: 40, fontSize: 11, labelWidth: 96 };

/** Share of the customers as bars, bad rate or WOE as a line; a bar and its row of the table belong together. */
export function BinChart({ data, chosen, hovered, onHover, onPick }: BinChartProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [line, setLine] = useState<'badRate' | 'woe'>('badRate');
  const { bins } = data;
  const draw = useCallback(
    (colors: ChartColors) => {
      const isRate = line === 'badRate';
      const shareTick = (value: number) => formatShare(value, language, 0);
      const name = t(isRate ? 'studio.showRate' : 'studio.showWoe');
      const colorOf = (place: number) => (place === chosen ? colors.accent : place === hovered ? colors.contrast : colors.soft);
      const labels = { color: colors.dim, fontSize: TICKS.fontSize };
      return {
        grid: { left: 56, right: 60, top: 34, bottom: 34 },
        xAxis: {
          type: 'category' as const,
          ...axisStyle(colors, ''),
          data: bins.map((bin) => binText(bin, language)),
          splitLine: { show: false },
          axisLabel: { ...labels, hideOverlap: true, width: TICKS.labelWidth, overflow: 'truncate' as const },
        },
        yAxis: [
          {
            type: 'value' as const,
            ...axisStyle(colors, t('scorecard.share')),
            nameGap: TICKS.nameGap,
            axisLabel: { ...labels, formatter: shareTick },
          },
          {
            type: 'value' as const,
            ...axisStyle(colors, name),
            nameGap: TICKS.nameGap,
            splitLine: { show: false },
            axisLabel: isRate ? { ...labels, formatter: shareTick } : labels,
          },
        ],
        series: [
          {
            type: 'bar' as const,
            name: t('scorecard.share'),
            data: bins.map(({ share }, place) => ({ value: share, itemStyle: { color: colorOf(place) } })),
            color: colors.soft,
            barMaxWidth: 46,
            itemStyle: { borderRadius: [3, 3, 0, 0] },
            tooltip: { valueFormatter: (value: unknown) => formatShare(Number(value), language) },
          },
          {
            type: 'line' as const,
            name,
            yAxisIndex: 1,
            data: bins.map((bin) => (bin.count === 0 ? '-' : bin[line])),
            symbol: 'circle',
            symbolSize: 7,
            color: colors.contrast,
            lineStyle: { color: colors.contrast, width: 2 },
            itemStyle: { color: colors.contrast },
            tooltip: {
              valueFormatter: (value: unknown) =>
                isRate ? formatShare(Number(value), language) : formatNumber(Number(value), language, 3),
            },
          },
        ],
      };
    },
    [bins, chosen, hovered, language, line, t],
  );
  const riskiest = bins.filter(({ count }) => count > 0).toSorted((left, right) => right.badRate - left.badRate)[0];
  const summary = t('studio.chartSummary', {
    bins: String(bins.length),
    bin: riskiest === undefined ? '' : binText(riskiest, language),
    rate: formatShare(riskiest?.badRate ?? 0, language),
    iv: formatNumber(data.figures.iv, language, 3),
  });
  return (
    <>
      <SegmentedControl
        size="xs"
        mt="sm"
        aria-label={t('studio.line')}
        value={line}
        onChange={(value) => setLine(value === 'woe' ? 'woe' : 'badRate')}
        data={[
          { value: 'badRate', label: t('studio.showRate') },
          { value: 'woe', label: t('studio.showWoe') },
        ]}
      />
      <EChart summary={summary} height={250} draw={draw} onHover={onHover} onPick={onPick} />
    </>
  );
}
