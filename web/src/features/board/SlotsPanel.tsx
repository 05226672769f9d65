import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SlotRow } from '../../../../backend/rating/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { SlotState } from './SlotState.tsx';
import { slotsQuery } from './queries.ts';

/** Customers who are rated one by one, for contracts that ask by pseudonym. */
export function SlotsPanel() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(slotsQuery({ limit: 20, cursor }));
  const columns = useMemo(
    (): Column<SlotRow>[] => [
      { id: 'tag', header: t('board.slot.tag'), cell: (row) => <Hash value={row.tag} /> },
      { id: 'state', header: t('ratings.stateLabel'), cell: (row) => <SlotState status={row.status} expiry={row.expiry} /> },
      { id: 'expiry', header: t('ratings.validUntil'), wideOnly: true, cell: (row) => <TimeText value={row.expiry} dayOnly /> },
      { id: 'sequence', header: t('board.slot.sequence'), align: 'end', cell: (row) => row.sequence },
      { id: 'block', header: t('ratings.block'), align: 'end', wideOnly: true, cell: (row) => row.block },
    ],
    [t],
  );
  return (
    <Panel title={t('board.slot.title')} note={t('board.slot.note')} flush>
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 && cursor === undefined ? (
            <Empty title={t('board.slot.none')}>{t('board.slot.noneWhy')}</Empty>
          ) : (
            <>
              <DataTable caption={t('board.slot.title')} columns={columns} rows={page.data} rowKey={(row) => row.tag} />
              {(page.hasMore || cursor !== undefined) && <Pager page={page} />}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
