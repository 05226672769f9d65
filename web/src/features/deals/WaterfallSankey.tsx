import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatMoney, unitsToNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { ChartColors } from '../../ui/chart-style.ts';
import { classColor } from './class-color.ts';
import { labelOf } from './deal-labels.ts';
import { flowsOfPeriod, type ShownPeriod } from './flow-of-period.ts';

function colorOf(colors: ChartColors, place: string): string {
  if (place.startsWith('class:')) return classColor(colors, Number(place.slice('class:'.length)));
  return place.startsWith('in:') ? colors.soft : place.startsWith('fee:') ? colors.dim : colors.accent;
}

/** The cash of one period as bands from where it came to where it went. */
export function WaterfallSankey({ deal, period }: { deal: DealView; period: ShownPeriod & { readonly period: number } }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { decimals, symbol } = deal.asset;
  const isNarrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const nameOf = useCallback(
    (place: string): string => {
      const [kind = '', at] = place.split(':');
      if (kind === 'class') return deal.classes[Number(at)]?.symbol ?? place;
      if (kind === 'fee') return labelOf(deal.file, 'fees', Number(at), language, t('deals.place.fee', { number: String(Number(at) + 1) }));
      return t(`deals.place.${(at === undefined ? kind : `${kind}${at}`) as 'interestBucket'}`);
    },
    [deal.classes, deal.file, language, t],
  );
  const flows = useMemo(() => flowsOfPeriod(period), [period]);
  const draw = useCallback(
    (colors: ChartColors) => ({
      legend: { show: false },
      tooltip: {
        trigger: 'item' as const,
        formatter: (item: unknown) => {
          const { data, name, value } = item as { data: { source?: string; target?: string }; name: string; value: number };
          const label = data.source === undefined ? nameOf(name) : `${nameOf(data.source)} → ${nameOf(data.target ?? '')}`;
          return `${label}: ${formatMoney(String(Math.round(value * 10 ** decimals)), decimals, language, symbol)}`;
        },
      },
      series: [
        {
          type: 'sankey' as const,
          left: 8,
          right: isNarrow ? 74 : 132,
          top: 8,
          bottom: 8,
          nodeGap: 12,
          draggable: false,
          label: {
            color: colors.ink,
            fontSize: isNarrow ? 11 : 12,
            width: isNarrow ? 66 : 124,
            overflow: 'break' as const,
            formatter: ({ name }: { name: string }) => nameOf(name),
          },
          lineStyle: { color: 'source' as const, opacity: 0.35 },
          itemStyle: { color: colors.accent, borderWidth: 0 },
          data: [...new Set(flows.flatMap(({ source, target }) => [source, target]))].map((name) => ({
            name,
            itemStyle: { color: colorOf(colors, name) },
          })),
          links: flows.map(({ source, target, amount }) => ({ source, target, value: unitsToNumber(String(amount), decimals) })),
        },
      ],
    }),
    [flows, nameOf, decimals, language, symbol, isNarrow],
  );
  const total = flows.filter(({ source }) => source.startsWith('in:')).reduce((sum, { amount }) => sum + amount, 0n);
  const title = t('deals.waterfall', { period: String(period.period) });
  if (flows.length === 0) return <Panel title={title}>{t('deals.noFlow')}</Panel>;
  return (
    <ChartPanel
      title={title}
      finding={t('deals.waterfallNote', { cash: formatMoney(String(total), decimals, language, symbol) })}
      height={360}
      draw={draw}
      table={{
        head: [t('deals.from'), t('deals.to'), t('deals.amount')],
        rows: flows.map(({ source, target, amount }) => [nameOf(source), nameOf(target), formatMoney(String(amount), decimals, language)]),
      }}
    />
  );
}
