import { encodeFunctionData, toFunctionSelector } from 'viem';
import type { Address, Hex } from '../kernel/hex.ts';
import { accessManagerAbi } from '../platform/chain/abi/access-manager.ts';
import { dealFactoryAbi } from '../platform/chain/abi/deal-factory.ts';
import { loanRegistryAbi } from '../platform/chain/abi/loan-registry.ts';
import { settlementDeskAbi } from '../platform/chain/abi/settlement-desk.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';

/** Role of the access manager that admitted originators have: they commit tapes and pledge loans. */
const ORIGINATOR_ROLE = 10n;
const ORIGINATING = ['commitTape', 'pledge', 'offerSubstitute'] as const;

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
  const selectors = loanRegistryAbi.flatMap((item) =>
    item.type === 'function' && ORIGINATING.some((name) => name === item.name) ? [toFunctionSelector(item)] : [],
  );
  const access = { address: manager, abi: accessManagerAbi } as const;
  const missing: Hex[] = [];
  for (const selector of selectors) {
    const role = await chain.readView({ ...access, functionName: 'getTargetFunctionRole', args: [loans, selector] });
    if (role !== ORIGINATOR_ROLE) missing.push(selector);
  }
  if (missing.length > 0) {
    const args = [loans, missing, ORIGINATOR_ROLE] as const;
    await send(plan, manager, encodeFunctionData({ abi: accessManagerAbi, functionName: 'setTargetFunctionRole', args }));
  }
  const [hasRole] = await chain.readView({ ...access, functionName: 'hasRole', args: [ORIGINATOR_ROLE, originator] });
  if (!hasRole) {
    const args = [ORIGINATOR_ROLE, originator, 0] as const;
    await send(plan, manager, encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args }));
  }
}

async function send({ chain, admin }: SecuritizationPlan, to: Address, data: Hex): Promise<void> {
  await sendTransaction(chain, admin, { to, data });
}
