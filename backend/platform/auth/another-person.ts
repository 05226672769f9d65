import { DomainError } from '../../kernel/errors.ts';
import type { Tx } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';

/**
 * Holds a decision to the rule of four eyes: only a person decides, signed in by name, and never the one who asked, whether by name or
 * through an API key of their making.
 * @throws {@link DomainError} `four_eyes`
 */
export async function requireAnotherPerson(tx: Tx, requestedBy: string, caller: Pick<Caller, 'kind' | 'actor'>): Promise<void> {
  const isSame = caller.actor === requestedBy || caller.actor === (await makerOf(tx, requestedBy));
  if (caller.kind === 'user' && !isSame) return;
  throw new DomainError('four_eyes', 'forbidden', 'Another person than the one who asked decides, signed in by name.');
}

/** The member who made the API key `actor`; null when it is none. */
async function makerOf(tx: Tx, actor: string): Promise<string | null> {
  if (!actor.startsWith('key:')) return null;
  const key = await tx.apiKey.findUnique({ where: { prefix: actor.slice('key:'.length) }, select: { id: true } });
  const made = await tx.auditEntry.findFirst({ where: { entity: 'api_key', entityId: key?.id ?? '', action: 'api_key.create' } });
  return made?.actor ?? null;
}
