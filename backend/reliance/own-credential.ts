import type { KeyWrap } from '../intake/customer-keys.ts';
import { credentialFile } from '../attestation/domain/credential.ts';
import { anchorAt, batchTree, openCredential, placedCredential } from '../attestation/store.ts';
import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';

/** Whether `text` names a credential of our own store instead of being one. */
export function isReference(text: string): boolean {
  return /^(0x[0-9a-f]{64}|cred_[\w-]{1,60})$/.test(text);
}

/**
 * The file of a credential that this installation issued.
 * @param reference - its id or its digest
 * @throws {@link DomainError} `credential_unknown`, `customer_erased`
 */
export async function readOwnCredential(client: DatabaseClient, wrap: KeyWrap, reference: string): Promise<unknown> {
  const where = reference.startsWith('0x') ? { digest: reference } : { id: reference };
  const row = await client.credential.findUnique({ where, include: { batch: true } });
  if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
  const { credential } = await openCredential(client, wrap, row);
  const found = placedCredential(row);
  const anchor = found === null ? null : anchorAt(found.placed, await batchTree(client, found.row), found.position);
  return credentialFile({ ...credential, anchor });
}
