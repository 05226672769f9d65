import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { meanPoints, waterfallOf } from '../../../../backend/scoring/domain/explain/waterfall.ts';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber, type Language } from '../../lib/format.ts';
import { scorecardQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import type { Customer } from './CustomerPage.tsx';
import { attributeName, characteristicName } from './glossary.ts';

function signed(value: number, language: Language): string {
  return `${value > 0 ? '+' : ''}${formatNumber(value, language, 1)}`;
}

/** From the mean score of the training rows to this customer's, one step for each characteristic. */
export function WaterfallPanel({ customer }: { customer: Customer }) {
  const card = useQuery({ ...scorecardQuery(customer.scorecardHash ?? ''), enabled: customer.scorecardHash !== null });
  if (card.data === undefined || customer.basePoints === null || customer.points.length === 0) return null;
  return <Waterfall customer={customer} basePoints={customer.basePoints} card={card.data} />;
}

function Waterfall({ customer, basePoints, card }: { customer: Customer; basePoints: number; card: ScorecardView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { start, steps, end } = useMemo(() => {
    const means = new Map(
      // What an input of a model adds is counted from the mean customer already.
      card.model !== null
        ? []
        : card.characteristicViews.map(({ name, bins }) => [
            name,
            meanPoints(bins.map((bin) => ({ points: bin.points, rows: bin.count }))),
          ]),
    );
    return waterfallOf(
      basePoints,
      customer.points.map(({ characteristic, points }) => ({ characteristic, points, meanPoints: means.get(characteristic) ?? 0 })),
    );
  }, [card, basePoints, customer.points]);
  const bars = useMemo(
    () => [
      { name: t('customers.waterfall.mean'), from: start, to: start },
      ...steps.map(({ characteristic, from, to }) => ({ name: characteristicName(characteristic, language), from, to })),
      { name: t('customers.waterfall.own'), from: end, to: end },
    ],
    [start, steps, end, language, t],
  );
  const draw = useCallback(
    (colors: ChartColors) => {
      const places = bars.flatMap(({ from, to }) => [from, to]);
      const [low, high] = [Math.min(...places), Math.max(...places)];
      const floor = Math.floor((low - (high - low) * 0.1 - 1) / 10) * 10;
      const isTotal = (bar: (typeof bars)[number]) => bar.from === bar.to && (bar === bars[0] || bar === bars.at(-1));
      return {
        grid: { left: 8, right: 24, top: 12, bottom: 30, containLabel: true },
        tooltip: {
          axisPointer: { type: 'shadow' as const },
          formatter: (found: unknown) => {
            const place = Array.isArray(found) ? Number(found[0]?.dataIndex ?? 0) : 0;
            const bar = bars[place];
            if (bar === undefined) return '';
            return isTotal(bar)
              ? `${bar.name}: ${formatNumber(bar.to, language, 1)}`
              : `${bar.name}: ${signed(bar.to - bar.from, language)}`;
          },
        },
        xAxis: { type: 'value' as const, min: floor, ...axisStyle(colors, t('customers.points')), nameGap: 22 },
        yAxis: {
          type: 'category' as const,
          data: bars.map((bar) => bar.name),
          inverse: true,
          ...axisStyle(colors, ''),
          splitLine: { show: false },
        },
        series: [
          {
            type: 'bar' as const,
            stack: 'waterfall',
            silent: true,
            data: bars.map((bar) => (isTotal(bar) ? floor : Math.min(bar.from, bar.to))),
            itemStyle: { color: 'transparent' },
          },
          {
            type: 'bar' as const,
            stack: 'waterfall',
            barMaxWidth: 16,
            data: bars.map((bar) => ({
              value: isTotal(bar) ? bar.to - floor : Math.abs(bar.to - bar.from),
              itemStyle: { color: isTotal(bar) ? colors.soft : bar.to >= bar.from ? colors.accent : colors.contrast, borderRadius: 2 },
            })),
          },
        ],
      };
    },
    [bars, t, language],
  );
  const largest = steps[0];
  return (
    <ChartPanel
      title={t('customers.waterfall.title')}
      finding={
        largest === undefined
          ? ''
          : t('customers.waterfall.finding', {
              mean: formatNumber(start, language, 1),
              score: String(end),
              name: characteristicName(largest.characteristic, language),
              points: signed(largest.to - largest.from, language),
            })
      }
      foot={t(card.model === null ? 'customers.waterfall.foot' : 'customers.waterfall.modelFoot')}
      draw={draw}
      height={Math.max(240, bars.length * 26 + 56)}
      table={{
        head: [
          t('customers.characteristic'),
          t('customers.value'),
          t('customers.points'),
          t('customers.waterfall.meanPoints'),
          t('customers.waterfall.step'),
        ],
        rows: steps.map((step) => {
          const value = customer.points.find(({ characteristic }) => characteristic === step.characteristic)?.value ?? '';
          return [
            characteristicName(step.characteristic, language),
            attributeName(value, language),
            step.points,
            formatNumber(step.meanPoints, language, 1),
            signed(step.points - step.meanPoints, language),
          ];
        }),
      }}
    />
  );
}
