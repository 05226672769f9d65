import { DomainError } from '../../kernel/errors.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from './caller.ts';
import type { SessionView } from './schemas.ts';

/** Who the caller is, for the caller's own eyes. */
export async function readSession(database: Database, caller: Caller): Promise<SessionView> {
  const organization =
    caller.organizationId === null ? null : await database.client.organization.findUnique({ where: { id: caller.organizationId } });
  const who = caller.kind === 'key' ? await keyAsUser(database, caller.id) : await readUser(database, caller.id);
  return {
    ...who,
    organization: organization === null ? null : { id: organization.id, name: organization.name, kind: organization.kind },
    role: caller.role,
    permissions: [...caller.permissions].sort(),
  };
}

async function readUser(database: Database, id: string): Promise<Pick<SessionView, 'user' | 'wallets'>> {
  const user = await database.client.user.findUnique({ where: { id }, include: { wallets: { orderBy: { createdAt: 'asc' } } } });
  if (user === null) throw new DomainError('sign_in_required', 'unauthenticated', 'The signed-in user is gone; sign in again.');
  const { name, email, locale } = user;
  return { user: { id, name, email, locale }, wallets: user.wallets.map((wallet) => wallet.address.toLowerCase()) };
}

async function keyAsUser(database: Database, id: string): Promise<Pick<SessionView, 'user' | 'wallets'>> {
  const key = await database.client.apiKey.findUnique({ where: { id } });
  return { user: { id, name: key?.name ?? '', email: '', locale: 'en' }, wallets: [] };
}
