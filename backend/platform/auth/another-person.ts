import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import { makersOf } from './key-makers.ts';

/** Who acts, for the rule of four eyes and for the audit log. */
export interface Actor {
  readonly caller: Pick<Caller, 'kind' | 'actor'>;
  readonly requestId: string | null;
}

/**
 * The rule of four eyes for `caller` and what `requesters` ask for: only a person decides, signed in by name, and never the one who asked,
 * whether by name or through an API key of their making.
 * @returns whether the caller may decide about what one of `requesters` asks for
 */
export async function fourEyesOf(
  client: DatabaseClient,
  { kind, actor }: Actor['caller'],
  requesters: readonly string[],
): Promise<(requestedBy: string) => boolean> {
  if (kind !== 'user') return () => false;
  const makers = await makersOf(client, requesters);
  return (requestedBy) => actor !== requestedBy && actor !== makers.get(requestedBy);
}

/**
 * Holds a decision to the rule of four eyes.
 * @throws {@link DomainError} `four_eyes`
 */
export async function requireAnotherPerson(client: DatabaseClient, requestedBy: string, caller: Actor['caller']): Promise<void> {
  const mayDecide = await fourEyesOf(client, caller, [requestedBy]);
  if (mayDecide(requestedBy)) return;
  throw new DomainError('four_eyes', 'forbidden', 'Another person than the one who asked decides, signed in by name.');
}
