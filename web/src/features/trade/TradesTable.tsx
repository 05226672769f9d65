import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarketView, TradeView } from '../../../../backend/securitization/desk/schemas.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Money } from '../deals/Money.tsx';
import { GrowingTable } from './GrowingTable.tsx';
import { Price } from './Price.tsx';
import { tradesQuery } from './queries.ts';

/** What was traded of a class. */
export function TradesTable({ market: { deal, asset }, place }: { market: MarketView; place: number }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(tradesQuery(deal, place));
  const columns = useMemo(
    (): Column<TradeView>[] => [
      { id: 'at', header: t('trade.at'), cell: (row) => <TimeText value={row.at} /> },
      { id: 'price', header: t('trade.price'), align: 'end', cell: (row) => <Price {...row} /> },
      { id: 'amount', header: t('trade.amount'), align: 'end', cell: (row) => <Money units={row.units} asset={asset} bare /> },
      {
        id: 'payment',
        header: t('trade.payment'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.payment} asset={asset} />,
      },
      { id: 'seller', header: t('trade.seller'), wideOnly: true, cell: (row) => <Hash value={row.seller} /> },
      { id: 'buyer', header: t('trade.buyer'), wideOnly: true, cell: (row) => <Hash value={row.buyer} /> },
      { id: 'transaction', header: t('deals.transaction'), wideOnly: true, cell: (row) => <Hash value={row.transaction} /> },
    ],
    [t, asset],
  );
  return (
    <Panel title={t('trade.trades')} note={t('trade.tradesNote')} flush>
      <GrowingTable
        query={query}
        caption={t('trade.trades')}
        columns={columns}
        rowKey={(row) => `${row.transaction}:${row.order}`}
        empty={<Empty title={t('trade.noTrades')}>{t('trade.noTradesWhy')}</Empty>}
      />
    </Panel>
  );
}
