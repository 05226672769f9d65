import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnseenView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { useValidationBasis } from './validation-basis.ts';

/** Share of the bads caught by share of all customers, the lowest scores first, between chance and a card without fault. */
export function CapChart({ unseen, badShare }: { unseen: UnseenView; badShare: number }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const draw = useCallback(
    (colors: ChartColors) => {
      const dashed = (name: string, data: number[][]) => ({
        type: 'line' as const,
        name,
        data,
        showSymbol: false,
        lineStyle: { color: colors.dim, width: 1, type: 'dashed' as const },
        itemStyle: { color: colors.dim },
      });
      return {
        xAxis: { type: 'value' as const, min: 0, max: 1, ...axisStyle(colors, t('scorecard.shareOfAll')), nameGap: 26 },
        yAxis: { type: 'value' as const, min: 0, max: 1, ...axisStyle(colors, t('scorecard.shareOfBads')), nameGap: 34 },
        tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 3) },
        series: [
          {
            type: 'line' as const,
            name: t('scorecard.model'),
            data: unseen.cap.map((point) => [point.rows, point.bads]),
            showSymbol: false,
            lineStyle: { color: colors.accent, width: 2 },
            itemStyle: { color: colors.accent },
            areaStyle: { color: colors.accent, opacity: 0.07 },
          },
          dashed(t('scorecard.faultless'), [
            [0, 0],
            [badShare, 1],
            [1, 1],
          ]),
          dashed(t('scorecard.chance'), [
            [0, 0],
            [1, 1],
          ]),
        ],
      };
    },
    [unseen, badShare, language, t],
  );
  return (
    <ChartPanel
      title={t('scorecard.cap')}
      finding={t('scorecard.capFinding', { ratio: formatNumber(unseen.accuracyRatio, language, 3) })}
      foot={basis.unseen}
      draw={draw}
      table={{
        head: [t('scorecard.shareOfAll'), t('scorecard.shareOfBads')],
        rows: unseen.cap.map((point) => [formatNumber(point.rows, language, 3), formatNumber(point.bads, language, 3)]),
      }}
    />
  );
}
