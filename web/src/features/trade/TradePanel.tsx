import { SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import type { MarketView, OrderView } from '../../../../backend/securitization/desk/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/states.tsx';
import { FillPanel } from './FillPanel.tsx';
import { MarketFigures } from './MarketFigures.tsx';
import { OrderBook } from './OrderBook.tsx';
import { OrderForm } from './OrderForm.tsx';
import { marketQuery } from './queries.ts';
import classes from './trade.module.css';
import { TradesTable } from './TradesTable.tsx';
import { WalletOrders } from './WalletOrders.tsx';

/** The book of each class of a deal: what is bid and offered, what was traded, and what one does with the own wallet. */
export function TradePanel({ deal }: { deal: DealView }) {
  const query = useQuery(marketQuery(deal.address));
  return <Loaded query={query}>{(market) => <Market market={market} />}</Loaded>;
}

function Market({ market }: { market: MarketView }) {
  const { t } = useTranslation();
  const [place, setPlace] = useState(market.classes[0]?.class ?? 0);
  const [chosen, setChosen] = useState<OrderView | null>(null);
  const own = market.classes.find((row) => row.class === place);
  if (own === undefined) return null;
  const change = (next: string): void => {
    setPlace(Number(next));
    setChosen(null);
  };
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('trade.class')}
        style={{ alignSelf: 'flex-start' }}
        data={market.classes.map((row) => ({ value: String(row.class), label: row.symbol }))}
        value={String(place)}
        onChange={change}
      />
      <MarketFigures market={market} own={own} />
      <div className={classes.pair}>
        <OrderBook deal={market.deal} place={place} side="buy" onChoose={setChosen} />
        <OrderBook deal={market.deal} place={place} side="sell" onChoose={setChosen} />
      </div>
      {chosen !== null && <FillPanel key={chosen.hash} order={chosen} onClose={() => setChosen(null)} />}
      {market.isOpen ? (
        <OrderForm key={place} market={market} own={own} />
      ) : (
        <Empty title={t('trade.notTraded')}>{t('trade.notTradedWhy')}</Empty>
      )}
      <TradesTable market={market} place={place} />
      <WalletOrders />
    </Stack>
  );
}
