import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, address, type Hex } from '../../kernel/hex.ts';
import { settlementDeskAbi } from '../../platform/chain/abi/settlement-desk.ts';
import { assetText } from '../deals/asset-view.ts';
import type { WalletCall, WalletPlan } from '../deals/schemas.ts';
import { simulateCalls } from '../deals/simulate-calls.ts';
import { fillPayment } from '../domain/desk/order-price.ts';
import { NONCE_MAX } from '../domain/desk/check-order.ts';
import { isExpired } from '../domain/desk/order-standing.ts';
import { nowSeconds } from '../now-seconds.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { approval, reservedBy } from './draft-order.ts';
import { type Market, openMarket } from './market.ts';
import { obstaclesOf, readLeg } from './obstacles.ts';
import { contractOrder } from './order-typed-data.ts';
import type { OrderAct } from './schemas.ts';
import { findOrder, type OrderRecord, signedOrder } from './store.ts';

/**
 * What a wallet has to send to fill an order, in whole or in part, or to cancel it. What would refuse the fill is said before anybody
 * signs, also where a call before it keeps it from being simulated.
 * @throws {@link DomainError} `desk_order_unknown`, `desk_units_invalid`
 */
export async function planAct(deps: SecuritizationDeps, hash: string, act: OrderAct): Promise<WalletPlan> {
  const row = await findOrder(deps, hash);
  const market = await openMarket(deps, row.deal, row.class);
  return act.action === 'fill' ? planFill(deps, { market, row }, act) : planCancel(deps, { market, row }, address(act.account));
}

interface Subject {
  readonly market: Market;
  readonly row: OrderRecord;
}

async function planFill(
  deps: SecuritizationDeps,
  { market, row }: Subject,
  { account, units: unitsText }: Extract<OrderAct, { action: 'fill' }>,
): Promise<WalletPlan> {
  const [units, filled] = [BigInt(unitsText), BigInt(row.filled)];
  requireUnits(units, BigInt(row.units) - filled);
  const payment = fillPayment(row.price, filled, units);
  const isSeller = row.side === 'buy';
  const own = { account, isSeller, units, payment };
  const maker = { account: row.maker, isSeller: !isSeller, units, payment };
  const [ownState, makerState] = await Promise.all([readLeg(deps, market, own), readLeg(deps, market, maker)]);
  const needed = (isSeller ? units : payment) + (await reservedBy(deps, market, own));
  const fill = {
    to: market.place.desk,
    data: encodeFunctionData({
      abi: settlementDeskAbi,
      functionName: 'fill',
      args: [contractOrder(signedOrder(row)), units, payment, address(row.key), row.signature as Hex],
    }),
    words: fillWords(market, { isSeller, units, payment }),
  };
  const calls = await simulateCalls(
    deps,
    address(account),
    ownState.allowance >= needed ? [fill] : [approval(market, isSeller, needed), fill],
  );
  const obstacles = [
    ...obstaclesOf(market, own, ownState),
    ...obstaclesOf(market, maker, makerState),
    ...closedOff(row, account, makerState.allowance < (isSeller ? payment : units)),
  ];
  const [first] = obstacles;
  const last = calls.at(-1);
  if (first !== undefined && last?.refusal === null) last.refusal = { error: 'DeskFillRefused', words: first };
  return { calls, effect: effectOf(market, { isSeller, units, payment }) };
}

/** What keeps a fill away beside balances and rights. */
function closedOff(row: OrderRecord, account: string, isUnapproved: boolean): WalletCall['words'][] {
  const found: WalletCall['words'][] = [];
  // A chain that makes no blocks simulates with an old time.
  if (row.state !== 'open' || isExpired(row.deadline, nowSeconds())) {
    found.push({ en: 'The order was filled, cancelled, or has expired.', zh: '该挂单已成交、已撤销或已过期。' });
  }
  if (row.maker === account) found.push({ en: 'Nobody fills an order of their own.', zh: '不能与自己的挂单成交。' });
  if (row.taker !== null && row.taker !== account) found.push({ en: 'The order is for another account.', zh: '该挂单指定了其他账户。' });
  if (isUnapproved) {
    found.push({ en: 'The maker has not let the desk take so much.', zh: '挂单方对交易台的授权额度不足。' });
  }
  return found;
}

function requireUnits(units: bigint, left: bigint): void {
  if (units > 0n && units <= left) return;
  const detail = `is not from 1 to ${left}, what is left of the order`;
  throw new DomainError('desk_units_invalid', 'unprocessable', `The number of units ${detail}.`, {
    params: { left: String(left) },
    faults: [{ pointer: '/units', code: 'order_units_beyond_rest', detail }],
  });
}

interface Deal {
  readonly isSeller: boolean;
  readonly units: bigint;
  readonly payment: bigint;
}

function fillWords({ record, asset }: Market, { isSeller, units, payment }: Deal): WalletCall['words'] {
  const [notes, money] = [assetText(units, { ...asset, symbol: record.symbol }), assetText(payment, asset)];
  return isSeller
    ? { en: `Sell ${notes} for ${money}`, zh: `卖出 ${notes}，收取 ${money}` }
    : { en: `Buy ${notes} for ${money}`, zh: `买入 ${notes}，支付 ${money}` };
}

function effectOf({ record, asset }: Market, { isSeller, units, payment }: Deal): WalletPlan['effect'] {
  const [notes, money] = [assetText(units, { ...asset, symbol: record.symbol }), assetText(payment, asset)];
  return [
    isSeller
      ? { en: `You give ${notes} and receive ${money}, both or neither.`, zh: `您交付 ${notes} 并收到 ${money}，两者同时完成或均不发生。` }
      : { en: `You pay ${money} and receive ${notes}, both or neither.`, zh: `您支付 ${money} 并收到 ${notes}，两者同时完成或均不发生。` },
    {
      en: 'What the notes have earned up to the last closed period stays with the seller.',
      zh: '截至最近一个已结期间的收益归卖方所有。',
    },
  ];
}

async function planCancel(deps: SecuritizationDeps, { market, row }: Subject, account: Address): Promise<WalletPlan> {
  const { asset, record, place } = market;
  const left = assetText(BigInt(row.units) - BigInt(row.filled), { ...asset, symbol: record.symbol });
  const data = encodeFunctionData({ abi: settlementDeskAbi, functionName: 'cancel', args: [contractOrder(signedOrder(row))] });
  const words = { en: `Cancel the order over ${left}`, zh: `撤销 ${left} 的挂单` };
  return {
    calls: await simulateCalls(deps, account, [{ to: place.desk, data, words }]),
    effect: [{ en: 'What is left of the order can never be filled again.', zh: '该挂单的剩余部分将永远无法成交。' }],
  };
}

/** Voids all orders of an account that were handed in so far, with one transaction. */
export async function planVoid(deps: SecuritizationDeps, accountText: string): Promise<WalletPlan> {
  const { chainId, desk } = await securitizationPlace(deps);
  const account = address(accountText);
  const latest = await deps.database.client.deskOrder.findFirst({ where: { chainId, desk, maker: account }, orderBy: { nonce: 'desc' } });
  const standing = await deps.chain.readView({ address: desk, abi: settlementDeskAbi, functionName: 'floorOf', args: [account] });
  const above = (latest?.nonce ?? 0n) + 1n;
  const floor = above > standing ? above : standing + 1n;
  if (floor > NONCE_MAX) throw new DomainError('desk_floor_beyond_bound', 'conflict', 'All nonces of this account are void already.');
  const data = encodeFunctionData({ abi: settlementDeskAbi, functionName: 'cancelBelow', args: [floor] });
  const words = { en: `Void all orders with nonces below ${floor}`, zh: `作废所有序号小于 ${floor} 的挂单` };
  return {
    calls: await simulateCalls(deps, account, [{ to: desk, data, words }]),
    effect: [{ en: 'None of your orders that were signed so far can be filled again.', zh: '您此前签署的所有挂单都将无法再成交。' }],
  };
}
