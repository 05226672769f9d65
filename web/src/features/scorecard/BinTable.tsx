import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { binName, characteristicName } from '../customers/glossary.ts';
import type { Characteristic } from './characteristic.ts';

type Bin = Characteristic['bins'][number];

/** The bins with all their numbers, and what the regression made of the characteristic. */
export function BinTable({ view, isOfModel = false }: { view: Characteristic; isOfModel?: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Bin>[] => [
      { id: 'bin', header: t('scorecard.bin'), cell: (row) => binName(row.label, row.levels, language) },
      {
        id: 'count',
        header: t('scorecard.count'),
        align: 'end',
        sortBy: (row) => row.count,
        cell: (row) => formatCount(row.count, language),
      },
      {
        id: 'share',
        header: t('scorecard.share'),
        align: 'end',
        wideOnly: true,
        sortBy: (row) => row.share,
        cell: (row) => formatShare(row.share, language),
      },
      {
        id: 'goods',
        header: t('scorecard.goods'),
        align: 'end',
        wideOnly: true,
        sortBy: (row) => row.goods,
        cell: (row) => formatCount(row.goods, language),
      },
      {
        id: 'bads',
        header: t('scorecard.badsColumn'),
        align: 'end',
        wideOnly: true,
        sortBy: (row) => row.bads,
        cell: (row) => formatCount(row.bads, language),
      },
      {
        id: 'badRate',
        header: t('scorecard.badRate'),
        align: 'end',
        sortBy: (row) => row.badRate,
        cell: (row) => formatShare(row.badRate, language),
      },
      { id: 'woe', header: 'WOE', align: 'end', sortBy: (row) => row.woe, cell: (row) => formatNumber(row.woe, language, 3) },
      { id: 'iv', header: 'IV', align: 'end', wideOnly: true, sortBy: (row) => row.iv, cell: (row) => formatNumber(row.iv, language, 4) },
      {
        id: 'points',
        header: t(isOfModel ? 'scorecard.ofModel.meanPoints' : 'customers.points'),
        align: 'end',
        sortBy: (row) => row.points,
        cell: (row) => <strong>{row.points}</strong>,
      },
    ],
    [t, language, isOfModel],
  );
  const fitted =
    view.coefficient === null
      ? t(isOfModel ? 'scorecard.ofModel.binsNote' : 'scorecard.notInModel')
      : t('scorecard.fitted', {
          coefficient: formatNumber(view.coefficient, language, 3),
          error: view.standardError === null ? '–' : formatNumber(view.standardError, language, 3),
          p: view.pValue === null ? '–' : view.pValue < 0.001 ? '< 0.001' : formatNumber(view.pValue, language, 3),
        });
  return (
    <Panel
      title={t('scorecard.binsTitle', { name: characteristicName(view.name, language) })}
      note={fitted}
      foot={view.edits.length === 0 ? undefined : t('scorecard.byHand', { reasons: view.edits.map(({ reason }) => reason).join('; ') })}
      flush
    >
      <DataTable
        caption={t('scorecard.binsTitle', { name: characteristicName(view.name, language) })}
        columns={columns}
        rows={view.bins}
        rowKey={(row) => row.label}
      />
    </Panel>
  );
}
