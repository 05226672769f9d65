import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OverviewView } from '../../../../backend/attestation/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';

type Grades = OverviewView['gradeDistribution'];

/** How many customers stand in each grade. */
export function GradeChart({ grades }: { grades: Grades }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const total = grades.reduce((sum, row) => sum + row.count, 0);
  const largest = useMemo(
    () => grades.reduce<Grades[number] | null>((most, row) => (most === null || row.count > most.count ? row : most), null),
    [grades],
  );
  const draw = useCallback(
    (colors: ChartColors) => ({
      grid: { left: 48, right: 12, top: 24, bottom: 40 },
      legend: { show: false },
      tooltip: { axisPointer: { type: 'none' as const } },
      xAxis: { type: 'category' as const, data: grades.map((row) => row.grade), ...axisStyle(colors, t('home.grade')), nameGap: 26 },
      yAxis: { type: 'value' as const, ...axisStyle(colors, t('home.customersAxis')), nameGap: 36 },
      series: [
        {
          type: 'bar' as const,
          name: t('home.customersAxis'),
          data: grades.map((row) => row.count),
          barMaxWidth: 56,
          itemStyle: { color: colors.accent, borderRadius: [3, 3, 0, 0] },
          label: { show: true, position: 'top' as const, color: colors.ink, fontSize: 11 },
        },
      ],
    }),
    [grades, t],
  );
  if (largest === null || total === 0) {
    return (
      <Panel title={t('home.gradesTitle')}>
        <Empty title={t('home.noScores')}>{t('home.noScoresWhy')}</Empty>
      </Panel>
    );
  }
  return (
    <ChartPanel
      title={t('home.gradesTitle')}
      finding={t('home.gradesFinding', {
        grade: largest.grade,
        members: formatCount(largest.count, language),
        total: formatCount(total, language),
        share: formatShare(largest.count / total, language),
      })}
      height={264}
      draw={draw}
      table={{
        head: [t('home.grade'), t('home.customersAxis'), t('home.share')],
        rows: grades.map((row) => [row.grade, formatCount(row.count, language), formatShare(row.count / total, language)]),
      }}
    />
  );
}
