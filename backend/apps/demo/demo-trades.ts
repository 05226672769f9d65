import { DomainError } from '../../kernel/errors.ts';
import type { DealView } from '../../securitization/deals/schemas.ts';
import { isLive } from '../../securitization/deals/deal-status.ts';
import { OrderPage, type OrderView, TradePage } from '../../securitization/desk/schemas.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { System } from '../open-system.ts';
import { actOnOrder, placeOrder, type WalletHere } from '../wallet-acts.ts';
import { demoInvestors, orderDeposit } from './demo-investors.ts';
import { orderByHouse, until, waitForBlocks } from './demo-orders.ts';

interface Wish {
  readonly investor: number;
  readonly class: number;
  readonly side: 'sell' | 'buy';
  /** Thousandths of the class. */
  readonly share: bigint;
  /** Of the outstanding balance. */
  readonly percent: string;
}

/** What the investors offer and bid once the notes have been paid down a little. */
const WISHES: readonly Wish[] = [
  { investor: 0, class: 0, side: 'sell', share: 40n, percent: '99.6' },
  { investor: 1, class: 0, side: 'sell', share: 25n, percent: '100.1' },
  { investor: 2, class: 0, side: 'buy', share: 30n, percent: '98.9' },
  { investor: 1, class: 1, side: 'sell', share: 50n, percent: '96.4' },
  { investor: 0, class: 1, side: 'buy', share: 30n, percent: '94.75' },
];
/** The third investor takes a part of the first offer. */
const BUYER = 2;
const BOUGHT = 15n;
const DAYS = 30;

/** Puts orders of the investors into the books of a deal and lets one of them buy from another; what is there stays. */
export async function tradeNotes(system: System, api: ApiClient, deal: DealView): Promise<boolean> {
  if (!isLive(deal.status)) return false;
  const wallets = demoInvestors(system).map((wallet): WalletHere => ({ api, chain: system.chain, wallet }));
  const sizeOf = (place: number, share: bigint): bigint => (BigInt(deal.classes[place]?.original ?? '0') * share) / 1000n;
  const isTraded = (await api.get(TradePage, `/v1/deals/${deal.address}/trades`, { limit: '1' })).data.length > 0;
  const known = (await Promise.all(wallets.map((here) => ordersOf(here, deal.address)))).flat();
  const missing = WISHES.filter((wish) => orderOf(known, wish, wallets) === undefined);
  if (missing.length === 0 && isTraded) return false;
  // As much as any of them can be asked for.
  const money = sizeOf(0, 100n);
  const deposits = wallets.map(({ wallet }) => orderDeposit(system, wallet.address, money, `trades:${deal.address}`));
  await waitForBlocks(system, await orderByHouse(system, await Promise.all(deposits)));
  const placed: OrderView[] = [...known];
  for (const wish of missing) {
    const { investor, class: of, side, share, percent } = wish;
    const own = { class: of, side, units: String(sizeOf(of, share)), percent, days: DAYS };
    placed.push((await placeOrder(walletAt(wallets, investor), deal.address, own)).order);
  }
  const [offer] = WISHES;
  const order = offer === undefined ? undefined : orderOf(placed, offer, wallets);
  if (order === undefined || isTraded) return true;
  await actOnOrder(walletAt(wallets, BUYER), order.hash, { action: 'fill', units: String(sizeOf(0, BOUGHT)) });
  await until(async () => (await api.get(TradePage, `/v1/deals/${deal.address}/trades`, { limit: '1' })).data.length > 0);
  return true;
}

function walletAt(wallets: readonly WalletHere[], place: number): WalletHere {
  const found = wallets[place];
  if (found === undefined) throw new DomainError('demo_incomplete', 'unavailable', `The demo has no investor ${place + 1}.`);
  return found;
}

async function ordersOf({ api, wallet }: WalletHere, deal: string): Promise<OrderView[]> {
  const { data } = await api.get(OrderPage, '/v1/orders', { maker: wallet.address, limit: '100' });
  return data.filter((order) => order.deal === deal);
}

function orderOf(orders: readonly OrderView[], { investor, class: of, side }: Wish, wallets: readonly WalletHere[]): OrderView | undefined {
  const maker = walletAt(wallets, investor).wallet.address;
  return orders.find((order) => order.maker === maker && order.class === of && order.side === side);
}
