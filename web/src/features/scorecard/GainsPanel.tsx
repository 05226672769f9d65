import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnseenView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useValidationBasis } from './validation-basis.ts';

type Band = UnseenView['gains'][number];

/** Lift and gains by tenth of the score, the lowest first. */
export function GainsPanel({ unseen }: { unseen: UnseenView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const columns = useMemo((): Column<Band>[] => {
    const share = (id: string, header: string, value: (row: Band) => number): Column<Band> => ({
      id,
      header,
      align: 'end',
      wideOnly: true,
      cell: (row) => formatShare(value(row), language),
    });
    const count = (id: string, header: string, value: (row: Band) => number): Column<Band> => ({
      id,
      header,
      align: 'end',
      cell: (row) => formatCount(value(row), language),
    });
    return [
      { id: 'score', header: t('customers.score'), cell: (row) => `${row.lowerScore}–${row.upperScore}` },
      count('rows', t('scorecard.count'), (row) => row.rows),
      count('bads', t('scorecard.badsColumn'), (row) => row.bads),
      share('badRate', t('scorecard.badRate'), (row) => row.badRate),
      { id: 'lift', header: t('scorecard.lift'), align: 'end', cell: (row) => formatNumber(row.lift, language, 2) },
      share('allSoFar', t('scorecard.allSoFar'), (row) => row.cumulativeRows),
      share('badsSoFar', t('scorecard.badsSoFar'), (row) => row.cumulativeBads),
      share('goodsSoFar', t('scorecard.goodsSoFar'), (row) => row.cumulativeGoods),
      share('gap', t('scorecard.gap'), (row) => row.gap),
    ];
  }, [t, language]);
  const [first] = unseen.gains;
  return (
    <Panel
      title={t('scorecard.gains')}
      note={
        first !== undefined &&
        t('scorecard.gainsFinding', {
          share: formatShare(first.cumulativeBads, language),
          all: formatShare(first.cumulativeRows, language),
        })
      }
      foot={basis.unseen}
      flush
    >
      <DataTable caption={t('scorecard.gains')} columns={columns} rows={unseen.gains} rowKey={(row) => String(row.band)} />
    </Panel>
  );
}
