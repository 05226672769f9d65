import { DomainError } from '../../kernel/errors.ts';
import type { Tx } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import { makersOf } from './key-makers.ts';

/**
 * Holds a decision to the rule of four eyes: only a person decides, signed in by name, and never the one who asked, whether by name or
 * through an API key of their making.
 * @throws {@link DomainError} `four_eyes`
 */
export async function requireAnotherPerson(tx: Tx, requestedBy: string, caller: Pick<Caller, 'kind' | 'actor'>): Promise<void> {
  const isSame = caller.actor === requestedBy || caller.actor === (await makersOf(tx, [requestedBy])).get(requestedBy);
  if (caller.kind === 'user' && !isSame) return;
  throw new DomainError('four_eyes', 'forbidden', 'Another person than the one who asked decides, signed in by name.');
}
