import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { TestView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatNumber, wadToNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import classes from './deals.module.css';

/** A ratio above this is drawn at the edge: the class is all but repaid. */
const RATIO_MAX = 10;

/** One coverage test: where it stands, how far that is from failing, and how it got there. */
export function TestGauge({ test, name }: { test: TestView; name: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const threshold = wadToNumber(test.threshold);
  const measured = test.history.filter((point) => point.ratio !== null);
  const last = measured.at(-1);
  const ratio = last?.ratio == null ? null : wadToNumber(last.ratio);
  const shown = ratio === null ? '–' : ratio > RATIO_MAX ? `> ${RATIO_MAX}` : formatNumber(ratio, language, 3);
  const cushion = ratio === null || ratio > RATIO_MAX ? '–' : formatNumber(ratio - threshold, language, 3);
  const hasFailed = last?.hasFailed ?? false;
  const draw = useCallback(
    (colors: ChartColors) => ({
      grid: { left: 48, right: 16, top: 16, bottom: 36 },
      legend: { show: false },
      xAxis: {
        type: 'category' as const,
        data: measured.map((point) => point.period),
        ...axisStyle(colors, t('deals.period')),
        nameGap: 24,
      },
      yAxis: {
        type: 'value' as const,
        scale: true,
        ...axisStyle(colors, ''),
      },
      series: [
        {
          name: t('deals.ratio'),
          type: 'line' as const,
          data: measured.map((point) => Math.min(RATIO_MAX, wadToNumber(point.ratio ?? '0'))),
          lineStyle: { color: colors.accent },
          itemStyle: { color: colors.accent },
        },
        // A series and no mark, so that the axis always has the threshold in sight.
        {
          name: t('deals.threshold'),
          type: 'line' as const,
          symbol: 'none',
          data: measured.map(() => threshold),
          lineStyle: { color: colors.contrast, type: 'dashed' as const, width: 2 },
          itemStyle: { color: colors.contrast },
        },
      ],
    }),
    [measured, threshold, t],
  );
  return (
    <ChartPanel
      title={name}
      finding={t(hasFailed ? 'deals.testFailed' : 'deals.testPassed', {
        ratio: shown,
        threshold: formatNumber(threshold, language, 3),
        cushion,
      })}
      height={180}
      draw={draw}
      table={{
        head: [t('deals.period'), t('deals.ratio'), t('deals.result')],
        rows: measured.map((point) => [
          point.period,
          formatNumber(wadToNumber(point.ratio ?? '0'), language, 4),
          t(point.hasFailed ? 'deals.failed' : 'deals.passed'),
        ]),
      }}
      foot={<span className={classes.dim}>{t(`deals.test.${test.kind}`)}</span>}
    />
  );
}
