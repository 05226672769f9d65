import { encodeFunctionData, toFunctionSelector } from 'viem';
import type { Address, Hex } from '../kernel/hex.ts';
import { accessManagerAbi } from '../platform/chain/abi/access-manager.ts';
import { loanRegistryAbi } from '../platform/chain/abi/loan-registry.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';

/** Role of the access manager whose members commit tapes and pledge loans. */
export const ORIGINATOR_ROLE = 101n;
const RESTRICTED = ['commitTape', 'pledge', 'offerSubstitute'] as const;

export interface OriginatorPlan {
  readonly chain: ChainClient;
  readonly manager: Address;
  readonly registry: Address;
  /** Administers the access manager. */
  readonly admin: Signer;
  /** The key that commits tapes. */
  readonly key: Address;
}

/** Sees to it that `key` may commit tapes. Asks the chain before each step, so it may be interrupted and run again. */
export async function ensureOriginator(plan: OriginatorPlan): Promise<void> {
  const { chain, manager, registry, key } = plan;
  const selectors = RESTRICTED.map(selectorOf);
  const view = { address: manager, abi: accessManagerAbi } as const;
  const roles = await Promise.all(
    selectors.map((selector) => chain.readView({ ...view, functionName: 'getTargetFunctionRole', args: [registry, selector] })),
  );
  const open = selectors.filter((_, at) => roles[at] !== ORIGINATOR_ROLE);
  if (open.length > 0)
    await send(plan, encodeFunctionData({ ...view, functionName: 'setTargetFunctionRole', args: [registry, open, ORIGINATOR_ROLE] }));
  const [isMember] = await chain.readView({ ...view, functionName: 'hasRole', args: [ORIGINATOR_ROLE, key] });
  if (!isMember) await send(plan, encodeFunctionData({ ...view, functionName: 'grantRole', args: [ORIGINATOR_ROLE, key, 0] }));
}

function selectorOf(name: (typeof RESTRICTED)[number]): Hex {
  const entry = loanRegistryAbi.find((item) => item.type === 'function' && item.name === name);
  if (entry?.type !== 'function') throw new TypeError(`The registry has no function ${name}.`);
  return toFunctionSelector(entry);
}

async function send({ chain, manager, admin }: OriginatorPlan, data: Hex): Promise<void> {
  await sendTransaction(chain, admin, { to: manager, data, abi: accessManagerAbi });
}
