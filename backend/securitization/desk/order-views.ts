import { address, hash32 } from '../../kernel/hex.ts';
import { cursorDate, cursorInteger, decodeCursor, toPage } from '../../platform/http/page.ts';
import { timeText } from '../../attestation/ledger-views.ts';
import { assetOf } from '../deals/asset-view.ts';
import type { AssetView } from '../deals/schemas.ts';
import { classesOf, type ClassRecord, type DealRecord, findClass, findDeal } from '../deals/store.ts';
import type { Side } from '../domain/desk/match-orders.ts';
import { fillPayment } from '../domain/desk/order-price.ts';
import { isExpired, type OrderState } from '../domain/desk/order-standing.ts';
import { nowSeconds } from '../now-seconds.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { outstandingOf, shareText } from './market.ts';
import type { OrderPage, OrderView, SideName } from './schemas.ts';
import { findOrder, openAt, type OrderRecord } from './store.ts';

/** @throws {@link DomainError} `desk_order_unknown` */
export async function viewOrder(deps: SecuritizationDeps, hash: string): Promise<OrderView> {
  const row = await findOrder(deps, hash);
  return viewOf(row, await subjectOf(deps, row.deal));
}

interface Subject {
  readonly deal: DealRecord;
  readonly classes: readonly ClassRecord[];
  readonly asset: AssetView;
  readonly name: string | undefined;
}

async function subjectOf(deps: SecuritizationDeps, target: string): Promise<Subject> {
  const deal = await findDeal(deps, target);
  const draft = await deps.database.client.dealDraft.findFirst({ where: { documentHash: deal.documentHash }, select: { name: true } });
  return { deal, classes: await classesOf(deps.database, deal), asset: await assetOf(deps, deal.asset), name: draft?.name };
}

function viewOf(row: OrderRecord, { deal, classes, asset, name }: Subject): OrderView {
  const symbol = classes.find((record) => record.class === row.class)?.symbol ?? '';
  const [units, filled] = [BigInt(row.units), BigInt(row.filled)];
  const left = units - filled;
  const state = row.state === 'open' && isExpired(row.deadline, nowSeconds()) ? 'expired' : (row.state as OrderState);
  return {
    hash: hash32(row.orderHash),
    deal: address(row.deal),
    dealName: name ?? symbol,
    class: row.class,
    symbol,
    asset,
    taker: row.taker === null ? null : address(row.taker),
    maker: address(row.maker),
    side: row.side as SideName,
    units: row.units,
    filled: row.filled,
    left: String(left),
    price: String(row.price),
    share: shareText(row.price, outstandingOf(deal, row.class)),
    payment: String(fillPayment(row.price, filled, left)),
    state,
    nonce: String(row.nonce),
    deadline: timeText(row.deadline),
    key: address(row.key),
    signature: row.signature,
    receivedAt: row.createdAt.toISOString(),
  };
}

interface BookPlace {
  readonly deal: string;
  readonly class: number;
  readonly side: Side;
  readonly cursor: string | undefined;
}

/** Open orders of one side of a class, the best price first, of equal prices the earlier one. */
export async function listBook(deps: SecuritizationDeps, { deal, class: of, side, cursor }: BookPlace, limit: number): Promise<OrderPage> {
  const record = await findDeal(deps, deal);
  await findClass(deps.database, record, of);
  const { chainId, desk } = await securitizationPlace(deps);
  const direction = side === 'sell' ? 'asc' : 'desc';
  const where = { chainId, desk, deal: record.address, class: of, side, ...openAt(nowSeconds()), ...afterInBook(cursor, side) };
  const rows = await deps.database.client.deskOrder.findMany({
    where,
    orderBy: [{ price: direction }, { createdAt: 'asc' }, { orderHash: 'asc' }],
    take: limit + 1,
  });
  return pageOfOrders(deps, rows, limit, (row) => [row.price, row.createdAt.getTime(), row.orderHash]);
}

function afterInBook(cursor: string | undefined, side: Side) {
  if (cursor === undefined) return {};
  const [priceText, time, hash = ''] = decodeCursor(cursor, 3);
  const price = cursorInteger(priceText);
  const createdAt = cursorDate(time);
  return {
    OR: [
      { price: side === 'sell' ? { gt: price } : { lt: price } },
      { price, createdAt: { gt: createdAt } },
      { price, createdAt, orderHash: { gt: hash } },
    ],
  };
}

interface MakerPlace {
  readonly maker: string;
  readonly state: 'open' | 'all';
  readonly cursor: string | undefined;
}

/** Orders of one maker in all deals, newest first. */
export async function listOrders(deps: SecuritizationDeps, { maker, state, cursor }: MakerPlace, limit: number): Promise<OrderPage> {
  const { chainId, desk } = await securitizationPlace(deps);
  const rows = await deps.database.client.deskOrder.findMany({
    where: { chainId, desk, maker, ...(state === 'open' ? openAt(nowSeconds()) : {}), ...olderOrders(cursor) },
    orderBy: [{ createdAt: 'desc' }, { orderHash: 'desc' }],
    take: limit + 1,
  });
  return pageOfOrders(deps, rows, limit, (row) => [row.createdAt.getTime(), row.orderHash]);
}

function olderOrders(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [time, hash = ''] = decodeCursor(cursor, 2);
  const createdAt = cursorDate(time);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, orderHash: { lt: hash } }] };
}

async function pageOfOrders(
  deps: SecuritizationDeps,
  rows: readonly OrderRecord[],
  limit: number,
  place: (row: OrderRecord) => readonly (string | number | bigint)[],
): Promise<OrderPage> {
  const subjects = new Map<string, Subject>();
  for (const { deal } of rows) if (!subjects.has(deal)) subjects.set(deal, await subjectOf(deps, deal));
  const page = toPage(rows, limit, place, (row) => row);
  return {
    ...page,
    data: page.data.flatMap((row) => {
      const subject = subjects.get(row.deal);
      return subject === undefined ? [] : [viewOf(row, subject)];
    }),
  };
}
