import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonitoringView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';

/** How far the tallest ridge reaches, in distances between two. */
const REACH = 1.6;
const FRAME_PX = 96;
const RIDGE_PX = 46;
const OPAQUE = 0.82;

/** The distribution of scores month by month, each over the same scale with the training's as an outline. */
export function RidgeChart({ view }: { view: MonitoringView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { months, training } = view;
  const draw = useCallback((colors: ChartColors) => ridges(view, colors, t('customers.score')), [view, t]);
  const last = months[months.length - 1];
  const shift = (last?.meanScore ?? training.meanScore) - training.meanScore;
  return (
    <ChartPanel
      title={t('modelWatch.ridges')}
      finding={t('modelWatch.ridgesFinding', {
        month: last?.period ?? '',
        mean: formatNumber(last?.meanScore ?? 0, language, 1),
        shift: `${shift < 0 ? '−' : '+'}${formatNumber(Math.abs(shift), language, 1)}`,
      })}
      foot={t('modelWatch.ridgesFoot', { rows: String(training.rows) })}
      height={FRAME_PX + RIDGE_PX * months.length}
      draw={draw}
      table={{
        head: [t('customers.score'), t('modelWatch.training'), ...months.map(({ period }) => period)],
        rows: training.bands.map(({ lower, upper, share }, at) => [
          `${lower}–${upper}`,
          formatShare(share, language),
          ...months.map(({ bands }) => formatShare(bands[at] ?? 0, language)),
        ]),
      }}
    />
  );
}

function ridges({ months, training }: MonitoringView, colors: ChartColors, axis: string) {
  const expected = training.bands.map(({ share }) => share);
  const tallest = Math.max(...expected, ...months.flatMap(({ bands }) => bands));
  const heights = (shares: readonly number[]) => shares.map((share) => (REACH * share) / tallest);
  const ground = (place: number, stack: string, layer: number) => ({
    type: 'line' as const,
    stack,
    data: expected.map(() => place),
    symbol: 'none',
    silent: true,
    z: layer,
    lineStyle: { color: colors.line, width: 1 },
  });
  const series = months.flatMap(({ period, bands }, at) => {
    // The newest month stands in front, at the foot of the chart.
    const place = months.length - 1 - at;
    const layer = 2 + at;
    const curve = { type: 'line' as const, smooth: 0.3, smoothMonotone: 'x' as const, symbol: 'none', silent: true, z: layer };
    return [
      ground(place, `now-${period}`, layer),
      {
        ...curve,
        name: period,
        stack: `now-${period}`,
        data: heights(bands),
        lineStyle: { color: colors.accent, width: 1.5 },
        areaStyle: { color: colors.soft, opacity: OPAQUE },
      },
      ground(place, `then-${period}`, layer),
      {
        ...curve,
        stack: `then-${period}`,
        data: heights(expected),
        lineStyle: { color: colors.contrast, width: 1.5, type: 'dashed' as const },
      },
    ];
  });
  return {
    tooltip: { show: false },
    legend: { show: false },
    grid: { left: 70, right: 20, top: 16, bottom: 46 },
    xAxis: {
      type: 'category' as const,
      boundaryGap: false,
      data: training.bands.map(({ lower, upper }) => String(Math.round((lower + upper) / 2))),
      ...axisStyle(colors, axis),
      nameGap: 28,
    },
    yAxis: {
      type: 'value' as const,
      min: 0,
      max: months.length - 1 + REACH,
      interval: 1,
      ...axisStyle(colors, ''),
      splitLine: { show: false },
      axisLine: { show: false },
      axisLabel: {
        color: colors.dim,
        fontSize: 11,
        formatter: (value: number) => (Number.isInteger(value) ? (months[months.length - 1 - value]?.period ?? '') : ''),
      },
    },
    series,
  };
}
