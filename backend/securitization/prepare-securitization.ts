import { encodeFunctionData } from 'viem';
import type { Address, Hex } from '../kernel/hex.ts';
import { dealFactoryAbi } from '../platform/chain/abi/deal-factory.ts';
import { settlementDeskAbi } from '../platform/chain/abi/settlement-desk.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';
import { ensureOriginator } from './admit-originator.ts';

export interface SecuritizationPlan {
  readonly chain: ChainClient;
  readonly manager: Address;
  readonly factory: Address;
  readonly loans: Address;
  readonly desk: Address;
  readonly deposits: Address;
  /** Manages the access manager. */
  readonly admin: Signer;
  readonly originator: Address;
}

/**
 * Admits the house's originator and the settlement token that the installation brings. Asks the chain before each
 * step, so it may be interrupted and run again.
 * @throws {@link DomainError} those of {@link sendTransaction}
 */
export async function ensureSecuritization(plan: SecuritizationPlan): Promise<void> {
  const { chain, manager, factory, loans, desk, deposits, originator } = plan;
  const isAllowed = await chain.readView({ address: factory, abi: dealFactoryAbi, functionName: 'isAssetAllowed', args: [deposits] });
  if (!isAllowed) {
    await send(plan, factory, encodeFunctionData({ abi: dealFactoryAbi, functionName: 'allowAsset', args: [deposits, true] }));
  }
  const isPaid = await chain.readView({ address: desk, abi: settlementDeskAbi, functionName: 'isPaymentToken', args: [deposits] });
  if (!isPaid) {
    await send(plan, desk, encodeFunctionData({ abi: settlementDeskAbi, functionName: 'setPaymentToken', args: [deposits, true] }));
  }
  await ensureOriginator({ chain, manager, registry: loans, admin: plan.admin, key: originator });
}

async function send({ chain, admin }: SecuritizationPlan, to: Address, data: Hex): Promise<void> {
  await sendTransaction(chain, admin, { to, data });
}
