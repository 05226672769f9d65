import { address } from '../../kernel/hex.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { investorRegistryAbi } from '../../platform/chain/abi/investor-registry.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { assetText } from '../deals/asset-view.ts';
import { imageOf } from '../deals/deal-machine.ts';
import type { WalletCall } from '../deals/schemas.ts';
import { dateText } from '../domain/plain-date.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import type { Market } from './market.ts';

type Words = WalletCall['words'];
const DAY_SECONDS = 86_400n;

/** One side of a trade: what it gives, and what it must have let the desk take. */
export interface Leg {
  readonly account: string;
  readonly isSeller: boolean;
  readonly units: bigint;
  readonly payment: bigint;
}

export interface LegState {
  readonly balance: bigint;
  readonly allowance: bigint;
  /** Whether the token lets the account give or receive notes. */
  readonly isAdmitted: boolean;
}

/** What an account has of what it would give, has let the desk take of it, and whether it may trade at all. */
export async function readLeg({ chain }: Pick<SecuritizationDeps, 'chain'>, market: Market, { account, isSeller }: Leg): Promise<LegState> {
  const holder = address(account);
  const { desk, investors } = market.place;
  const token = { address: address(market.record.token), abi: trancheTokenAbi } as const;
  const money = { address: address(market.deal.asset), abi: depositTokenAbi } as const;
  const registry = { address: investors, abi: investorRegistryAbi } as const;
  if (isSeller) {
    const [balance, allowance, isFrozen] = await Promise.all([
      chain.readView({ ...token, functionName: 'balanceOf', args: [holder] }),
      chain.readView({ ...token, functionName: 'allowance', args: [holder, desk] }),
      chain.readView({ ...registry, functionName: 'isFrozen', args: [holder] }),
    ]);
    return { balance, allowance, isAdmitted: !isFrozen };
  }
  const [balance, allowance, isAdmitted] = await Promise.all([
    chain.readView({ ...money, functionName: 'balanceOf', args: [holder] }),
    chain.readView({ ...money, functionName: 'allowance', args: [holder, desk] }),
    chain.readView({ ...registry, functionName: 'isEligible', args: [holder, market.record.investorClasses] }),
  ]);
  return { balance, allowance, isAdmitted };
}

/** What would refuse a fill on this side now, allowances aside. */
export function obstaclesOf({ asset, record }: Market, { isSeller, units, payment }: Leg, { balance, isAdmitted }: LegState): Words[] {
  const found: Words[] = [];
  if (!isAdmitted && isSeller) found.push({ en: 'The seller is frozen.', zh: '卖方账户已冻结。' });
  if (!isAdmitted && !isSeller) {
    found.push({ en: `The buyer is not registered to hold ${record.symbol}.`, zh: `买方未登记为 ${record.symbol} 的合格投资者。` });
  }
  if (balance >= (isSeller ? units : payment)) return found;
  const has = assetText(balance, isSeller ? { ...asset, symbol: record.symbol } : asset);
  found.push(
    isSeller
      ? { en: `The seller has only ${has}.`, zh: `卖方仅持有 ${has}。` }
      : { en: `The buyer has only ${has}.`, zh: `买方余额仅为 ${has}。` },
  );
  return found;
}

/**
 * A bid that stands over a payment day: its price for one unit stays, and what a unit is worth does not. An offer only becomes dear.
 * @param deadline - last second of the order
 */
export function staleBid({ deal }: Market, { isSeller }: Leg, deadline: bigint): Words[] {
  const image = imageOf(deal.image);
  const day = deal.lastPeriod < image.periods ? image.dates[deal.lastPeriod + 1] : undefined;
  if (isSeller || day === undefined || deadline < BigInt(day) * DAY_SECONDS) return [];
  const text = dateText(day);
  return [
    {
      en: `The bid stands beyond the payment day ${text}: after it the same price buys less outstanding balance. Let it end before, or cancel it in time.`,
      zh: `该买单的有效期超过支付日 ${text}：届时同样的价格对应的未偿余额会减少。请缩短有效期或及时撤销。`,
    },
  ];
}

/** What speaks against an order of a maker now: obstacles, a bid over a payment day, and what the desk may not take yet. */
export async function warningsOf(
  deps: Pick<SecuritizationDeps, 'chain'>,
  market: Market,
  leg: Leg & { readonly deadline: bigint },
): Promise<Words[]> {
  const state = await readLeg(deps, market, leg);
  const found = [...obstaclesOf(market, leg, state), ...staleBid(market, leg, leg.deadline)];
  if (state.allowance < (leg.isSeller ? leg.units : leg.payment)) {
    found.push({
      en: `The desk may not take ${leg.isSeller ? 'the notes' : 'the money'} yet; until it may, nobody can fill the order.`,
      zh: `尚未授权交易台划转${leg.isSeller ? '票据' : '资金'}；授权之前无法成交。`,
    });
  }
  return found;
}
