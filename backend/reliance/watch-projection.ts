import type { Address } from '../kernel/hex.ts';
import type { IndexedEvent } from '../platform/chain/index/indexed-event.ts';
import type { Projection } from '../platform/chain/index/projection.ts';
import type { Tx } from '../platform/database/database.ts';
import { reasonName } from './domain/watch-state.ts';
import { recordChanges, type WatchChange } from './record-changes.ts';
import { markSeen, nowSeconds, readStates } from './watch-store.ts';

/**
 * Follows the events of the ledger for watched credentials, in the transaction of the index: what the index has read
 * was told, each change once, also when many happened while nobody followed. It comes after the projection whose
 * tables it reads. Events that are read again (the index was rebuilt, or a reorg made it derive its tables anew) lie
 * before the mark of an item and are passed over; what a reorg took back is found by the sweep (`watch-loop.ts`).
 */
export function watchProjection(ledger: Address): Projection {
  return {
    name: 'watch',
    reset: async () => undefined,
    apply: async (tx, event) => {
      if (event.address === ledger) await lookAtEvent(tx, event);
    },
  };
}

type Touched =
  | { readonly index: bigint | { readonly gte: bigint; readonly lte: bigint } }
  | { readonly batch: bigint | { readonly gte: bigint; readonly lte: bigint } }
  | Record<string, never>;

/** Which items of an issuer an event can change; null when none. */
function touchedBy({ name, args }: IndexedEvent): Touched | null {
  const number = (key: string) => BigInt(args[key] ?? '0');
  switch (name) {
    case 'Revoked':
      return { index: number('index') };
    case 'WordRevoked':
    case 'WordHeld':
      return { index: { gte: number('word') * 256n, lte: number('word') * 256n + 255n } };
    case 'BatchStateChanged':
      return { batch: number('batch') };
    case 'BatchesFrozen':
    case 'BatchesThawed':
      return { batch: { gte: number('from'), lte: number('until') } };
    case 'IssuerStatusChanged':
      return {};
    default:
      return null;
  }
}

async function lookAtEvent(tx: Tx, event: IndexedEvent): Promise<void> {
  const touched = touchedBy(event);
  if (touched === null) return;
  const { chainId, blockNumber, logIndex } = event;
  const items = await tx.watchItem.findMany({
    where: {
      chainId,
      ledger: event.address,
      issuerId: Number(event.args['issuer'] ?? '0'),
      ...touched,
      OR: [{ seenBlock: { lt: blockNumber } }, { seenBlock: blockNumber, seenLog: { lt: logIndex } }],
    },
  });
  if (items.length === 0) return;
  const states = await readStates(tx, items, nowSeconds());
  const cause = {
    block: blockNumber,
    transaction: event.txHash,
    reason: reasonName(Number(event.args['reason'] ?? '0')),
    isReverted: false,
  };
  const changes = items.flatMap((item, i): WatchChange[] => {
    const to = states[i];
    return to === undefined || to === item.state ? [] : [{ item, to, cause }];
  });
  await recordChanges(tx, changes, new Date());
  await markSeen(
    tx,
    items.map(({ id }) => id),
    { block: blockNumber, log: logIndex },
  );
}
