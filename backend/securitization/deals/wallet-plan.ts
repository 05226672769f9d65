import { encodeFunctionData } from 'viem';
import { type Address, address } from '../../kernel/hex.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { assetOf, assetText } from './asset-view.ts';
import type { AssetView, WalletCall, WalletOrder, WalletPlan } from './schemas.ts';
import { type PlannedCall, refusal, simulateCalls } from './simulate-calls.ts';
import { type ClassRecord, type DealRecord, findClass, findDeal } from './store.ts';

type Words = WalletCall['words'];

/**
 * What an investor's wallet has to send for one act, each call simulated from the investor's own account: what would be refused is
 * said before anybody signs.
 * @throws {@link DomainError} `deal_unknown`, `class_unknown`
 */
export async function planForWallet(deps: SecuritizationDeps, target: string, order: WalletOrder): Promise<WalletPlan> {
  const deal = await findDeal(deps, target);
  const record = await findClass(deps.database, deal, order.class);
  const asset = await assetOf(deps, deal.asset);
  const calls = await callsOf(deps, { deal, record, asset }, order);
  return {
    calls: await simulateCalls(deps, address(order.account), calls, await lackOf(deps, deal, order)),
    effect: await effectOf(deps, { deal, record, asset }, order),
  };
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
        words: {
          en: `Let ${record.symbol} take ${assetText(amount, asset)}`,
          zh: `允许 ${record.symbol} 收取 ${assetText(amount, asset)}`,
        },
      };
      const request = {
        to: token,
        data: encodeFunctionData({ abi: trancheTokenAbi, functionName: 'requestDeposit', args: [amount, account, account] }),
        words: { en: `Subscribe ${assetText(amount, asset)} of ${record.symbol}`, zh: `认购 ${record.symbol} ${assetText(amount, asset)}` },
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

/** Whether a subscription is larger than the account can pay. */
async function lackOf({ chain }: SecuritizationDeps, deal: DealRecord, order: WalletOrder): Promise<WalletCall['refusal']> {
  if (order.action !== 'subscribe') return null;
  const args = [address(order.account)] as const;
  const money = await chain.readView({ address: address(deal.asset), abi: depositTokenAbi, functionName: 'balanceOf', args });
  return money >= BigInt(order.amount) ? null : refusal('ERC20InsufficientBalance');
}

async function effectOf(deps: SecuritizationDeps, { record, asset }: Subject, order: WalletOrder): Promise<Words[]> {
  const account = address(order.account);
  const token = { address: address(record.token), abi: trancheTokenAbi } as const;
  if (order.action === 'claim-cash') {
    const due = await deps.chain.readView({ ...token, functionName: 'claimableOf', args: [account] });
    return [{ en: `You receive ${assetText(due, asset)}.`, zh: `您将收到 ${assetText(due, asset)}。` }];
  }
  if (order.action === 'claim-notes') {
    const assets = await deps.chain.readView({ ...token, functionName: 'claimableDepositRequest', args: [0n, account] });
    return [
      {
        en: `For ${assetText(assets, asset)} you receive notes of ${record.symbol}; what was not allotted comes back as cash.`,
        zh: `您以 ${assetText(assets, asset)} 获得 ${record.symbol} 票据，未获配部分以现金退回。`,
      },
    ];
  }
  if (order.action === 'withdraw') {
    const pending = await deps.chain.readView({ ...token, functionName: 'pendingDepositRequest', args: [0n, account] });
    return [{ en: `You receive ${assetText(pending, asset)} back.`, zh: `您将取回 ${assetText(pending, asset)}。` }];
  }
  const amount = assetText(BigInt(order.amount), asset);
  return [
    { en: `${amount} leave your account and wait until the offering closes.`, zh: `${amount} 将从您的账户划出，等待发售结束。` },
    { en: 'If the class is oversubscribed you are allotted your share and refunded the rest.', zh: '若超额认购，按比例获配，其余退回。' },
  ];
}
