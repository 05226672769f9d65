import { randomBytes } from 'node:crypto';
import { getAddress } from 'viem';
import { createSiweMessage } from 'viem/siwe';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import type { Tx } from '../platform/database/database.ts';
import type { OwnCustomer } from './own-customer.ts';
import type { HolderDeps } from './open-holder.ts';
import type { HolderChallenge } from './schemas.ts';

const LIFE_MS = 10 * 60_000;
const CHALLENGE_BYTES = 32;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];
/** What the wallet shows; a message for signing in says something else, so neither can stand for the other. */
export const KEY_STATEMENT = 'Use this wallet as the key that my Credence credentials are bound to.';

/** Origins under which the console may ask for a passkey. Browsers make passkeys for names only: this machine's is localhost. */
export function passkeyOrigins(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl);
  if (!LOOPBACK.includes(url.hostname)) return [url.origin];
  return [`${url.protocol}//localhost${url.port === '' ? '' : `:${url.port}`}`];
}

/** A new challenge for the customer; it replaces an earlier one. */
export async function openChallenge(
  deps: Pick<HolderDeps, 'database' | 'chain' | 'config'>,
  customer: Pick<OwnCustomer, 'id' | 'externalId'>,
  address: Address | undefined,
  now: Date,
): Promise<HolderChallenge> {
  const challenge = randomBytes(CHALLENGE_BYTES);
  const expiresAt = new Date(now.getTime() + LIFE_MS);
  const row = { identifier: challengeName(customer.id), value: challenge.toString('hex'), expiresAt, createdAt: now };
  await deps.database.write((tx) =>
    tx.verification.upsert({ where: { id: challengeName(customer.id) }, create: { id: challengeName(customer.id), ...row }, update: row }),
  );
  const wallet = address === undefined ? null : await walletMessage(deps, address, challenge, { now, expiresAt });
  const rpId = new URL(passkeyOrigins(deps.config.publicUrl)[0] ?? deps.config.publicUrl).hostname;
  return {
    expiresAt: expiresAt.toISOString(),
    wallet,
    passkey: {
      challenge: challenge.toString('base64url'),
      rp: { id: rpId, name: 'Credence' },
      user: { id: Buffer.from(customer.id).toString('base64url'), name: customer.externalId, displayName: customer.externalId },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      timeout: LIFE_MS,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    },
  };
}

/** Takes the customer's challenge away: it is good for one answer. @throws {@link DomainError} `challenge_spent` */
export async function spendChallenge(tx: Tx, customerId: string, now: Date): Promise<Uint8Array> {
  const id = challengeName(customerId);
  const row = await tx.verification.findUnique({ where: { id } });
  if (row === null || row.expiresAt <= now) {
    throw new DomainError('challenge_spent', 'conflict', 'The challenge has been used or is too old; ask for another one.', {
      retryable: true,
    });
  }
  await tx.verification.delete({ where: { id } });
  return new Uint8Array(Buffer.from(row.value, 'hex'));
}

async function walletMessage(
  { chain, config }: Pick<HolderDeps, 'chain' | 'config'>,
  address: Address,
  challenge: Buffer,
  { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
): Promise<NonNullable<HolderChallenge['wallet']>> {
  const chainId = await chain.chainId();
  const { host, origin } = new URL(config.publicUrl);
  const message = createSiweMessage({
    address: getAddress(address),
    chainId,
    domain: host,
    uri: origin,
    version: '1',
    nonce: challenge.toString('hex'),
    statement: KEY_STATEMENT,
    issuedAt: now,
    expirationTime: expiresAt,
  });
  return { address, chainId, message };
}

function challengeName(customerId: string): string {
  return `holder-key:${customerId}`;
}
