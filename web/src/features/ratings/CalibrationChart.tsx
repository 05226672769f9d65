import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalibrationView } from '../../../../backend/rating/schemas.ts';
import { formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle } from '../../ui/chart-style.ts';
import type { DrawOption } from '../../ui/EChart.tsx';

type Grade = CalibrationView['years'][number]['grades'][number];

/** What was published beside what came true, grade by grade. */
export function CalibrationChart({ year, rows }: { year: number; rows: Grade[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const expected = t('ratings.calibration.expected');
  const realised = t('ratings.calibration.realised');
  const draw = useMemo((): DrawOption => {
    const values = (pick: (row: Grade) => string | null) => rows.map((row) => Number(pick(row) ?? '0'));
    return (colors) => ({
      legend: { data: [expected, realised] },
      tooltip: { valueFormatter: (value) => formatShare(Number(value), language, 2) },
      xAxis: { type: 'category', data: rows.map((row) => row.grade), ...axisStyle(colors, '') },
      yAxis: {
        type: 'value',
        ...axisStyle(colors, ''),
        axisLabel: { color: colors.dim, fontSize: 11, formatter: (value: number) => formatShare(value, language, 1) },
      },
      series: [
        { name: expected, type: 'bar', barMaxWidth: 18, itemStyle: { color: colors.accent }, data: values((row) => row.expected) },
        { name: realised, type: 'bar', barMaxWidth: 18, itemStyle: { color: colors.contrast }, data: values((row) => row.realised) },
      ],
    });
  }, [rows, language, expected, realised]);
  const worse = rows.filter((row) => row.verdict === 'too-many-defaults').map((row) => row.grade);
  const share = (ratio: string | null): string => (ratio === null ? '–' : formatShare(Number(ratio), language, 2));
  return (
    <ChartPanel
      title={t('ratings.calibration.chart', { year: String(year) })}
      finding={
        rows.every((row) => row.verdict === 'no-data')
          ? t('ratings.calibration.findingNone')
          : worse.length === 0
            ? t('ratings.calibration.findingGood')
            : t('ratings.calibration.findingBad', { grades: worse.join(', ') })
      }
      height={260}
      draw={draw}
      table={{
        head: [t('ratings.grade'), expected, realised],
        rows: rows.map((row) => [row.grade, share(row.expected), share(row.realised)]),
      }}
    />
  );
}
