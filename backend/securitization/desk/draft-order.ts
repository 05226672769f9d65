import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { address, type Address, ZERO_ADDRESS } from '../../kernel/hex.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { settlementDeskAbi } from '../../platform/chain/abi/settlement-desk.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { assetText } from '../deals/asset-view.ts';
import { type PlannedCall, simulateCalls } from '../deals/simulate-calls.ts';
import { decimalText, readDecimal } from '../domain/deal/decimal-text.ts';
import { orderFaults, PRICE_MAX, type TradeOrder } from '../domain/desk/check-order.ts';
import { fillPayment, paymentFor, unitPrice } from '../domain/desk/order-price.ts';
import { nowSeconds } from '../now-seconds.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { type Market, openMarket, pricedOn, requireTraded } from './market.ts';
import { type Leg, obstaclesOf, readLeg, staleBid } from './obstacles.ts';
import { orderHash, typedDataOf } from './order-typed-data.ts';
import type { DraftOrder, OrderPlan } from './schemas.ts';
import { openAt } from './store.ts';

const DAY_SECONDS = 86_400n;
/** A share of one is a hundred per cent: places of a wad less two. */
const PERCENT_PLACES = 16;

/**
 * An order ready to be signed: the price for one unit out of per cent of the outstanding balance, a nonce of the maker's that is not
 * in use, and what the maker has to let the desk take before anybody can fill it.
 * @throws {@link DomainError} `deal_unknown`, `class_unknown`, `deal_state_wrong`, `desk_order_invalid`
 */
export async function draftOrder(deps: SecuritizationDeps, target: string, wish: DraftOrder): Promise<OrderPlan> {
  const market = await openMarket(deps, target, wish.class);
  requireTraded(market.deal);
  const floor = await deps.chain.readView({
    address: market.place.desk,
    abi: settlementDeskAbi,
    functionName: 'floorOf',
    args: [address(wish.account)],
  });
  const now = nowSeconds();
  const order: TradeOrder = {
    maker: wish.account,
    taker: wish.taker ?? ZERO_ADDRESS,
    side: wish.side,
    token: market.record.token,
    paymentToken: market.deal.asset,
    units: BigInt(wish.units),
    price: priceOf(market, wish.percent),
    nonce: await freeNonce(deps, market, { maker: wish.account, floor }),
    deadline: now + BigInt(wish.days) * DAY_SECONDS,
  };
  const [fault] = orderFaults(order, { paymentToken: market.deal.asset, classUnits: market.outstanding.units, floor, now });
  if (fault !== undefined) {
    // Price and deadline were found here, out of what was wished.
    const pointer = { '/price': '/percent', '/deadline': '/days' }[fault.pointer] ?? fault.pointer;
    const faults = [{ ...fault, pointer }];
    throw new DomainError('desk_order_invalid', 'unprocessable', `The order is refused: ${pointer.slice(1)} ${fault.detail}.`, { faults });
  }
  const payment = paymentFor(order.price, order.units);
  const leg = { account: wish.account, isSeller: wish.side === 'sell', units: order.units, payment };
  const { text, signed } = textsOf(market, order);
  const state = await readLeg(deps, market, leg);
  const needed = (leg.isSeller ? leg.units : leg.payment) + (await reservedBy(deps, market, leg));
  const calls = state.allowance >= needed ? [] : [approval(market, leg.isSeller, needed)];
  return {
    calls: await simulateCalls(deps, address(wish.account), calls),
    order: text,
    hash: orderHash(market.place, order),
    typedData: signed,
    effect: effectOf(market, leg, order),
    warnings: [...obstaclesOf(market, leg, state), ...staleBid(market, leg, order.deadline)],
  };
}

function textsOf({ place }: Market, order: TradeOrder) {
  const { maker, taker, side, token, paymentToken } = order;
  const accounts = { maker: address(maker), taker: address(taker), token: address(token), paymentToken: address(paymentToken) };
  const numbers = {
    units: String(order.units),
    price: String(order.price),
    nonce: String(order.nonce),
    deadline: String(order.deadline),
  };
  return { text: { ...accounts, side, ...numbers }, signed: typedDataOf(place, order) };
}

/** Per cent of what prices of the class are given in, as a price for one unit. Beyond every bound when it is no number. */
function priceOf({ outstanding }: Market, percent: string): bigint {
  const share = readDecimal(percent, PERCENT_PLACES);
  return share === null ? PRICE_MAX + 1n : unitPrice(share, pricedOn(outstanding));
}

async function freeNonce(
  { database }: SecuritizationDeps,
  { place: { chainId, desk } }: Market,
  { maker, floor }: { readonly maker: string; readonly floor: bigint },
): Promise<bigint> {
  const latest = await database.client.deskOrder.findFirst({ where: { chainId, desk, maker }, orderBy: { nonce: 'desc' } });
  const next = (latest?.nonce ?? 0n) + 1n;
  return next > floor ? next : floor;
}

/** What the maker's own open orders may still take of the same token. */
export async function reservedBy(
  { database }: SecuritizationDeps,
  { place, record, deal }: Market,
  { account, isSeller }: Leg,
): Promise<bigint> {
  const { chainId, desk } = place;
  const of = isSeller ? { side: 'sell', token: record.token } : { side: 'buy', paymentToken: deal.asset };
  const rows = await database.client.deskOrder.findMany({ where: { chainId, desk, maker: account, ...of, ...openAt(nowSeconds()) } });
  return rows.reduce((sum, { units, filled, price }) => {
    const left = BigInt(units) - BigInt(filled);
    return sum + (isSeller ? left : fillPayment(price, BigInt(filled), left));
  }, 0n);
}

/** Lets the desk take so much of what one side gives, and no more. */
export function approval({ record, deal, asset, place }: Market, isSeller: boolean, amount: bigint): PlannedCall {
  const args: readonly [Address, bigint] = [place.desk, amount];
  if (isSeller) {
    const what = assetText(amount, { ...asset, symbol: record.symbol });
    return {
      to: address(record.token),
      data: encodeFunctionData({ abi: trancheTokenAbi, functionName: 'approve', args }),
      words: { en: `Let the desk take ${what}`, zh: `允许交易台划转 ${what}` },
    };
  }
  const what = assetText(amount, asset);
  return {
    to: address(deal.asset),
    data: encodeFunctionData({ abi: depositTokenAbi, functionName: 'approve', args }),
    words: { en: `Let the desk take ${what}`, zh: `允许交易台划转 ${what}` },
  };
}

function effectOf({ record, asset }: Market, { isSeller, units, payment }: Leg, { price, deadline }: TradeOrder): OrderPlan['effect'] {
  const notes = assetText(units, { ...asset, symbol: record.symbol });
  const money = assetText(payment, asset);
  const until = new Date(Number(deadline) * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const each = decimalText(price, 18);
  return [
    isSeller
      ? { en: `You offer ${notes} for ${money} in all.`, zh: `您挂出卖单：${notes}，合计 ${money}。` }
      : { en: `You bid ${money} in all for ${notes}.`, zh: `您挂出买单：以合计 ${money} 买入 ${notes}。` },
    {
      en: `The price for one unit, ${each}, is signed and stays as it is when the balance is paid down; it includes accrued interest.`,
      zh: `签署的单位价格为 ${each}，余额摊还后保持不变；价格已含应计利息。`,
    },
    {
      en: `Anybody registered for the class can fill it, also in parts, until ${until} UTC.`,
      zh: `在 ${until} UTC 之前，该层级的任何合格投资者均可全部或部分成交。`,
    },
  ];
}
