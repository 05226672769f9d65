import { address, hash32 } from '../../kernel/hex.ts';
import { cursorInteger, decodeCursor, toPage } from '../../platform/http/page.ts';
import { timeText } from '../../attestation/ledger-views.ts';
import { assetOf } from '../deals/asset-view.ts';
import { isLive } from '../deals/deal-status.ts';
import { classesOf, type ClassRecord, type DealRecord, findDeal } from '../deals/store.ts';
import { matchOrders, type StandingOrder } from '../domain/desk/match-orders.ts';
import { shareOfBalance } from '../domain/desk/order-price.ts';
import { type BookSide, summarizeSide } from '../domain/desk/summarize-book.ts';
import { divideHalfUp, WAD } from '../domain/integer-division.ts';
import { nowSeconds } from '../now-seconds.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { type ClassOutstanding, openMarket, outstandingOf, shareText } from './market.ts';
import type { MarketView, QuoteView, SideName, TradePage, TradeView } from './schemas.ts';
import { openAt, standingOrder, type TradeRecord } from './store.ts';

/** Best prices, depth and last trade of each class of a deal. @throws {@link DomainError} `deal_unknown` */
export async function viewMarket(deps: SecuritizationDeps, target: string): Promise<MarketView> {
  const deal = await findDeal(deps, target);
  const { chainId, desk } = await securitizationPlace(deps);
  const { client } = deps.database;
  const place = { chainId, desk, deal: deal.address };
  const open = await client.deskOrder.findMany({ where: { ...place, ...openAt(nowSeconds()) } });
  const classes: MarketView['classes'] = [];
  for (const record of await classesOf(deps.database, deal)) {
    const outstanding = outstandingOf(deal, record.class);
    const orders = open.filter((row) => row.class === record.class).map(standingOrder);
    const last = await client.deskTrade.findFirst({
      where: { ...place, class: record.class },
      orderBy: [{ blockNumber: 'desc' }, { logIndex: 'desc' }],
    });
    classes.push({
      class: record.class,
      symbol: record.symbol,
      token: address(record.token),
      units: String(outstanding.units),
      balance: String(outstanding.balance),
      isPricedOnBalance: outstanding.isPricedOnBalance,
      asks: sideView(summarizeSide(orders, 'sell'), outstanding),
      bids: sideView(summarizeSide(orders, 'buy'), outstanding),
      last: last === null ? null : tradeView(deal, record, last),
    });
  }
  return { deal: address(deal.address), asset: await assetOf(deps, deal.asset), isOpen: isLive(deal.status), classes };
}

function sideView({ best, units, orders }: BookSide, outstanding: ClassOutstanding) {
  return { best: best === null ? null : bestView(best, outstanding), units: String(units), orders };
}

function bestView({ price, units, filled }: StandingOrder, outstanding: ClassOutstanding) {
  return { price: String(price), share: shareText(price, outstanding), units: String(units - filled) };
}

function tradeView(deal: DealRecord, record: ClassRecord, row: TradeRecord): TradeView {
  const price = divideHalfUp(BigInt(row.payment) * WAD, BigInt(row.units));
  const { units } = outstandingOf(deal, record.class);
  const [seller, buyer] = row.side === 'sell' ? [row.maker, row.taker] : [row.taker, row.maker];
  return {
    at: timeText(row.time),
    class: row.class,
    symbol: record.symbol,
    side: row.side as SideName,
    seller: address(seller),
    buyer: address(buyer),
    units: row.units,
    payment: row.payment,
    price: String(price),
    share: row.balance === null ? null : String(shareOfBalance(price, { units, balance: BigInt(row.balance) })),
    order: hash32(row.orderHash),
    transaction: hash32(row.txHash),
    block: String(row.blockNumber),
  };
}

interface TradePlace {
  readonly deal: string;
  readonly class: number | undefined;
  readonly cursor: string | undefined;
}

/** Trades of a deal, or of one of its classes, newest first. */
export async function listTrades(
  deps: SecuritizationDeps,
  { deal: target, class: of, cursor }: TradePlace,
  limit: number,
): Promise<TradePage> {
  const deal = await findDeal(deps, target);
  const { chainId, desk } = await securitizationPlace(deps);
  const records = await classesOf(deps.database, deal);
  const rows = await deps.database.client.deskTrade.findMany({
    where: { chainId, desk, deal: deal.address, ...(of === undefined ? {} : { class: of }), ...olderTrades(cursor) },
    orderBy: [{ blockNumber: 'desc' }, { logIndex: 'desc' }],
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.blockNumber, row.logIndex],
    (row) => row,
  );
  const data = page.data.flatMap((row) => {
    const record = records.find((each) => each.class === row.class);
    return record === undefined ? [] : [tradeView(deal, record, row)];
  });
  return { ...page, data };
}

function olderTrades(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [block, log] = decodeCursor(cursor, 2);
  const blockNumber = cursorInteger(block);
  return { OR: [{ blockNumber: { lt: blockNumber } }, { blockNumber, logIndex: { lt: Number(cursorInteger(log)) } }] };
}

interface Wish {
  readonly class: number;
  /** What `account` wants to do. */
  readonly side: SideName;
  readonly account: string;
  readonly units: string;
}

/** Which orders an account would fill to buy or sell so much. @throws {@link DomainError} `deal_unknown`, `class_unknown` */
export async function quote(deps: SecuritizationDeps, target: string, { class: of, side, account, units }: Wish): Promise<QuoteView> {
  const { place, deal, asset, outstanding } = await openMarket(deps, target, of);
  const { chainId, desk } = place;
  const other = side === 'buy' ? 'sell' : 'buy';
  const rows = await deps.database.client.deskOrder.findMany({
    where: { chainId, desk, deal: deal.address, class: of, side: other, ...openAt(nowSeconds()) },
  });
  const found = matchOrders(rows.map(standingOrder), account, BigInt(units));
  const prices = new Map(rows.map(({ orderHash, price }) => [orderHash, price]));
  return {
    asset,
    units: String(found.units),
    payment: String(found.payment),
    fills: found.fills.map((fill) => {
      const price = prices.get(fill.hash) ?? 0n;
      return {
        hash: hash32(fill.hash),
        units: String(fill.units),
        payment: String(fill.payment),
        price: String(price),
        share: shareText(price, outstanding),
      };
    }),
  };
}
