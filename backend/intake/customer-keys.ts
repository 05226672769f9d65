import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { newKey, open, seal } from '../platform/vault/vault.ts';

/** What opens customer keys: the installation's 32-byte master key. */
export interface KeyWrap {
  readonly masterKey: Uint8Array;
}

function contextOf(customerId: string): string {
  return `customer-key:${customerId}`;
}

/** A new random key and its wrapped form for the `CustomerKey` row. */
export function makeCustomerKey(wrap: KeyWrap, customerId: string): { key: Uint8Array; wrapped: Uint8Array<ArrayBuffer> } {
  const key = newKey();
  return { key, wrapped: seal(wrap.masterKey, key, contextOf(customerId)) };
}

/** The key in a `CustomerKey` row. */
export function openWrappedKey(wrap: KeyWrap, customerId: string, wrapped: Uint8Array): Uint8Array {
  return open(wrap.masterKey, wrapped, contextOf(customerId));
}

/**
 * The 32-byte key of one customer.
 * @throws {@link DomainError} `customer_erased` when the key has been destroyed
 */
export async function openCustomerKey(client: DatabaseClient, wrap: KeyWrap, customerId: string): Promise<Uint8Array> {
  const row = await client.customerKey.findUnique({ where: { customerId } });
  if (row === null) throw new DomainError('customer_erased', 'not_found', 'The personal data of this customer has been erased.');
  return openWrappedKey(wrap, customerId, row.wrapped);
}

/** Keys of many customers; those whose key has been destroyed are absent. */
export async function openCustomerKeys(
  client: DatabaseClient,
  wrap: KeyWrap,
  customerIds: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const keys = new Map<string, Uint8Array>();
  const chunk = 500;
  for (let at = 0; at < customerIds.length; at += chunk) {
    const rows = await client.customerKey.findMany({ where: { customerId: { in: customerIds.slice(at, at + chunk) } } });
    for (const row of rows) keys.set(row.customerId, openWrappedKey(wrap, row.customerId, row.wrapped));
  }
  return keys;
}
