import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Look } from '../../../../backend/holder/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

/** Who saw what, and when. */
export function LooksTable({ looks }: { looks: Look[] }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<Look>[] => [
      { id: 'at', header: t('me.data.at'), cell: (look) => <TimeText value={look.at} />, sortBy: (look) => look.at },
      { id: 'who', header: t('me.data.who'), cell: (look) => look.who, sortBy: (look) => look.who },
      { id: 'what', header: t('me.data.what'), cell: (look) => t(`me.look.${look.kind}`, { who: look.who }) },
    ],
    [t],
  );
  return (
    <DataTable
      caption={t('me.data.looks')}
      columns={columns}
      rows={looks}
      rowKey={(look) => `${look.at}:${look.who}:${look.kind}:${look.consentId ?? ''}`}
    />
  );
}
