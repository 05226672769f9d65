import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchRow } from '../../../../backend/attestation/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { BatchOfFile, BatchStanding, BatchState } from './state-badges.tsx';

interface BatchTableProps {
  batches: BatchRow[];
  /** Without the columns that only the ledger page has room for. */
  brief?: boolean;
  stale?: boolean;
}

export function BatchTable({ batches, brief = false, stale = false }: BatchTableProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo((): Column<BatchRow>[] => {
    const all: (Column<BatchRow> & { long?: boolean })[] = [
      {
        id: 'batch',
        header: t('ledger.batch'),
        cell: (row) => (
          <RowLink to="/ledger/batches/$id" params={{ id: row.id }}>
            {row.batch === null ? t('ledger.unnumbered') : `#${row.batch}`}
          </RowLink>
        ),
      },
      {
        id: 'state',
        header: t('ledger.state'),
        cell: (row) => (
          <>
            <BatchState state={row.state} /> {row.file !== null && <BatchOfFile />}
          </>
        ),
      },
      {
        id: 'standing',
        header: t('ledger.standingLabel'),
        wideOnly: true,
        long: true,
        cell: (row) => <BatchStanding standing={row.standing} />,
      },
      { id: 'issuer', header: t('ledger.issuer'), align: 'end', wideOnly: true, long: true, cell: (row) => row.issuerId },
      { id: 'leaves', header: t('ledger.leaves'), align: 'end', cell: (row) => formatCount(row.leaves, language) },
      { id: 'root', header: t('ledger.root'), wideOnly: true, cell: (row) => <Hash value={row.root} copy={!brief} /> },
      {
        id: 'gas',
        header: t('ledger.gasUsed'),
        align: 'end',
        long: true,
        wideOnly: true,
        cell: (row) => (row.gasUsed === null ? '–' : formatCount(row.gasUsed, language)),
      },
      {
        id: 'block',
        header: t('ledger.block'),
        align: 'end',
        long: true,
        wideOnly: true,
        cell: (row) => (row.block === null ? '–' : formatCount(row.block.number, language)),
      },
      { id: 'time', header: t('ledger.anchoredAt'), wideOnly: true, cell: (row) => <TimeText value={row.block?.time ?? null} /> },
    ];
    return all.filter((column) => !brief || column.long !== true);
  }, [t, language, brief]);
  return <DataTable caption={t('ledger.batches')} columns={columns} rows={batches} rowKey={(row) => row.id} stale={stale} />;
}
