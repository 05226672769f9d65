import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../../../backend/intake/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { RefusalText } from '../../ui/RefusalText.tsx';

type Fault = ImportView['faults'][number];

/** How many rows of a file were taken, and which were not and why. */
export function ImportResult({ view }: { view: ImportView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Fault>[] => [
      { id: 'line', header: t('customers.import.line'), align: 'end', cell: (row) => row.line },
      { id: 'column', header: t('customers.import.column'), cell: (row) => <code>{row.column}</code> },
      { id: 'detail', header: t('customers.import.detail'), cell: (row) => <RefusalText refused={row} kind="field" /> },
      { id: 'code', header: t('customers.import.code'), wideOnly: true, cell: (row) => <code>{row.code}</code> },
    ],
    [t],
  );
  const count = (value: number) => formatCount(value, language);
  const { rows, accepted, unchanged, rejected, kind, state } = view;
  return (
    <>
      <Text size="sm" role="status" data-import={state}>
        {t(state === 'rejected' ? 'customers.import.rejected' : `customers.import.done.${kind}`, {
          rows: count(rows),
          accepted: count(accepted),
          unchanged: count(unchanged),
          rejected: count(rejected),
        })}
      </Text>
      {view.faults.length > 0 && (
        <DataTable
          caption={t('customers.import.faults')}
          columns={columns}
          rows={view.faults}
          rowKey={(row) => `${row.line}:${row.column}:${row.code}`}
        />
      )}
    </>
  );
}
