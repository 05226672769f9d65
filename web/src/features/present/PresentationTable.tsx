import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PresentationRow } from '../../../../backend/holder/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ScopeList } from '../me/ScopeList.tsx';

type Row = z.infer<typeof PresentationRow>;
const TONES: Record<Row['consent']['state'], Tone> = { active: 'pass', withdrawn: 'mute', expired: 'warn' };

export function PresentationTable({ rows }: { rows: Row[] }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<Row>[] => [
      { id: 'at', header: t('me.data.at'), cell: (row) => <TimeText value={row.createdAt} />, sortBy: (row) => row.createdAt },
      { id: 'who', header: t('requests.lender'), cell: (row) => row.consent.verifierName, sortBy: (row) => row.consent.verifierName },
      { id: 'scope', header: t('present.shown'), wideOnly: true, cell: (row) => <ScopeList scope={row.consent.scope} /> },
      { id: 'way', header: t('present.wayColumn'), wideOnly: true, cell: (row) => t(`present.way.${row.way}.title`) },
      {
        id: 'state',
        header: t('requests.state'),
        cell: (row) => <StatusBadge tone={TONES[row.consent.state]}>{t(`me.consents.state.${row.consent.state}`)}</StatusBadge>,
      },
      {
        id: 'opened',
        header: t('present.opened'),
        wideOnly: true,
        cell: (row) => (row.openedAt === null ? t('present.notOpened') : <TimeText value={row.openedAt} />),
      },
    ],
    [t],
  );
  return <DataTable caption={t('present.shownSoFar')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}
