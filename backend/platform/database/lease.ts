import type { Database, Tx } from './database.ts';

export interface LeaseClaim {
  /** What only one process at a time may do. */
  readonly name: string;
  readonly holder: string;
  readonly leaseMs: number;
}

/** Whether the lease is the claimant's from now on; asking again in time keeps it. */
export async function takeLease(database: Database, { name, holder, leaseMs }: LeaseClaim): Promise<boolean> {
  const now = new Date();
  const until = new Date(now.getTime() + leaseMs);
  const renewed = await database.client.lease.updateMany({
    where: { name, OR: [{ holder }, { until: { lt: now } }] },
    data: { holder, until },
  });
  if (renewed.count === 1) return true;
  // Of several that find no row, the one whose insert comes first has it.
  const inserted = await database.client.lease.findUnique({ where: { name } });
  if (inserted !== null) return false;
  return database.client.lease.create({ data: { name, holder, until } }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'P2002') return false;
      throw error;
    },
  );
}

/** Whether the lease is still the holder's, asked in the transaction that must not happen otherwise. */
export async function holdsLease(tx: Tx, name: string, holder: string): Promise<boolean> {
  // An update, because it also keeps another process from taking the lease before this transaction ends.
  const { count } = await tx.lease.updateMany({ where: { name, holder, until: { gt: new Date() } }, data: { holder } });
  return count === 1;
}

export async function releaseLease(database: Database, name: string, holder: string): Promise<void> {
  await database.client.lease.deleteMany({ where: { name, holder } });
}
