import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedCardView, ComparisonView } from '../../../../backend/scoring/comparison/schemas.ts';
import { formatCount, formatNumber, type Language } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { comparedNames } from './compared-style.ts';

interface Row {
  readonly card: ComparedCardView;
  readonly name: string;
}

/** Figures on unseen rows, one line for each card, and whether it differs from the first beyond chance. */
export function ComparedFigures({ view }: { view: ComparisonView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = comparedNames(view.cards);
  const rows = view.cards.map((card, place): Row => ({ card, name: names[place] ?? '' }));
  const columns = useMemo((): Column<Row>[] => {
    const figure = (id: string, header: string, value: (card: ComparedCardView) => number, digits = 4): Column<Row> => ({
      id,
      header,
      align: 'end',
      sortBy: ({ card }) => value(card),
      cell: ({ card }) => formatNumber(value(card), language, digits),
    });
    const test = (id: 'test' | 'delong', header: string): Column<Row> => ({
      id,
      header,
      align: 'end',
      cell: ({ card }) => (card[id] === null ? '–' : formatNumber(card[id].pValue, language, 4)),
    });
    return [
      {
        id: 'name',
        header: t('scorecard.one'),
        cell: ({ card, name }) => (
          <RowLink to="/scorecards/$hash" params={{ hash: card.hash }}>
            {name}
          </RowLink>
        ),
      },
      figure('auc', 'AUC', ({ auc }) => auc.auc),
      {
        id: 'interval',
        header: t('scorecard.compare.interval'),
        align: 'end',
        cell: ({ card: { auc } }) => `${formatNumber(auc.lower, language, 4)} – ${formatNumber(auc.upper, language, 4)}`,
      },
      figure('ks', 'KS', ({ mean }) => mean.ks, 3),
      figure('gini', 'Gini', ({ mean }) => mean.gini, 3),
      figure('h', 'H', ({ mean }) => mean.hMeasure, 3),
      figure('brier', 'Brier', ({ mean }) => mean.brier),
      figure('logLoss', t('scorecard.compare.logLoss'), ({ mean }) => mean.logLoss),
      ...(view.basis === 'learnt_anew' ? [test('test', t('scorecard.compare.pFolds'))] : []),
      test('delong', t('scorecard.compare.pDeLong')),
    ];
  }, [t, language, view.basis]);
  return (
    <Panel title={t('scorecard.compare.figures')} note={findingOf(view, names, t)} foot={footOf(view, language, t)} flush>
      <DataTable caption={t('scorecard.compare.figures')} columns={columns} rows={rows} rowKey={({ card }) => card.hash} />
    </Panel>
  );
}

const LEVEL = 0.05;

function findingOf({ cards }: ComparisonView, names: readonly string[], t: TFunction): string {
  const other = cards.flatMap(({ delong }, place) => (delong !== null && delong.pValue < LEVEL ? [names[place] ?? ''] : []));
  return other.length === 0
    ? t('scorecard.compare.alike', { name: names[0] ?? '' })
    : t('scorecard.compare.differ', { name: names[0] ?? '', others: other.join(t('scorecard.compare.and')) });
}

function footOf({ rows, bads, source, basis, cards }: ComparisonView, language: Language, t: TFunction): string {
  const all = t(basis === 'learnt_anew' ? 'scorecard.compare.rows' : 'scorecard.compare.laterRows', {
    rows: formatCount(rows, language),
    bads: formatCount(bads, language),
    source,
  });
  return basis === 'learnt_anew' && cards.some(({ isTrainingData }) => !isTrainingData)
    ? `${all} ${t('scorecard.compare.otherData')}`
    : all;
}
