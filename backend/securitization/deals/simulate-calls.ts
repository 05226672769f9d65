import { DomainError } from '../../kernel/errors.ts';
import type { Address, Hex } from '../../kernel/hex.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { settlementDeskAbi } from '../../platform/chain/abi/settlement-desk.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { decodeRevert } from '../../platform/chain/chain-errors.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import type { WalletCall } from './schemas.ts';

type Words = WalletCall['words'];

/** A call that a wallet is to sign, and what it does in words. */
export interface PlannedCall {
  readonly to: Address;
  readonly data: Hex;
  readonly words: Words;
}

/**
 * Each call as the contract would take it from `from`. What rests on a call before it cannot be simulated until that one is in a block:
 * of such calls `later` is said, what is known to stand against them already.
 */
export async function simulateCalls(
  { chain }: Pick<SecuritizationDeps, 'chain'>,
  from: Address,
  calls: readonly PlannedCall[],
  later: WalletCall['refusal'] = null,
): Promise<WalletCall[]> {
  const simulated: WalletCall[] = [];
  for (const [place, call] of calls.entries()) {
    simulated.push({ ...call, refusal: place === 0 ? await refusalOf(chain, from, call) : later });
  }
  return simulated;
}

const ERRORS = [...trancheTokenAbi, ...dealAbi, ...depositTokenAbi, ...settlementDeskAbi];

async function refusalOf(chain: SecuritizationDeps['chain'], from: Address, { to, data }: PlannedCall): Promise<WalletCall['refusal']> {
  try {
    await chain.call({ from, to, data });
    return null;
  } catch (error) {
    const raw = error instanceof DomainError ? error.params['data'] : undefined;
    if (typeof raw !== 'string') throw error;
    const { name, args } = decodeRevert(raw as Hex, ERRORS);
    return refusal(name, args);
  }
}

/** A refusal of a contract in words. */
export function refusal(error: string, args = ''): NonNullable<WalletCall['refusal']> {
  return { error, words: REFUSALS[error] ?? { en: `${error}(${args})`, zh: `${error}(${args})` } };
}

/** The refusals that an investor meets, in words. */
const REFUSALS: Readonly<Record<string, Words>> = {
  TrancheInvestorNotEligible: {
    en: 'Who would receive the notes is not registered to hold this class.',
    zh: '接收票据的账户未登记为该层级的合格投资者。',
  },
  TrancheAccountFrozen: { en: 'An account of this transfer is frozen.', zh: '转让中的账户已冻结。' },
  TrancheOfferingInvalid: { en: 'The offering is not open, or not over yet.', zh: '发售尚未开始或尚未结束。' },
  TrancheNotOffered: { en: 'This class is not for sale.', zh: '该层级不发售。' },
  TrancheAmountInvalid: { en: 'The amount is zero, or more than there is.', zh: '金额为零或超过可用数额。' },
  TrancheBalanceTooLow: { en: 'The seller has not enough notes.', zh: '卖方票据不足。' },
  TrancheAllowanceTooLow: { en: 'The seller has not let the desk take so many notes.', zh: '卖方授权给交易台的票据数量不足。' },
  ERC20InsufficientBalance: { en: 'The account has not enough money.', zh: '账户余额不足。' },
  ERC20InsufficientAllowance: { en: 'So much money may not be taken yet.', zh: '资金授权额度不足。' },
  DeskOrderNotOpen: { en: 'The order was filled, cancelled, or has expired.', zh: '该挂单已成交、已撤销或已过期。' },
  DeskUnitsInvalid: { en: 'So many units are not left of the order.', zh: '该挂单剩余数量不足。' },
  DeskTakerNotAllowed: { en: 'The order is for another account.', zh: '该挂单指定了其他账户。' },
  DeskTakerIsMaker: { en: 'Nobody fills an order of their own.', zh: '不能与自己的挂单成交。' },
  DeskSignatureInvalid: { en: 'The signature of the order is not valid.', zh: '该挂单的签名无效。' },
  DeskKeyNotAllowed: {
    en: 'The key that signed the order may not trade for its maker any more.',
    zh: '签署该挂单的密钥已无权代其账户交易。',
  },
  DeskPaymentBeyondLimit: { en: 'The payment is beyond what was agreed.', zh: '付款金额超出约定限额。' },
  DeskCallerIsNotMaker: { en: 'Only the account that made the order can cancel it.', zh: '只有挂单账户可以撤销该挂单。' },
  DeskNothingToCancel: { en: 'The order was filled or cancelled before.', zh: '该挂单此前已成交或撤销。' },
};
