import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { classColor } from '../deals/class-color.ts';
import type { PathPoint } from './study-deal.ts';

/** Balances of classes and pool after each period to come. */
export function PathChart({ path, classes }: { path: readonly PathPoint[]; classes: readonly string[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const places = classes.flatMap((_, at) => (path.some((point) => (point.classes[at] ?? 0) > 0) ? [at] : []));
  const draw = useCallback(
    (colors: ChartColors) => ({
      xAxis: { type: 'category' as const, data: path.map(({ period }) => period), ...axisStyle(colors, t('outlook.period')), nameGap: 26 },
      yAxis: {
        type: 'value' as const,
        ...axisStyle(colors, ''),
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => formatShare(value, language, 0) },
      },
      tooltip: { valueFormatter: (value: unknown) => formatShare(Number(value), language, 1) },
      series: [
        ...places.toReversed().map((at) => ({
          name: classes[at] ?? '',
          type: 'bar' as const,
          stack: 'notes',
          barMaxWidth: 36,
          itemStyle: { color: classColor(colors, at) },
          data: path.map((point) => point.classes[at] ?? 0),
        })),
        {
          name: t('outlook.pool'),
          type: 'line' as const,
          showSymbol: false,
          lineStyle: { color: colors.ink, type: 'dashed' as const },
          itemStyle: { color: colors.ink },
          data: path.map(({ pool }) => pool),
        },
      ],
    }),
    [path, places, classes, language, t],
  );
  const last = path.findLast((point, at) => point.classes.some((share, place) => share !== path[at - 1]?.classes[place]));
  return (
    <ChartPanel
      title={t('outlook.path')}
      finding={t('outlook.pathNote', { period: last?.period ?? 0 })}
      draw={draw}
      table={{
        head: [t('outlook.period'), ...places.map((at) => classes[at] ?? ''), t('outlook.pool')],
        rows: path.map((point) => [
          point.period,
          ...places.map((at) => formatShare(point.classes[at] ?? 0, language, 2)),
          formatShare(point.pool, language, 2),
        ]),
      }}
    />
  );
}
