import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatMoney, formatShort, unitsToNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { classColor } from './class-color.ts';

/** Balances of the classes after each period, stacked, with the pool as a line over them. */
export function BalanceChart({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { decimals, symbol } = deal.asset;
  const notes = deal.classes.filter((row) => row.original !== '0');
  const periods = deal.periodRows;
  const balanceOf = useCallback(
    (place: number, at: number): string =>
      at === 0
        ? (deal.classes[place]?.original ?? '0')
        : (periods[at - 1]?.payments.find((payment) => payment.class === place)?.balance ?? '0'),
    [deal.classes, periods],
  );
  const poolAt = useCallback(
    (at: number): string => (at === 0 ? deal.poolOriginal : (periods[at - 1]?.report.poolEnd ?? '0')),
    [deal.poolOriginal, periods],
  );
  const places = [0, ...periods.map((row) => row.period)];
  const draw = useCallback(
    (colors: ChartColors) => ({
      grid: { left: 56, right: 16, top: 34, bottom: 42 },
      xAxis: {
        type: 'category' as const,
        data: [0, ...periods.map((row) => row.period)],
        ...axisStyle(colors, t('deals.period')),
        nameGap: 26,
      },
      yAxis: {
        type: 'value' as const,
        ...axisStyle(colors, ''),
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => formatShort(value, language) },
      },
      series: [
        ...notes.toReversed().map((row, place) => ({
          name: row.symbol,
          type: 'bar' as const,
          stack: 'notes',
          barMaxWidth: 36,
          itemStyle: {
            color: classColor(colors, notes.length - 1 - place),
          },
          data: [0, ...periods.map((_, at) => at + 1)].map((at) => unitsToNumber(balanceOf(row.class, at), decimals)),
        })),
        {
          name: t('deals.pool'),
          type: 'line' as const,
          lineStyle: { color: colors.ink, type: 'dashed' as const },
          itemStyle: { color: colors.ink },
          data: [0, ...periods.map((_, at) => at + 1)].map((at) => unitsToNumber(poolAt(at), decimals)),
        },
      ],
    }),
    [notes, periods, balanceOf, poolAt, decimals, language, t],
  );
  return (
    <ChartPanel
      title={t('deals.balances')}
      finding={t('deals.balancesNote', { number: String(periods.length) })}
      height={300}
      draw={draw}
      table={{
        head: [t('deals.period'), ...notes.map((row) => row.symbol), t('deals.pool')],
        rows: places.map((period, at) => [
          period,
          ...notes.map((row) => formatMoney(balanceOf(row.class, at), decimals, language, symbol)),
          formatMoney(poolAt(at), decimals, language, symbol),
        ]),
      }}
    />
  );
}
