import { parseSiweMessage } from 'viem/siwe';
import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Address, address, hash32 } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { type ContractSignatureCheck, isWalletMessageValid } from '../platform/auth/wallet-message.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { takesSignature } from '../platform/chain/contract-signature.ts';
import type { Tx } from '../platform/database/database.ts';
import { KEY_STATEMENT, passkeyOrigins, spendChallenge } from './holder-challenge.ts';
import type { Action, HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import { readPasskey } from './passkey-registration.ts';
import { HolderKeyView, type NewHolderKey } from './schemas.ts';

/** What `Customer.holderInfo` holds beside the address. */
const KeyInfo = z.object({ passkey: HolderKeyView.shape.passkey, keptHere: z.boolean() });
type KeyInfo = z.infer<typeof KeyInfo>;

export interface HolderKey {
  readonly kind: 'wallet' | 'passkey';
  readonly address: Address;
  readonly info: KeyInfo;
}

/**
 * Puts the key of `answer` in the place of the customer's earlier one, if he proves that he answers his challenge with it.
 * @throws {@link DomainError} `challenge_spent`, `wallet_key_refused`, `passkey_refused`
 */
export async function registerHolderKey(
  deps: Pick<HolderDeps, 'database' | 'chain' | 'config'>,
  customer: Pick<OwnCustomer, 'id'>,
  answer: z.infer<typeof NewHolderKey>,
  action: Action,
): Promise<void> {
  // Spent before it is judged: a wrong answer uses it up as well.
  const challenge = await deps.database.write((tx) => spendChallenge(tx, customer.id, action.now));
  const key =
    answer.kind === 'wallet' ? await walletKey(deps, answer, challenge, action.now) : passkeyKey(deps.config.publicUrl, answer, challenge);
  await deps.database.write((tx) => setHolderKey(tx, customer.id, key, action));
}

/** Credentials bound to another key can no longer be presented here. */
export async function setHolderKey(tx: Tx, customerId: string, key: HolderKey, { actor, requestId, now }: Action): Promise<void> {
  await tx.customer.update({
    where: { id: customerId },
    data: { holderKey: key.address, holderKind: key.kind, holderInfo: canonicalJson(key.info) },
    select: { id: true },
  });
  const entry = { action: 'holder_key.set', entity: 'customer', entityId: customerId, outcome: 'ok', detail: { kind: key.kind } } as const;
  await appendAudit(tx, { ...entry, actor, requestId, at: now });
}

/** Null for a customer without a key. */
export function viewHolderKey(customer: Pick<OwnCustomer, 'holderKey' | 'holderKind' | 'holderInfo'>): HolderKeyView | null {
  const { holderKey, holderKind, holderInfo } = customer;
  if (holderKey === null) return null;
  const info = KeyInfo.parse(JSON.parse(holderInfo ?? '{}'));
  return { kind: holderKind === 'passkey' ? 'passkey' : 'wallet', address: holderKey, ...info };
}

type WalletAnswer = Extract<z.infer<typeof NewHolderKey>, { kind: 'wallet' }>;
type PasskeyInput = Extract<z.infer<typeof NewHolderKey>, { kind: 'passkey' }>;

async function walletKey(
  { chain, config }: Pick<HolderDeps, 'chain' | 'config'>,
  { message, signature }: WalletAnswer,
  challenge: Uint8Array,
  now: Date,
): Promise<HolderKey> {
  const fields = parseSiweMessage(message);
  const isOurs = fields.nonce === Buffer.from(challenge).toString('hex') && fields.statement === KEY_STATEMENT;
  const { host, origin } = new URL(config.publicUrl);
  const rules = { domain: host, origin, chainId: await chain.chainId(), now, contractCheck: contractCheck(chain) };
  if (!isOurs || fields.address === undefined || !(await isWalletMessageValid(message, signature, rules))) {
    throw new DomainError(
      'wallet_key_refused',
      'unprocessable',
      'The message is not the one this server asked for, or not signed by its wallet.',
    );
  }
  return { kind: 'wallet', address: address(fields.address), info: { passkey: null, keptHere: false } };
}

function passkeyKey(
  publicUrl: string,
  { credentialId, clientDataJSON, attestationObject }: PasskeyInput,
  challenge: Uint8Array,
): HolderKey {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  const answer = { credentialId: bytes(credentialId), clientDataJSON: bytes(clientDataJSON), attestationObject: bytes(attestationObject) };
  const { address: own, x, y, rpId } = readPasskey(answer, { challenge, origins: passkeyOrigins(publicUrl) });
  return { kind: 'passkey', address: own, info: { passkey: { credentialId, x, y, rpId }, keptHere: false } };
}

/** Asks a contract wallet whether it stands behind a signature (ERC-1271). */
function contractCheck(chain: ChainClient): ContractSignatureCheck {
  return ({ address: wallet, hash, signature }) => takesSignature(chain, address(wallet), { digest: hash32(hash), signature });
}
