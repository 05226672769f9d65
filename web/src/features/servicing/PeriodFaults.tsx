import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeriodFileView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';

/** Codes that have words of their own. */
const CODES = [
  'file_empty',
  'file_malformed',
  'file_encoding',
  'file_too_long',
  'header_unknown',
  'header_duplicate',
  'header_missing',
  'row_ragged',
  'cell_missing',
  'cell_not_amount',
  'cell_not_integer',
  'cell_out_of_range',
  'cell_too_long',
  'cell_unprintable',
  'loan_unknown',
  'loan_ambiguous',
  'loan_duplicate',
  'loan_missing',
  'begin_differs',
  'balance_grew',
  'balance_differs',
  'default_with_balance',
] as const;
type Fault = PeriodFileView['faults'][number];

/** Every fault with its line and column; while there is one nothing can be handed over. */
export function PeriodFaults({ view }: { view: PeriodFileView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo((): Column<Fault>[] => {
    const reasonOf = ({ code }: Fault): string => {
      const known = CODES.find((each) => each === code);
      return known === undefined ? code : t(`servicing.fault.${known}`);
    };
    return [
      { id: 'line', header: t('tapes.line'), align: 'end', sortBy: (row) => row.line, cell: (row) => formatCount(row.line, language) },
      { id: 'column', header: t('tapes.column'), sortBy: (row) => row.column, cell: (row) => <code>{row.column}</code> },
      {
        id: 'reason',
        header: t('tapes.detail'),
        sortBy: (row) => row.code,
        cell: (row) => (
          <>
            {reasonOf(row)}
            <Text size="xs" c="dimmed">
              {row.detail}
            </Text>
          </>
        ),
      },
    ];
  }, [t, language]);
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
