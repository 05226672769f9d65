import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { useValidationBasis } from './validation-basis.ts';

/** How many goods and bads have which score. */
export function DistributionChart({ validation }: { validation: ValidationView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const { distribution } = validation;
  const draw = useCallback(
    (colors: ChartColors) => ({
      tooltip: { axisPointer: { type: 'shadow' as const } },
      xAxis: {
        type: 'category' as const,
        data: distribution.map((bin) => `${bin.lower}–${bin.upper}`),
        ...axisStyle(colors, t('customers.score')),
        nameGap: 26,
      },
      yAxis: { type: 'value' as const, ...axisStyle(colors, t('home.customersAxis')), nameGap: 36 },
      series: [
        {
          type: 'bar' as const,
          stack: 'all',
          name: t('scorecard.goods'),
          data: distribution.map((bin) => bin.goods),
          itemStyle: { color: colors.accent },
          barCategoryGap: '18%',
        },
        {
          type: 'bar' as const,
          stack: 'all',
          name: t('scorecard.badsColumn'),
          data: distribution.map((bin) => bin.bads),
          itemStyle: { color: colors.contrast, borderRadius: [2, 2, 0, 0] },
        },
      ],
    }),
    [distribution, t],
  );
  const mean = (kind: 'goods' | 'bads'): string => {
    const count = distribution.reduce((sum, bin) => sum + bin[kind], 0);
    const total = distribution.reduce((sum, bin) => sum + (bin[kind] * (bin.lower + bin.upper)) / 2, 0);
    return count === 0 ? '–' : formatCount(Math.round(total / count), language);
  };
  return (
    <ChartPanel
      title={t('scorecard.distribution')}
      finding={t('scorecard.distributionFinding', { goods: mean('goods'), bads: mean('bads') })}
      foot={basis.onRows(formatCount(validation.rows, language))}
      draw={draw}
      table={{
        head: [t('customers.score'), t('scorecard.goods'), t('scorecard.badsColumn')],
        rows: distribution.map((bin) => [`${bin.lower}–${bin.upper}`, bin.goods, bin.bads]),
      }}
    />
  );
}
