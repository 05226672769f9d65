import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckpointView } from '../../../../backend/transparency/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

const TONES = { chain: 'pass', differs: 'fail', unknown: 'unknown' } as const;
type Signature = CheckpointView['signatures'][number];

/** Checkpoints with who signed them and whether the chain says the same. */
export function CheckpointTable({ rows }: { rows: CheckpointView[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<CheckpointView>[] => [
      { id: 'size', header: t('log.size'), align: 'end', cell: (row) => formatCount(row.size, language) },
      {
        id: 'agreement',
        header: t('log.agreementLabel'),
        cell: (row) => <StatusBadge tone={TONES[row.agreement]}>{t(`log.agreement.${row.agreement}`)}</StatusBadge>,
      },
      { id: 'root', header: t('log.root'), wideOnly: true, cell: (row) => <Hash value={row.root} /> },
      { id: 'leaves', header: t('log.leaves'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.leaves, language) },
      { id: 'block', header: t('log.block'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.block.number, language) },
      { id: 'at', header: t('log.publishedAt'), wideOnly: true, cell: (row) => <TimeText value={row.publishedAt} /> },
      {
        id: 'signed',
        header: t('log.signatures'),
        cell: (row) => row.signatures.map((line) => <Line key={`${line.name}:${line.time ?? ''}`} line={line} />),
      },
    ],
    [t, language],
  );
  return <DataTable caption={t('log.checkpoints')} columns={columns} rows={rows} rowKey={(row) => row.size} />;
}

function Line({ line }: { line: Signature }) {
  const { t } = useTranslation();
  const tone = line.by === 'unknown' ? 'unknown' : line.valid ? 'pass' : 'fail';
  return <StatusBadge tone={tone}>{line.by === 'log' ? t('log.byLog') : line.name}</StatusBadge>;
}
