import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntryView } from '../../../../backend/platform/http/schemas.ts';
import { auditLogQuery } from '../../lib/queries.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PersonText } from '../../ui/PersonText.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

const TONES: Record<AuditEntryView['outcome'], Tone> = { ok: 'pass', denied: 'warn', failed: 'fail' };

export function AuditTab() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(auditLogQuery({ limit: 25, cursor }));
  const columns = useMemo(
    (): Column<AuditEntryView>[] => [
      { id: 'seq', header: t('system.seq'), align: 'end', cell: (row) => row.seq },
      { id: 'at', header: t('ledger.time'), cell: (row) => <TimeText value={row.at} /> },
      { id: 'actor', header: t('system.actor'), wideOnly: true, cell: (row) => <PersonText actor={row.actor} /> },
      { id: 'action', header: t('system.action'), cell: (row) => <code>{row.action}</code> },
      {
        id: 'entity',
        header: t('system.entity'),
        wideOnly: true,
        cell: (row) => <ShortId value={row.entity === '' ? row.entityId : `${row.entity} ${row.entityId}`} />,
      },
      {
        id: 'outcome',
        header: t('system.outcome'),
        cell: (row) => <StatusBadge tone={TONES[row.outcome]}>{t(`system.outcomeName.${row.outcome}`)}</StatusBadge>,
      },
      { id: 'hash', header: t('ledger.hash'), wideOnly: true, cell: (row) => <Hash value={row.hash} /> },
    ],
    [t],
  );
  return (
    <Panel title={t('system.audit')} note={t('system.auditNote')} flush>
      <PagedTable
        query={query}
        caption={t('system.audit')}
        columns={columns}
        rowKey={(row) => row.seq}
        empty={<Empty title={t('system.noAudit')}>{t('system.noAuditWhy')}</Empty>}
      />
    </Panel>
  );
}

const LONGEST_ID = 26;

function ShortId({ value }: { value: string }) {
  return <span title={value}>{value.length <= LONGEST_ID ? value : `${value.slice(0, LONGEST_ID - 1)}…`}</span>;
}
