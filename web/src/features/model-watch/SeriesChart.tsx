import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';

interface Line {
  name: string;
  /** By period; null where it is not known. */
  values: (number | null)[];
  /** What the other line is held against: dashed. */
  isReference?: boolean;
}

interface Band {
  name: string;
  lower: (number | null)[];
  upper: (number | null)[];
}

interface SeriesChartProps {
  title: string;
  finding: string;
  axis: string;
  /** The least distance of two marks on the axis. */
  step: number;
  periods: string[];
  show: (value: number | null) => string;
  lines: Line[];
  /** Where the first line may lie as well. */
  band?: Band;
}

/** One figure in its course, beside what it is held against. */
export function SeriesChart({ title, finding, axis, step, periods, show, lines, band }: SeriesChartProps) {
  const { t } = useTranslation();
  const draw = useMemo(
    () => (colors: ChartColors) => ({
      tooltip: { valueFormatter: (value: unknown) => show(typeof value === 'number' ? value : null) },
      legend: { data: lines.map(({ name }) => name) },
      xAxis: { type: 'category' as const, data: periods, ...axisStyle(colors, '') },
      yAxis: {
        type: 'value' as const,
        scale: true,
        minInterval: step,
        ...axisStyle(colors, axis),
        nameGap: 42,
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => show(value) },
      },
      grid: { left: 64, right: 20, top: 34, bottom: 32 },
      series: [
        ...(band === undefined ? [] : bandSeries(band, colors)),
        ...lines.map((line) => lineSeries(line, colors, periods.length === 1)),
      ],
    }),
    [axis, band, lines, periods, show, step],
  );
  const columns = [...lines, ...(band === undefined ? [] : boundsOf(band))];
  return (
    <ChartPanel
      title={title}
      finding={finding}
      draw={draw}
      height={240}
      table={{
        head: [t('modelWatch.period'), ...columns.map(({ name }) => name)],
        rows: periods.map((period, at) => [period, ...columns.map(({ values }) => show(values[at] ?? null))]),
      }}
    />
  );
}

function boundsOf({ name, lower, upper }: Band): Line[] {
  return [
    { name: `${name} ↓`, values: lower },
    { name: `${name} ↑`, values: upper },
  ];
}

/** A line of one period is a point, which a reference shows as well. */
function lineSeries({ name, values, isReference = false }: Line, colors: ChartColors, isPoint: boolean) {
  const color = isReference ? colors.contrast : colors.accent;
  return {
    type: 'line' as const,
    name,
    data: values,
    symbol: isReference ? (isPoint ? 'diamond' : 'none') : 'circle',
    symbolSize: isReference ? 9 : 6,
    z: 3,
    lineStyle: { color, width: 2, type: isReference ? ('dashed' as const) : ('solid' as const) },
    itemStyle: { color },
  };
}

/** The interval as an upright bar at each period, so that a single one shows as well. */
function bandSeries({ name, lower, upper }: Band, colors: ChartColors) {
  const bar = { type: 'bar' as const, stack: 'band', barWidth: 14, silent: true, tooltip: { show: false } };
  const reach = upper.map((value, at) => {
    const from = lower[at] ?? null;
    return value === null || from === null ? null : value - from;
  });
  return [
    { ...bar, data: lower, itemStyle: { color: 'transparent' } },
    { ...bar, name, data: reach, itemStyle: { color: colors.soft, borderRadius: 3 } },
  ];
}
