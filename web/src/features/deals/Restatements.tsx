import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView, PeriodView, ReportView, RestatementView } from '../../../../backend/securitization/deals/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './deals.module.css';
import { FigureValue } from './FigureValue.tsx';
import { figureOf, type ReportFigure, reportFigures } from './report-figures.ts';

/** The report that a period was paid on beside every later statement of it; each restatement names the one before by its hash. */
export function Restatements({ deal, view }: { deal: DealView; view: PeriodView }) {
  const { t } = useTranslation();
  const figures = useMemo(() => reportFigures(t).filter(({ name }) => isTold(view, name)), [t, view]);
  const columns = useMemo(
    (): Column<ReportFigure>[] => [
      { id: 'figure', header: t('deals.figure'), cell: (row) => row.label },
      {
        id: 'paidOn',
        header: t('deals.paidOn'),
        align: 'end',
        cell: ({ name, kind }) => <FigureValue kind={kind} value={figureOf(view.report, name)} asset={deal.asset} />,
      },
      ...view.restated.map(
        ({ version, report }, at): Column<ReportFigure> => ({
          id: `v${version}`,
          header: t('deals.restatedAs', { version: String(version) }),
          align: 'end',
          cell: (row) => <Stated row={row} before={before(view, at)} report={report} deal={deal} />,
        }),
      ),
    ],
    [t, view, deal],
  );
  return (
    <Panel title={t('deals.restated')} note={t('deals.restatedNote')} flush>
      <DataTable caption={t('deals.restated')} columns={columns} rows={figures} rowKey={(row) => row.name} />
      <div className={classes.chain}>
        <Facts
          items={[
            { name: t('deals.paidOn'), value: <Hash value={view.reportHash} /> },
            ...view.restated.map((row) => ({
              name: t('deals.restatedAs', { version: String(row.version) }),
              value: <Link row={row} />,
            })),
          ]}
        />
      </div>
    </Panel>
  );
}

/** The statement before the restatement at a place, as far as its figures are known. */
function before({ report, restated }: PeriodView, at: number): ReportView {
  return restated.slice(0, at).findLast((row) => row.report !== null)?.report ?? report;
}

/** A figure that is nil in every statement is left out. */
function isTold({ report, restated }: PeriodView, name: ReportFigure['name']): boolean {
  return [report, ...restated.flatMap((row) => row.report ?? [])].some((stated) => figureOf(stated, name) !== '0');
}

interface StatedProps {
  row: ReportFigure;
  before: ReportView;
  report: ReportView | null;
  deal: DealView;
}

function Stated({ row: { name, kind }, before: earlier, report, deal }: StatedProps) {
  const { t } = useTranslation();
  if (report === null) return <span title={t('deals.restatedElsewhere')}>–</span>;
  const value = figureOf(report, name);
  const shown = <FigureValue kind={kind} value={value} asset={deal.asset} />;
  return value === figureOf(earlier, name) ? (
    shown
  ) : (
    <mark className={classes.changed} title={t('deals.changed')}>
      {shown}
    </mark>
  );
}

function Link({ row }: { row: RestatementView }) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <Hash value={row.hash} /> · {t('deals.restates')} <Hash value={row.previous} copy={false} />
      </div>
      <div>{row.explanation ?? t('deals.restatedElsewhere')}</div>
      <div>
        <TimeText value={row.at} /> ·{' '}
        <TextLink to="/ledger/transactions/$hash" params={{ hash: row.transaction }} size="sm">
          <Hash value={row.transaction} copy={false} />
        </TextLink>
      </div>
    </>
  );
}
