import type { Abi } from 'viem';
import { type Address, address } from '../../../kernel/hex.ts';
import type { DatabaseClient } from '../../database/database.ts';
import type { IndexedContract, IndexedEvent } from './indexed-event.ts';

/** Contracts that one of ours makes: each is read from the block of the event that names it. */
export interface Offspring {
  readonly parent: Address;
  readonly event: string;
  /** The ABI of each kind of child, by the name that `childrenOf` gives it. */
  readonly abis: Readonly<Record<string, Abi>>;
  readonly childrenOf: (event: Pick<IndexedEvent, 'args'>) => readonly { readonly contract: string; readonly address: string }[];
}

/** What `events` gave birth to, without what is in `known` already. */
export function bornIn(
  events: readonly Pick<IndexedEvent, 'address' | 'name' | 'args' | 'blockNumber'>[],
  offspring: readonly Offspring[],
  known: ReadonlySet<Address>,
): IndexedContract[] {
  const born = new Map<Address, IndexedContract>();
  for (const event of events) {
    for (const { parent, event: name, abis, childrenOf } of offspring) {
      if (event.address !== parent || event.name !== name) continue;
      for (const child of childrenOf(event)) {
        const at = address(child.address);
        const abi = abis[child.contract];
        if (abi !== undefined && !known.has(at)) born.set(at, { contract: child.contract, address: at, abi, fromBlock: event.blockNumber });
      }
    }
  }
  return [...born.values()];
}

/** What the events that are stored gave birth to: after a reorg the children follow from what remained. */
export async function storedOffspring(
  client: DatabaseClient,
  chainId: number,
  offspring: readonly Offspring[],
): Promise<IndexedContract[]> {
  if (offspring.length === 0) return [];
  const rows = await client.chainEvent.findMany({
    where: { chainId, OR: offspring.map(({ parent, event }) => ({ address: parent, name: event })) },
    orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }],
    select: { address: true, name: true, args: true, blockNumber: true },
  });
  const events = rows.map((row) => ({ ...row, address: address(row.address), args: JSON.parse(row.args) as Record<string, string> }));
  return bornIn(events, offspring, new Set());
}
