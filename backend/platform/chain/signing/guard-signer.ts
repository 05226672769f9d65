import { DomainError } from '../../../kernel/errors.ts';
import type { Database } from '../../database/database.ts';
import type { Signer } from '../signer.ts';
import { dayOf, limitOf, requireAllowed, type SignatureKind, type SigningPolicy } from './signing-policy.ts';

/**
 * `signer` behind a policy. Every signature is counted before it is made, for all processes of the installation
 * together, and the count outlives them.
 *
 * The policy is asked for at each signature, because the contracts that it names may be deployed later than the
 * signer is opened.
 */
export function guardSigner(database: Database, signer: Signer, policyOf: () => Promise<SigningPolicy>): Signer {
  const count = async (kind: SignatureKind, policy: SigningPolicy): Promise<void> => {
    const limit = limitOf(policy, kind);
    const place = { address: signer.address, day: dayOf(new Date()), kind };
    const { used } = await database.write((tx) =>
      tx.signerUse.upsert({
        where: { address_day_kind: place },
        create: { ...place, used: 1 },
        update: { used: { increment: 1 } },
        select: { used: true },
      }),
    );
    if (used <= limit) return;
    throw new DomainError(
      'signing_limit_reached',
      'unavailable',
      `The issuer's key has made its ${limit} ${kind} signatures of today; raise the limit or wait for the next day of UTC.`,
      { params: { kind, limit }, retryable: true },
    );
  };
  return {
    address: signer.address,
    async signTransaction(transaction) {
      const policy = await policyOf();
      requireAllowed(policy, transaction);
      await count('transaction', policy);
      return signer.signTransaction(transaction);
    },
    async signDigest(digest) {
      await count('digest', await policyOf());
      return signer.signDigest(digest);
    },
  };
}
