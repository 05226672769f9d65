import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type ClassOutlook, type ClassRisk, PATHS } from './study-deal.ts';
import type { Study } from './study-worker.ts';

export interface ExpectationRow {
  readonly outlook: ClassOutlook;
  readonly risk: ClassRisk | null;
}

export function expectationsOf({ quick, deep }: Study): ExpectationRow[] {
  return (quick?.classes ?? []).map((row, at) => ({ outlook: row, risk: deep?.risks[at] ?? null }));
}

/** Yield, expected loss, life and cushion of each class, side by side. */
export function ClassExpectations({ study }: { study: Study }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useExpectationColumns();
  return (
    <Panel
      title={t('outlook.classes')}
      note={t('outlook.classesNote')}
      foot={t('outlook.classesFoot', { paths: formatCount(PATHS, language) })}
      flush
    >
      <DataTable caption={t('outlook.classes')} columns={columns} rows={expectationsOf(study)} rowKey={(row) => row.outlook.id} />
    </Panel>
  );
}

/** Columns of expectations; the name of the class comes first. */
export function useExpectationColumns(): Column<ExpectationRow>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const share = (value: number | null | undefined) => (value == null ? '–' : formatShare(value, language, 2));
    // A class that is owed nothing has no loss to expect.
    const risk = (row: ExpectationRow, show: (risk: ClassRisk) => string) =>
      row.outlook.base.loss === null ? '–' : row.risk === null ? '…' : show(row.risk);
    return [
      { id: 'class', header: t('outlook.class'), cell: ({ outlook }) => <b>{outlook.id}</b> },
      {
        id: 'grade',
        header: t('outlook.grade'),
        cell: ({ risk: known }) => (known?.grade == null ? '–' : <GradeBadge grade={known.grade} />),
      },
      { id: 'yield', header: t('outlook.yield'), align: 'end', cell: ({ outlook }) => share(outlook.base.yield) },
      {
        id: 'expectedLoss',
        header: t('outlook.expectedLoss'),
        align: 'end',
        cell: (row) => risk(row, ({ expectedLoss, standardError }) => `${share(expectedLoss)} ± ${share(standardError)}`),
      },
      {
        id: 'lossProbability',
        header: t('outlook.lossProbability'),
        align: 'end',
        wideOnly: true,
        cell: (row) => risk(row, ({ lossProbability }) => share(lossProbability)),
      },
      {
        id: 'quantile99',
        header: t('outlook.quantile99'),
        align: 'end',
        wideOnly: true,
        cell: (row) => risk(row, ({ quantile99 }) => share(quantile99)),
      },
      {
        id: 'life',
        header: t('outlook.life'),
        align: 'end',
        cell: ({ outlook }) => (outlook.base.averageLife === null ? '–' : formatNumber(outlook.base.averageLife, language, 2)),
      },
      { id: 'baseLoss', header: t('outlook.baseLoss'), align: 'end', wideOnly: true, cell: ({ outlook }) => share(outlook.base.loss) },
      {
        id: 'breakEven',
        header: t('outlook.breakEven'),
        align: 'end',
        wideOnly: true,
        cell: ({ outlook }) =>
          outlook.breakEven === null ? '–' : t('outlook.times', { number: formatNumber(outlook.breakEven, language, 2) }),
      },
    ];
  }, [t, language]);
}
