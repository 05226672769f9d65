import { Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalibrationView } from '../../../../backend/rating/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { CalibrationChart } from './CalibrationChart.tsx';
import { agenciesQuery, calibrationQuery, scalesQuery } from './queries.ts';

type Year = CalibrationView['years'][number];
type Grade = Year['grades'][number];
const TONES = { 'in-line': 'pass', 'too-many-defaults': 'fail', 'no-data': 'mute', 'not-calibrated': 'fail' } as const;

/** Whether as many defaulted as the published probabilities said. */
export function CalibrationTab() {
  const { t } = useTranslation();
  const scales = useQuery(scalesQuery).data?.data ?? [];
  const agencies = useQuery(agenciesQuery);
  const [chosenScale, setScale] = useState<string | null>(null);
  const [chosenAgency, setAgency] = useState<string | null>(null);
  const firstOf = (rows: { id: number }[] | undefined): string | null => (rows?.[0] === undefined ? null : String(rows[0].id));
  const scale = chosenScale ?? firstOf(scales);
  const agency = chosenAgency ?? firstOf(agencies.data?.data);
  const query = useQuery({
    ...calibrationQuery({ agency: agency ?? undefined, scale: scale ?? undefined }),
    enabled: scale !== null && agency !== null,
  });
  if (agencies.data?.data.length === 0) return <Empty title={t('ratings.noAgency')}>{t('ratings.noAgencyWhy')}</Empty>;
  return (
    <>
      <Group gap="xs" mb="sm" align="flex-end">
        <Select
          size="xs"
          label={t('ratings.agency')}
          allowDeselect={false}
          data={(agencies.data?.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          value={agency}
          onChange={setAgency}
        />
        <Select
          size="xs"
          label={t('ratings.scale')}
          allowDeselect={false}
          data={scales.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={scale}
          onChange={setScale}
        />
      </Group>
      <Loaded query={query}>
        {(view) =>
          view.years.length === 0 ? (
            <Panel title={t('ratings.calibration.title')}>
              <Empty title={t('ratings.calibration.none')}>{t('ratings.calibration.noneWhy')}</Empty>
            </Panel>
          ) : (
            view.years.map((year) => <YearPanel key={year.year} year={year} />)
          )
        }
      </Loaded>
    </>
  );
}

function YearPanel({ year }: { year: Year }) {
  const { t } = useTranslation();
  const rows = year.grades.filter((row) => row.rated !== '0');
  const columns = useColumns();
  const { test } = year;
  return (
    <Group align="stretch" gap="md" mb="md" grow preventGrowOverflow={false}>
      <Panel
        title={t('ratings.calibration.year', { year: String(year.year) })}
        note={
          test === null
            ? t('ratings.calibration.noTest')
            : t('ratings.calibration.test', { statistic: test.statistic, degrees: String(test.degrees), p: test.pValue })
        }
        actions={test !== null && <StatusBadge tone={TONES[test.verdict]}>{t(`ratings.verdict.${test.verdict}`)}</StatusBadge>}
        foot={t('ratings.calibration.version', { version: String(year.version) })}
        flush
      >
        {rows.length === 0 ? (
          <Text size="sm" p={16}>
            {t('ratings.calibration.noRated')}
          </Text>
        ) : (
          <DataTable
            caption={t('ratings.calibration.year', { year: String(year.year) })}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.grade}
          />
        )}
      </Panel>
      {rows.length > 0 && <CalibrationChart year={year.year} rows={rows} />}
    </Group>
  );
}

function useColumns(): Column<Grade>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const share = (ratio: string | null): string => (ratio === null ? '–' : formatShare(Number(ratio), language, 2));
    return [
      { id: 'grade', header: t('ratings.grade'), cell: (row) => <GradeBadge grade={row.grade} /> },
      {
        id: 'rated',
        header: t('ratings.calibration.rated'),
        align: 'end',
        wideOnly: true,
        cell: (row) => formatCount(row.rated, language),
      },
      {
        id: 'defaulted',
        header: t('ratings.calibration.defaulted'),
        align: 'end',
        wideOnly: true,
        cell: (row) => formatCount(row.defaulted, language),
      },
      { id: 'expected', header: t('ratings.calibration.expected'), align: 'end', cell: (row) => share(row.expected) },
      { id: 'realised', header: t('ratings.calibration.realised'), align: 'end', cell: (row) => share(row.realised) },
      { id: 'p', header: t('ratings.calibration.pValue'), align: 'end', wideOnly: true, cell: (row) => row.pValue ?? '–' },
      {
        id: 'verdict',
        header: t('ratings.calibration.verdict'),
        cell: (row) => <StatusBadge tone={TONES[row.verdict]}>{t(`ratings.verdict.${row.verdict}`)}</StatusBadge>,
      },
    ];
  }, [t, language]);
}
