import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, address, type Hex } from '../../kernel/hex.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { decodeRevert } from '../../platform/chain/chain-errors.ts';
import { decimalText } from '../domain/deal/decimal-text.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { assetOf } from './asset-view.ts';
import type { AssetView, WalletCall, WalletOrder, WalletPlan } from './schemas.ts';
import { classesOf, type ClassRecord, type DealRecord, findDeal } from './store.ts';

type Words = WalletCall['words'];
interface PlannedCall {
  readonly to: Address;
  readonly data: Hex;
  readonly words: Words;
}

/**
 * What an investor's wallet has to send for one act, each call simulated from the investor's own account: what would be refused is
 * said before anybody signs.
 * @throws {@link DomainError} `deal_unknown`, `class_unknown`
 */
export async function planForWallet(deps: SecuritizationDeps, target: string, order: WalletOrder): Promise<WalletPlan> {
  const deal = await findDeal(deps, target);
  const record = (await classesOf(deps.database, deal)).find((each) => each.class === order.class);
  if (record === undefined)
    throw new DomainError('class_unknown', 'not_found', 'The deal has no such class.', { params: { class: order.class } });
  const asset = await assetOf(deps, deal.asset);
  const calls = await callsOf(deps, { deal, record, asset }, order);
  const simulated: WalletCall[] = [];
  for (const [place, call] of calls.entries()) {
    // What rests on a call before it cannot be simulated until that one is in a block; whether there is the money can be said at once.
    const refusal = place === 0 ? await refusalOf(deps, address(order.account), call) : await lackOf(deps, deal, order);
    simulated.push({ ...call, refusal });
  }
  return { calls: simulated, effect: await effectOf(deps, { deal, record, asset }, order) };
}

interface Subject {
  readonly deal: DealRecord;
  readonly record: ClassRecord;
  readonly asset: AssetView;
}

async function callsOf(deps: SecuritizationDeps, { deal, record, asset }: Subject, order: WalletOrder): Promise<PlannedCall[]> {
  const token = address(record.token);
  const account = address(order.account);
  switch (order.action) {
    case 'subscribe': {
      const amount = BigInt(order.amount);
      const money = address(deal.asset);
      const allowed = await deps.chain.readView({
        address: money,
        abi: depositTokenAbi,
        functionName: 'allowance',
        args: [account, token],
      });
      const approve = {
        to: money,
        data: encodeFunctionData({ abi: depositTokenAbi, functionName: 'approve', args: [token, amount] }),
        words: { en: `Let ${record.symbol} take ${text(amount, asset)}`, zh: `允许 ${record.symbol} 收取 ${text(amount, asset)}` },
      };
      const request = {
        to: token,
        data: encodeFunctionData({ abi: trancheTokenAbi, functionName: 'requestDeposit', args: [amount, account, account] }),
        words: { en: `Subscribe ${text(amount, asset)} of ${record.symbol}`, zh: `认购 ${record.symbol} ${text(amount, asset)}` },
      };
      return allowed >= amount ? [request] : [approve, request];
    }
    case 'withdraw':
      return withdrawal(token, account, record);
    case 'claim-notes': {
      const args = [0n, account] as const;
      const assets = await deps.chain.readView({ address: token, abi: trancheTokenAbi, functionName: 'claimableDepositRequest', args });
      return [
        {
          to: token,
          data: encodeFunctionData({ abi: trancheTokenAbi, functionName: 'deposit', args: [assets, account, account] }),
          words: { en: `Claim the notes of ${record.symbol}`, zh: `领取 ${record.symbol} 票据` },
        },
      ];
    }
    case 'claim-cash':
      return [
        {
          to: token,
          data: encodeFunctionData({ abi: trancheTokenAbi, functionName: 'claim' }),
          words: { en: `Claim the cash of ${record.symbol}`, zh: `领取 ${record.symbol} 现金` },
        },
      ];
  }
}

function withdrawal(token: Address, account: Address, record: ClassRecord): PlannedCall[] {
  const cancel = encodeFunctionData({ abi: trancheTokenAbi, functionName: 'cancelDepositRequest', args: [0n, account] });
  const claim = encodeFunctionData({ abi: trancheTokenAbi, functionName: 'claimCancelDepositRequest', args: [0n, account, account] });
  return [
    { to: token, data: cancel, words: { en: `Take the subscription of ${record.symbol} back`, zh: `撤回 ${record.symbol} 的认购` } },
    { to: token, data: claim, words: { en: 'Receive the cash', zh: '取回现金' } },
  ];
}

async function refusalOf({ chain }: SecuritizationDeps, from: Address, { to, data }: PlannedCall): Promise<WalletCall['refusal']> {
  try {
    await chain.call({ from, to, data });
    return null;
  } catch (error) {
    const raw = error instanceof DomainError ? error.params['data'] : undefined;
    if (typeof raw !== 'string') throw error;
    const { name, args } = decodeRevert(raw as Hex, [...trancheTokenAbi, ...dealAbi, ...depositTokenAbi]);
    return { error: name, words: REFUSALS[name] ?? { en: `${name}(${args})`, zh: `${name}(${args})` } };
  }
}

/** Whether a subscription is larger than the account can pay. */
async function lackOf({ chain }: SecuritizationDeps, deal: DealRecord, order: WalletOrder): Promise<WalletCall['refusal']> {
  if (order.action !== 'subscribe') return null;
  const args = [address(order.account)] as const;
  const money = await chain.readView({ address: address(deal.asset), abi: depositTokenAbi, functionName: 'balanceOf', args });
  return money >= BigInt(order.amount) ? null : { error: LACK, words: WORDS_OF_LACK };
}

const LACK = 'ERC20InsufficientBalance';
const WORDS_OF_LACK: Words = { en: 'The account has not enough money.', zh: '账户余额不足。' };

/** The refusals that an investor meets, in words. */
const REFUSALS: Readonly<Record<string, Words>> = {
  TrancheInvestorNotEligible: { en: 'This account is not registered to hold this class.', zh: '此账户未登记为该层级的合格投资者。' },
  TrancheAccountFrozen: { en: 'This account is frozen.', zh: '此账户已冻结。' },
  TrancheOfferingInvalid: { en: 'The offering is not open, or not over yet.', zh: '发售尚未开始或尚未结束。' },
  TrancheNotOffered: { en: 'This class is not for sale.', zh: '该层级不发售。' },
  TrancheAmountInvalid: { en: 'The amount is zero, or more than there is.', zh: '金额为零或超过可用数额。' },
  [LACK]: WORDS_OF_LACK,
  ERC20InsufficientAllowance: { en: 'The token may not take so much yet.', zh: '授权额度不足。' },
};

async function effectOf(deps: SecuritizationDeps, { record, asset }: Subject, order: WalletOrder): Promise<Words[]> {
  const account = address(order.account);
  const token = { address: address(record.token), abi: trancheTokenAbi } as const;
  if (order.action === 'claim-cash') {
    const due = await deps.chain.readView({ ...token, functionName: 'claimableOf', args: [account] });
    return [{ en: `You receive ${text(due, asset)}.`, zh: `您将收到 ${text(due, asset)}。` }];
  }
  if (order.action === 'claim-notes') {
    const assets = await deps.chain.readView({ ...token, functionName: 'claimableDepositRequest', args: [0n, account] });
    return [
      {
        en: `For ${text(assets, asset)} you receive notes of ${record.symbol}; what was not allotted comes back as cash.`,
        zh: `您以 ${text(assets, asset)} 获得 ${record.symbol} 票据，未获配部分以现金退回。`,
      },
    ];
  }
  if (order.action === 'withdraw') {
    const pending = await deps.chain.readView({ ...token, functionName: 'pendingDepositRequest', args: [0n, account] });
    return [{ en: `You receive ${text(pending, asset)} back.`, zh: `您将取回 ${text(pending, asset)}。` }];
  }
  const amount = text(BigInt(order.amount), asset);
  return [
    { en: `${amount} leave your account and wait until the offering closes.`, zh: `${amount} 将从您的账户划出，等待发售结束。` },
    { en: 'If the class is oversubscribed you are allotted your share and refunded the rest.', zh: '若超额认购，按比例获配，其余退回。' },
  ];
}

function text(units: bigint, { decimals, symbol }: AssetView): string {
  return `${decimalText(units, decimals, true).replaceAll(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')} ${symbol}`;
}
