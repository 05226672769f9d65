import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TapeDetail } from '../../../../backend/securitization/pools/schemas.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RefusalText } from '../../ui/RefusalText.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { tapeFaultsQuery } from './queries.ts';

type Fault = TapeDetail['faults'][number];
const TONE = { file: 'fail', row: 'fail', flag: 'warn' } as const;

/** Every fault with its line and column, in the order of the file. */
export function TapeFaults({ id, cursor }: { id: string; cursor: string | undefined }) {
  const { t } = useTranslation();
  const query = useQuery(tapeFaultsQuery(id, { limit: 100, cursor }));
  const columns = useMemo(
    (): Column<Fault>[] => [
      { id: 'line', header: t('tapes.line'), align: 'end', cell: (row) => row.line },
      { id: 'column', header: t('tapes.column'), cell: (row) => <code>{row.column}</code> },
      {
        id: 'severity',
        header: t('tapes.severity'),
        wideOnly: true,
        cell: (row) => <StatusBadge tone={TONE[row.severity]}>{t(`tapes.severities.${row.severity}`)}</StatusBadge>,
      },
      { id: 'detail', header: t('tapes.detail'), cell: (row) => <RefusalText refused={row} kind="field" /> },
      { id: 'code', header: t('tapes.code'), wideOnly: true, cell: (row) => <code>{row.code}</code> },
    ],
    [t],
  );
  return (
    <Panel title={t('tapes.faults')} note={t('tapes.faultsNote')} flush>
      <PagedTable
        query={query}
        caption={t('tapes.faults')}
        columns={columns}
        rowKey={(row) => `${row.line}:${row.column}:${row.code}`}
        empty={<Empty title={t('tapes.noFaults')}>{t('tapes.noFaultsWhy')}</Empty>}
      />
    </Panel>
  );
}
