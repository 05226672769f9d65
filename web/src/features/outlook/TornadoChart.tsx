import { Text } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import type { DeepStudy } from './study-deal.ts';

type FactorName = 'prepay' | 'default' | 'recovery' | 'lag' | 'index';
const ROW_HEIGHT = 40;
const FRAME = 90;

/** A swing below a hundredth of a point is not drawn. */
const LEAST = 1e-4;

/** How far the yield of one class moves with each assumption, the widest swing on top. */
export function TornadoChart({ id, tornado: { base, bars } }: { id: string; tornado: DeepStudy['tornado'][number] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const draw = useCallback(
    (colors: ChartColors) => {
      const side = (name: string, of: (bar: (typeof bars)[number]) => number, color: string) => ({
        type: 'bar' as const,
        name,
        stack: 'swing',
        barMaxWidth: 18,
        itemStyle: { color },
        data: bars.map((bar) => (of(bar) - base) * 100).toReversed(),
      });
      return {
        grid: { left: 170, right: 24, top: 34, bottom: 42 },
        tooltip: { axisPointer: { type: 'shadow' as const }, valueFormatter: (value: unknown) => formatNumber(Number(value), language, 2) },
        yAxis: {
          type: 'category' as const,
          data: bars.map(({ name }) => t(`outlook.factor.${name as FactorName}`)).toReversed(),
          ...axisStyle(colors, ''),
        },
        xAxis: { type: 'value' as const, ...axisStyle(colors, t('outlook.change')), nameGap: 26 },
        series: [side(t('outlook.low'), (bar) => bar.low, colors.soft), side(t('outlook.high'), (bar) => bar.high, colors.accent)],
      };
    },
    [bars, base, language, t],
  );
  if (bars.every((bar) => Math.max(Math.abs(bar.low - base), Math.abs(bar.high - base)) < LEAST)) {
    return (
      <Panel title={t('outlook.tornado', { id })} note={t('outlook.tornadoNote', { share: formatShare(base, language, 2) })}>
        <Text size="sm" c="dimmed">
          {t('outlook.still')}
        </Text>
      </Panel>
    );
  }
  return (
    <ChartPanel
      title={t('outlook.tornado', { id })}
      finding={t('outlook.tornadoNote', { share: formatShare(base, language, 2) })}
      height={FRAME + ROW_HEIGHT * bars.length}
      draw={draw}
      table={{
        head: [t('outlook.title'), t('outlook.low'), t('outlook.high')],
        rows: bars.map((bar) => [
          t(`outlook.factor.${bar.name as FactorName}`),
          formatShare(bar.low, language, 2),
          formatShare(bar.high, language, 2),
        ]),
      }}
    />
  );
}
