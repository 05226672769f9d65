import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { rocBand, type RocBandPoint } from '../../../../backend/scoring/domain/validation/roc-band.ts';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { useValidationBasis } from './validation-basis.ts';

/** Two lines with what lies between them filled: the lower one is drawn by nothing, the distance is stacked on it. */
function bandSeries(band: readonly RocBandPoint[], colors: ChartColors, name: string) {
  const edge = {
    type: 'line' as const,
    stack: 'band',
    showSymbol: false,
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
  };
  return [
    { ...edge, data: band.map(({ goods, lower }) => [goods, lower]) },
    {
      ...edge,
      name,
      data: band.map(({ goods, lower, upper }) => [goods, upper - lower]),
      itemStyle: { color: colors.contrast, opacity: 0.35 },
      areaStyle: { color: colors.contrast, opacity: 0.18 },
    },
  ];
}

export function RocChart({ validation }: { validation: ValidationView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { isItself, onRows } = useValidationBasis();
  const band = useMemo(() => rocBand(validation.unseen?.cutOffs ?? []), [validation]);
  const draw = useCallback(
    (colors: ChartColors) => {
      const line = (name: string, color: string, data: number[][]) => ({
        type: 'line' as const,
        name,
        data,
        showSymbol: false,
        lineStyle: { color, width: 2 },
        itemStyle: { color },
      });
      const unseen = band.map(({ goods, bads }) => [goods, bads]);
      const training = validation.roc.map((point) => [point.x, point.y]);
      return {
        xAxis: { type: 'value' as const, min: 0, max: 1, ...axisStyle(colors, t('scorecard.falsePositive')), nameGap: 26 },
        yAxis: { type: 'value' as const, min: 0, max: 1, ...axisStyle(colors, t('scorecard.truePositive')), nameGap: 34 },
        tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 3) },
        series: [
          ...(band.length === 0 ? [] : bandSeries(band, colors, t('scorecard.band'))),
          ...(band.length === 0 || isItself ? [] : [line(t('scorecard.rocUnseen'), colors.contrast, unseen)]),
          line(t(isItself ? 'scorecard.ofModel.measured' : 'scorecard.rocTraining'), colors.accent, training),
          {
            type: 'line' as const,
            name: t('scorecard.chance'),
            data: [
              [0, 0],
              [1, 1],
            ],
            showSymbol: false,
            lineStyle: { color: colors.dim, width: 1, type: 'dashed' as const },
            itemStyle: { color: colors.dim },
          },
        ],
      };
    },
    [validation, band, isItself, language, t],
  );
  const rows = formatCount(validation.rows, language);
  return (
    <ChartPanel
      title="ROC"
      finding={t('scorecard.rocFinding', {
        auc: formatNumber(validation.auc, language, 4),
        gini: formatNumber(validation.gini, language, 3),
      })}
      foot={band.length === 0 ? onRows(rows) : t(isItself ? 'scorecard.ofModel.bandFoot' : 'scorecard.bandFoot', { rows })}
      draw={draw}
      table={{
        head: [t('scorecard.falsePositive'), t('scorecard.truePositive')],
        rows: validation.roc.map((point) => [formatNumber(point.x, language, 3), formatNumber(point.y, language, 3)]),
      }}
    />
  );
}
