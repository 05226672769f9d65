import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';

type CrossValidation = NonNullable<ValidationView['crossValidation']>;
type Fold = CrossValidation['folds'][number];

/** Each fold's result: everything was fitted anew without its rows. */
export function FoldsPanel({ crossValidation }: { crossValidation: CrossValidation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { folds, auc, aucSd } = crossValidation;
  const columns = useMemo(
    (): Column<Fold>[] => [
      { id: 'fold', header: t('scorecard.fold'), cell: (row) => row.fold },
      { id: 'auc', header: 'AUC', align: 'end', sortBy: (row) => row.auc, cell: (row) => formatNumber(row.auc, language, 4) },
      { id: 'ks', header: 'KS', align: 'end', sortBy: (row) => row.ks, cell: (row) => formatNumber(row.ks, language, 3) },
      { id: 'gini', header: 'Gini', align: 'end', sortBy: (row) => row.gini, cell: (row) => formatNumber(row.gini, language, 3) },
    ],
    [t, language],
  );
  return (
    <Panel
      title={t('scorecard.folds')}
      note={t('scorecard.foldsNote', { auc: formatNumber(auc, language, 4), sd: formatNumber(aucSd, language, 3) })}
      flush
    >
      <DataTable caption={t('scorecard.folds')} columns={columns} rows={folds} rowKey={(row) => String(row.fold)} />
    </Panel>
  );
}
