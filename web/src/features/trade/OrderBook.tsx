import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderView, SideName } from '../../../../backend/securitization/desk/schemas.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Money } from '../deals/Money.tsx';
import { GrowingTable } from './GrowingTable.tsx';
import { Price } from './Price.tsx';
import { bookQuery } from './queries.ts';

interface OrderBookProps {
  deal: string;
  place: number;
  /** What the makers do. */
  side: SideName;
  onChoose: (order: OrderView) => void;
}

/** One side of the book of a class. */
export function OrderBook({ deal, place, side, onChoose }: OrderBookProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(bookQuery(deal, place, side));
  const name = side === 'sell' ? 'asks' : 'bids';
  const columns = useMemo(
    (): Column<OrderView>[] => [
      { id: 'price', header: t('trade.price'), align: 'end', cell: (row) => <Price {...row} /> },
      { id: 'left', header: t('trade.left'), align: 'end', cell: (row) => <Money units={row.left} asset={row.asset} bare /> },
      {
        id: 'payment',
        header: t('trade.payment'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.payment} asset={row.asset} bare />,
      },
      { id: 'until', header: t('trade.until'), wideOnly: true, cell: (row) => <TimeText value={row.deadline} dayOnly /> },
      {
        id: 'act',
        header: t('deals.act'),
        align: 'end',
        cell: (row) => (
          <Button size="compact-xs" variant="default" onClick={() => onChoose(row)}>
            {t(row.side === 'sell' ? 'trade.buy' : 'trade.sell')}
          </Button>
        ),
      },
    ],
    [t, onChoose],
  );
  return (
    <Panel title={t(`trade.${name}`)} note={t(`trade.${name}Note`)} flush>
      <GrowingTable
        query={query}
        caption={t(`trade.${name}`)}
        columns={columns}
        rowKey={(row) => row.hash}
        empty={<Empty title={t(side === 'sell' ? 'trade.noAsks' : 'trade.noBids')}>{t('trade.noOrderWhy')}</Empty>}
      />
    </Panel>
  );
}
