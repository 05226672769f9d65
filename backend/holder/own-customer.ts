import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';

export type OwnCustomer = Awaited<ReturnType<typeof ownCustomer>>;

/**
 * The customer whose account the caller signed in to.
 * @throws {@link DomainError} `no_customer`
 */
export async function ownCustomer(client: DatabaseClient, caller: Pick<Caller, 'kind' | 'id'>) {
  const login =
    caller.kind === 'user'
      ? await client.customerLogin.findUnique({ where: { userId: caller.id }, include: { customer: { omit: { attributes: true } } } })
      : null;
  if (login === null || login.customer.erasedAt !== null) {
    throw new DomainError('no_customer', 'not_found', 'This account belongs to no customer.');
  }
  return login.customer;
}
