import type { Tx } from '../database/database.ts';
import { appendOutbox } from '../outbox/outbox.ts';

interface JobStanding {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly progress: number;
  readonly step: string;
}

/** Tells who watches where a job stands. */
export async function announceJob(tx: Tx, { id, kind, state, progress, step }: JobStanding): Promise<void> {
  await appendOutbox(tx, { topic: 'job.progressed', key: id, payload: { id, kind, state, progress, step } });
}
