import type { Tx } from '../database/database.ts';
import { appendOutbox } from '../outbox/outbox.ts';

interface JobStanding {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly progress: number;
  readonly step: string;
  /** Canonical JSON. */
  readonly payload: string;
}

/** Tells who watches where a job stands; a job that is for one organization is told to that one. */
export async function announceJob(tx: Tx, job: JobStanding): Promise<void> {
  const { id, kind, state, progress, step } = job;
  const organizationId = jobOrganization(job);
  const owner = organizationId === null ? {} : { organizationId };
  await appendOutbox(tx, { topic: 'job.progressed', key: id, payload: { id, kind, state, progress, step, ...owner } });
}

/** The organization that a job is for, when its payload names one. */
export function jobOrganization({ payload }: { readonly payload: string }): string | null {
  const order: unknown = JSON.parse(payload);
  if (typeof order !== 'object' || order === null || !('organizationId' in order)) return null;
  return typeof order.organizationId === 'string' ? order.organizationId : null;
}
