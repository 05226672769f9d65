import { DomainError } from '../../../kernel/errors.ts';
import { takeCommitOrder } from '../../database/commit-order.ts';
import { removeAbove } from './index-store.ts';
import { type IndexParts, syncIndex } from './sync-index.ts';

const MAX_DISTURBANCES = 100;

/**
 * Drops the index of this chain and reads it again from the first block of our contracts. A running worker does
 * no harm: both move the same cursor, and only one of them can.
 * @throws {@link DomainError} `index_unsettled` when the chain keeps changing
 */
export async function rebuildIndex(parts: IndexParts, progress: (text: string) => void): Promise<{ events: number; blocks: bigint }> {
  const { database, chain, projections } = parts;
  const { chainId, number: head } = await chain.readHead();
  await database.write(async (tx) => {
    await takeCommitOrder(tx);
    await tx.indexCursor.deleteMany({ where: { chainId } });
    await removeAbove(tx, chainId, -1n);
    for (const projection of projections) await projection.reset(tx, chainId);
  });
  let disturbances = 0;
  for (;;) {
    const outcome = await syncIndex(parts);
    if (outcome.kind === 'advanced') progress(`index: block ${outcome.cursor.number} of ${head}`);
    if (outcome.kind === 'current' || (outcome.kind === 'advanced' && outcome.atHead)) break;
    if (outcome.kind !== 'advanced' && ++disturbances > MAX_DISTURBANCES) {
      throw new DomainError('index_unsettled', 'unavailable', 'The chain kept changing while it was read; run the rebuild again later.', {
        retryable: true,
      });
    }
  }
  const [events, cursor] = await Promise.all([
    database.client.chainEvent.count({ where: { chainId } }),
    database.client.indexCursor.findUnique({ where: { chainId } }),
  ]);
  return { events, blocks: (cursor?.number ?? -1n) + 1n };
}
