import type { OutboxRow } from '../outbox/outbox.ts';
import type { Caller } from './caller.ts';

/** The organization that a message is about, when its payload names one. */
function organizationOf({ payload }: Pick<OutboxRow, 'payload'>): string | null {
  if (typeof payload !== 'object' || payload === null || !('organizationId' in payload)) return null;
  return typeof payload.organizationId === 'string' ? payload.organizationId : null;
}

/** Whether `caller` may be told of `event`: what names an organization is for its members alone. */
export function mayHear(caller: Pick<Caller, 'organizationId'>, event: Pick<OutboxRow, 'payload'>): boolean {
  const organizationId = organizationOf(event);
  return organizationId === null || organizationId === caller.organizationId;
}
