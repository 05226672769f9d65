import type { DatabaseClient } from '../platform/database/database.ts';

/** Acts after which customers of a source, or their outcomes, are others than before. */
const CHANGES = ['import.run', 'customer.erased'];

/**
 * Watches the audit log for imports, of customers and of outcomes, and for erasures; it costs the reading of one row while nothing at all happens.
 * @returns a question that answers whether there were any since it was asked before
 */
export function watchDataChanges(client: DatabaseClient): () => Promise<boolean> {
  let seen: bigint | null = null;
  return async () => {
    const { seq } = await client.auditHead.findUniqueOrThrow({ where: { id: 1 }, select: { seq: true } });
    const before = seen;
    seen = seq;
    if (before === null || before === seq) return false;
    const change = await client.auditEntry.findFirst({
      where: { seq: { gt: before, lte: seq }, action: { in: CHANGES } },
      select: { seq: true },
    });
    return change !== null;
  };
}
