import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeriodFileView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RefusalText } from '../../ui/RefusalText.tsx';

type Fault = PeriodFileView['faults'][number];

/** Every fault with its line and column; while there is one nothing can be handed over. */
export function PeriodFaults({ view }: { view: PeriodFileView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Fault>[] => [
      { id: 'line', header: t('tapes.line'), align: 'end', sortBy: (row) => row.line, cell: (row) => formatCount(row.line, language) },
      { id: 'column', header: t('tapes.column'), sortBy: (row) => row.column, cell: (row) => <code>{row.column}</code> },
      {
        id: 'reason',
        header: t('tapes.detail'),
        sortBy: (row) => row.code,
        cell: (row) => <RefusalText refused={row} kind="field" />,
      },
    ],
    [t, language],
  );
  const shown = { all: formatCount(view.faultCount, language), shown: formatCount(view.faults.length, language) };
  const note = t(view.faults.length < view.faultCount ? 'servicing.faultsMore' : 'servicing.faultsNote', shown);
  return (
    <Panel title={t('servicing.faults')} note={note} flush>
      <DataTable
        caption={t('servicing.faults')}
        columns={columns}
        rows={view.faults}
        rowKey={(row) => `${row.line}:${row.column}:${row.code}:${row.detail}`}
      />
    </Panel>
  );
}
