import { DomainError } from '../../kernel/errors.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import { isPermission, withinLimit } from '../http/permissions.ts';
import { readApiKey, secretMatches } from './api-key.ts';

const LAST_USED_STEP_MS = 60_000;

/**
 * The caller behind an API key.
 * @throws {DomainError} `api_key_invalid`; the same for unknown, wrong, revoked and expired keys, so that nobody can probe
 */
export async function callerOfKey(database: Database, pepper: Uint8Array, text: string, now: Date): Promise<Caller> {
  const parts = readApiKey(text);
  if (parts === null) throw refused();
  const row = await database.client.apiKey.findUnique({ where: { prefix: parts.prefix }, include: { organization: true } });
  if (row === null || !secretMatches(pepper, parts.secret, row.secretHash)) throw refused();
  if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) throw refused();
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > LAST_USED_STEP_MS) {
    await database.client.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return {
    kind: 'key',
    id: row.id,
    actor: `key:${row.prefix}`,
    organizationId: row.organizationId,
    organizationKind: row.organization.kind,
    role: null,
    permissions: withinLimit(row.organization.kind, row.scopes.split(' ').filter(isPermission)),
  };
}

function refused(): DomainError {
  return new DomainError('api_key_invalid', 'unauthenticated', 'The API key is unknown, revoked or expired.');
}
