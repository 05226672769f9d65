import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';
import type { Database, Tx } from './database.ts';
import { releaseLease, takeLease } from './lease.ts';

const LEASE_MS = 30_000;
const RETRY_MS = 100;

/** Asked inside a transaction: throws when another process has taken over meanwhile, so that nothing is done twice. */
export type StillAlone = (tx: Tx) => Promise<void>;

/** Does `work` while no other process of this database does work of this name; waits for its turn, or for the end of one that died over it. */
export async function aloneIn<T>(database: Database, name: string, work: (stillAlone: StillAlone) => Promise<T>): Promise<T> {
  const lease = { name, holder: randomUUID(), leaseMs: LEASE_MS };
  while (!(await takeLease(database, lease))) await pause(RETRY_MS);
  const renewal = setInterval(() => void takeLease(database, lease).catch(() => undefined), LEASE_MS / 3);
  try {
    return await work(async (tx) => {
      // Renewed by the way: a long transaction of this process may have held up the timer beyond the end of the lease,
      // and as long as nobody else has taken it, it is still ours.
      const until = new Date(Date.now() + LEASE_MS);
      const { count } = await tx.lease.updateMany({ where: { name, holder: lease.holder }, data: { until } });
      if (count === 0) {
        throw new DomainError('lease_lost', 'unavailable', 'Another process has taken over this work.', { retryable: true });
      }
    });
  } finally {
    clearInterval(renewal);
    await releaseLease(database, name, lease.holder);
  }
}
