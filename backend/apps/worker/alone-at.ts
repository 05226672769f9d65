import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { releaseLease, takeLease } from '../../platform/database/lease.ts';
import type { System } from '../open-system.ts';

const LEASE_MS = 10_000;
const RETRY_MS = 200;

/** Does `work` while no other worker of this database does it; waits for its turn, or for the end of a worker that died over it. */
export async function aloneAt(
  { database }: Pick<System, 'database'>,
  name: string,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  const lease = { name, holder: randomUUID(), leaseMs: LEASE_MS };
  while (!(await takeLease(database, lease))) {
    signal.throwIfAborted();
    await pause(RETRY_MS);
  }
  const renewal = setInterval(() => void takeLease(database, lease).catch(() => undefined), LEASE_MS / 3);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await releaseLease(database, name, lease.holder);
  }
}
