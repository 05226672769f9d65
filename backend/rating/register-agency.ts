import { MASTER_GRADES } from './domain/master-scale.ts';
import { encodeFunctionData } from 'viem';
import { utf8 } from '../attestation/domain/words.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Address, Hex } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { ratingBookAbi } from '../platform/chain/abi/rating-book.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';

/** The scale that the house rates on, best first. */
export const HOUSE_SCALE = {
  name: 'Credence long-term scale',
  grades: MASTER_GRADES,
} as const;
const NO_END = 2 ** 40 - 1;

export interface AgencyPlan {
  readonly chain: ChainClient;
  readonly book: Address;
  /** Registers the agency and manages its keys; must hold the admitting role of the access manager. */
  readonly admin: Signer;
  /** The key that publishes. */
  readonly key: Address;
  readonly name: string;
}

/**
 * Number of the agency called `name`, which is registered with its key and a scale when the chain shows that it never
 * was. Asks the chain before each step, so it may be interrupted and run again.
 * @throws {@link DomainError} `agency_key_foreign`, and those of {@link sendTransaction}
 */
export async function ensureAgency(plan: AgencyPlan): Promise<number> {
  const { admin, key, name } = plan;
  let agency = await findAgency(plan);
  if (agency === null) {
    await send(plan, encodeFunctionData({ abi: ratingBookAbi, functionName: 'registerAgency', args: [admin.address, name] }));
    agency = await findAgency(plan);
  }
  if (agency === null)
    throw new DomainError('agency_not_registered', 'unavailable', 'The book does not show the agency that was just registered.');
  const [owner] = await read(plan, 'keyOf', [key]);
  if (owner !== 0 && owner !== agency) {
    throw new DomainError('agency_key_foreign', 'conflict', `The key ${key} belongs to agency ${owner}; use another key.`, {
      params: { key, owner },
    });
  }
  // A key that was ever added is left as it is: one that was removed stays removed.
  if (owner === 0) await send(plan, encodeFunctionData({ abi: ratingBookAbi, functionName: 'addKey', args: [agency, key, 0, NO_END] }));
  if ((await read(plan, 'scaleCount', [])) === 0) {
    const args = [HOUSE_SCALE.name, HOUSE_SCALE.grades] as const;
    await send(plan, encodeFunctionData({ abi: ratingBookAbi, functionName: 'registerScale', args }));
  }
  return agency;
}

async function findAgency(plan: AgencyPlan): Promise<number | null> {
  const nameHash = keccakHex(utf8(plan.name));
  for (let agency = await read(plan, 'agencyCount', []); agency >= 1; agency--) {
    const [admin, hash] = await read(plan, 'agencyOf', [agency]);
    if (hash === nameHash && admin.toLowerCase() === plan.admin.address) return agency;
  }
  return null;
}

function read<Name extends 'agencyCount' | 'agencyOf' | 'keyOf' | 'scaleCount'>(
  { chain, book }: AgencyPlan,
  functionName: Name,
  args: Parameters<typeof chain.readView<typeof ratingBookAbi, Name>>[0]['args'],
) {
  return chain.readView<typeof ratingBookAbi, Name>({ address: book, abi: ratingBookAbi, functionName, args });
}

async function send({ chain, book, admin }: AgencyPlan, data: Hex): Promise<void> {
  await sendTransaction(chain, admin, { to: book, data, abi: ratingBookAbi });
}
