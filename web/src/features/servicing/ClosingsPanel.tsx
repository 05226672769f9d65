import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClosingView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { closingsQuery } from '../deals/queries.ts';
import { PersonText } from '../../ui/PersonText.tsx';
import { ClosingDecision } from './ClosingDecision.tsx';

const TONE: Record<ClosingView['state'], Tone> = { prepared: 'wait', approved: 'wait', closed: 'pass', rejected: 'mute', failed: 'fail' };

interface ClosingsPanelProps {
  /** Of one deal, or of all of them. */
  deal?: string;
  /** Names of deals by their addresses. */
  names?: ReadonlyMap<string, string>;
  cursor?: string | undefined;
}

/** Reports on their way: who prepared them, who decided, what became of them. */
export function ClosingsPanel({ deal, names, cursor }: ClosingsPanelProps) {
  const { t } = useTranslation();
  const query = useQuery(closingsQuery({ limit: 50, deal, cursor }));
  const columns = useColumns(names);
  return (
    <Panel title={t('servicing.closings')} note={t('servicing.closingsNote')} flush>
      <PagedTable
        query={query}
        caption={t('servicing.closings')}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Empty title={t('servicing.noClosing')}>{t('servicing.noClosingWhy')}</Empty>}
      />
    </Panel>
  );
}

function useColumns(names: ReadonlyMap<string, string> | undefined): Column<ClosingView>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const deal: Column<ClosingView> = {
      id: 'deal',
      header: t('deals.deal'),
      cell: (row) => (
        <TextLink to="/servicing/$address" params={{ address: row.deal }} size="sm">
          {names?.get(row.deal) ?? row.deal.slice(0, 10)}
        </TextLink>
      ),
    };
    return [
      ...(names === undefined ? [] : [deal]),
      { id: 'period', header: t('deals.period'), align: 'end', cell: (row) => row.period },
      {
        id: 'kind',
        header: t('servicing.kind'),
        cell: (row) =>
          row.version === 0 ? (
            t('servicing.closing')
          ) : (
            <span title={row.explanation}>{t('deals.restatedAs', { version: String(row.version) })}</span>
          ),
      },
      {
        id: 'state',
        header: t('deals.statusLabel'),
        cell: (row) => (
          <StatusBadge tone={TONE[row.state]}>
            {t(row.version > 0 && row.state === 'closed' ? 'servicing.restated' : `servicing.state.${row.state}`)}
          </StatusBadge>
        ),
      },
      {
        id: 'basis',
        header: t('servicing.reportBasis'),
        wideOnly: true,
        cell: ({ file }) =>
          file === null ? (
            <StatusBadge tone="warn">{t('servicing.bases.totals')}</StatusBadge>
          ) : (
            <span title={`${file.name} · sha256 ${file.hash}`}>
              {t('servicing.linesOfFile', { rows: formatCount(file.rows, language) })}
            </span>
          ),
      },
      { id: 'by', header: t('servicing.preparedBy'), wideOnly: true, cell: (row) => <PersonText actor={row.preparedBy} /> },
      { id: 'at', header: t('servicing.preparedAt'), wideOnly: true, cell: (row) => <TimeText value={row.preparedAt} /> },
      {
        id: 'decided',
        header: t('servicing.decidedBy'),
        wideOnly: true,
        cell: (row) => (row.decidedBy === null ? '–' : <PersonText actor={row.decidedBy} />),
      },
      {
        id: 'transaction',
        header: t('deals.transaction'),
        wideOnly: true,
        cell: (row) =>
          row.transaction?.hash == null ? (
            (row.transaction?.state ?? '–')
          ) : (
            <TextLink to="/ledger/transactions/$hash" params={{ hash: row.transaction.hash }} size="sm">
              {row.transaction.hash.slice(0, 10)}…
            </TextLink>
          ),
      },
      { id: 'decide', header: t('servicing.decide'), cell: (row) => <ClosingDecision row={row} /> },
    ];
  }, [t, language, names]);
}
