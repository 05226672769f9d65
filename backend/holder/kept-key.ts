import { parsePresentation } from '../attestation/domain/parse-presentation.ts';
import { digestOfPresentation, type HolderSignature } from '../attestation/domain/presentation.ts';
import { creditDigest, domainSeparator } from '../attestation/domain/typed-data.ts';
import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import { viewHolderKey } from './register-holder-key.ts';

const NO_SIGNATURE = { kind: 'ecdsa', value: `0x${'00'.repeat(65)}` };

/**
 * Signs a presentation for a customer whose key this installation keeps, as it does for the customer of the demo. Nothing
 * but a presentation of his own credential is signed.
 * @throws {@link DomainError} `key_not_kept`, `credential_malformed`, `credential_unknown`
 */
export async function signWithKeptKey(
  { database, keptKey }: Pick<HolderDeps, 'database' | 'keptKey'>,
  customer: OwnCustomer,
  unsigned: Readonly<Record<string, unknown>>,
): Promise<HolderSignature> {
  const signer = viewHolderKey(customer)?.keptHere === true ? keptKey?.() : undefined;
  if (signer === undefined || signer.address !== customer.holderKey)
    throw new DomainError('key_not_kept', 'conflict', 'Only you have your key; sign with your wallet or passkey.');
  const presentation = parsePresentation({ ...unsigned, signature: NO_SIGNATURE });
  const { place, credit } = presentation.credential;
  await requireOwnDigest(database.client, customer.id, creditDigest(domainSeparator(place), credit));
  return { kind: 'ecdsa', value: await signer.signDigest(digestOfPresentation(presentation)) };
}

async function requireOwnDigest(client: DatabaseClient, customerId: string, digest: string): Promise<void> {
  const row = await client.credential.findUnique({ where: { digest }, select: { customerId: true } });
  if (row?.customerId !== customerId) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
}
