import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Panel } from '../../ui/Panel.tsx';

type Grade = ValidationView['grades'][number];

export function GradesPanel({ validation }: { validation: ValidationView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Grade>[] => [
      { id: 'grade', header: t('customers.grade'), cell: (row) => <GradeBadge grade={row.grade} /> },
      { id: 'from', header: t('scorecard.fromScore'), align: 'end', sortBy: (row) => row.minScore, cell: (row) => row.minScore },
      {
        id: 'count',
        header: t('scorecard.count'),
        align: 'end',
        sortBy: (row) => row.count,
        cell: (row) => formatCount(row.count, language),
      },
      {
        id: 'badRate',
        header: t('scorecard.badRate'),
        align: 'end',
        sortBy: (row) => row.badRate,
        cell: (row) => formatShare(row.badRate, language),
      },
    ],
    [t, language],
  );
  return (
    <Panel title={t('scorecard.grades')} note={t('scorecard.gradesNote')} flush>
      <DataTable caption={t('scorecard.grades')} columns={columns} rows={validation.grades} rowKey={(row) => row.grade} />
    </Panel>
  );
}
