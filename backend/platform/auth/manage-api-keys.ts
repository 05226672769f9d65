import { randomUUID } from 'node:crypto';
import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../audit-log/audit-log.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import type { Permission } from '../http/permissions.ts';
import { newApiKey } from './api-key.ts';

const MAX_LIFE_DAYS = 366;
const DAY_MS = 86_400_000;

export type KeyRow = Awaited<ReturnType<Database['client']['apiKey']['findMany']>>[number];

export interface KeyAction {
  readonly caller: Caller;
  readonly requestId: string;
  readonly now: Date;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Permission[];
  /** Without it the key lasts as long as a key may. */
  readonly expiresAt: Date | undefined;
}

/**
 * Makes a key of the caller's organization with rights that the caller has.
 * @throws {DomainError} `api_key_needs_user`, `scope_not_held`, `api_key_expiry_invalid`, `organization_missing`
 */
export async function createApiKey(
  database: Database,
  pepper: Uint8Array,
  input: NewKey,
  action: KeyAction,
): Promise<{ row: KeyRow; key: string }> {
  const { caller, requestId, now } = action;
  if (caller.kind !== 'user') throw new DomainError('api_key_needs_user', 'forbidden', 'Keys are made by members, not by other keys.');
  const missing = input.scopes.find((scope) => !caller.permissions.has(scope));
  if (missing !== undefined) {
    throw new DomainError('scope_not_held', 'forbidden', `You cannot give ${missing}, because you do not have it.`, {
      params: { scope: missing },
    });
  }
  const organizationId = organizationOf(caller);
  const expiresAt = expiryOf(input.expiresAt, now);
  const scopes = [...new Set(input.scopes)].sort().join(' ');
  const { key, prefix, secretHash } = newApiKey(pepper);
  const row = await database.write(async (tx) => {
    const data = { id: `key_${randomUUID()}`, organizationId, name: input.name, prefix, secretHash, scopes, createdAt: now, expiresAt };
    const created = await tx.apiKey.create({ data });
    const entry = { action: 'api_key.create', entity: 'api_key', entityId: created.id, detail: { prefix, scopes } };
    await appendAudit(tx, { ...entry, actor: caller.actor, outcome: 'ok', requestId, at: now });
    return created;
  });
  return { row, key };
}

/** @throws {DomainError} `api_key_not_found`, also for a key of another organization */
export async function revokeApiKey(database: Database, id: string, action: KeyAction): Promise<KeyRow> {
  const { caller, requestId, now } = action;
  const organizationId = organizationOf(caller);
  return database.write(async (tx) => {
    const found = await tx.apiKey.findFirst({ where: { id, organizationId } });
    if (found === null) throw new DomainError('api_key_not_found', 'not_found', 'Your organization has no such API key.');
    if (found.revokedAt !== null) return found;
    const entry = { action: 'api_key.revoke', entity: 'api_key', entityId: id, detail: { prefix: found.prefix } };
    await appendAudit(tx, { ...entry, actor: caller.actor, outcome: 'ok', requestId, at: now });
    return tx.apiKey.update({ where: { id }, data: { revokedAt: now } });
  });
}

/** @throws {DomainError} `organization_missing` */
export function organizationOf(caller: Caller): string {
  if (caller.organizationId === null) {
    throw new DomainError('organization_missing', 'forbidden', 'You act for no organization; choose one first.');
  }
  return caller.organizationId;
}

function expiryOf(wanted: Date | undefined, now: Date): Date {
  const latest = new Date(now.getTime() + MAX_LIFE_DAYS * DAY_MS);
  if (wanted === undefined) return latest;
  if (wanted > now && wanted <= latest) return wanted;
  throw new DomainError('api_key_expiry_invalid', 'unprocessable', `A key expires in the future, at most ${MAX_LIFE_DAYS} days from now.`);
}
