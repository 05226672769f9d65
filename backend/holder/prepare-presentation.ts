import { encodeCbor } from '../attestation/file-forms.ts';
import {
  type Audience,
  contractVerifierId,
  digestOfPresentation,
  type HolderSignature,
  presentationFile,
  verifierId,
} from '../attestation/domain/presentation.ts';
import { DomainError } from '../kernel/errors.ts';
import { address, hash32 } from '../kernel/hex.ts';
import { buildOwn } from './domain/build-own.ts';
import { disclosureOf } from './domain/disclosure.ts';
import { typedDataOf } from './domain/typed-data-request.ts';
import type { HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import { openPresentable } from './own-credentials.ts';
import { newChallenge, openRequest, untilOf } from './presentation-requests.ts';
import { viewHolderKey } from './register-holder-key.ts';
import type { HolderKeyView, PreparedPresentation, PresentationOrder } from './schemas.ts';

/** As long as the longest that comes in its place: what a passkey adds to its signature. */
const PASSKEY_PLACEHOLDER = { authenticatorData: `0x${'00'.repeat(37)}`, clientDataJSON: 'x'.repeat(150) };
const ZERO_SIGNATURE = `0x${'00'.repeat(65)}`;

/**
 * A presentation ready to be signed, with the list of what it shows and what it keeps.
 * @throws {@link DomainError} `holder_key_missing`, `credential_unbound`, `threshold_not_met`, `audience_missing`,
 * `request_unknown`, `request_closed`, `until_invalid`, `presentation_empty`
 */
export async function preparePresentation(
  deps: HolderDeps,
  customer: OwnCustomer,
  order: PresentationOrder,
  now: Date,
): Promise<PreparedPresentation> {
  const holderKey = viewHolderKey(customer);
  if (holderKey === null) throw new DomainError('holder_key_missing', 'conflict', 'Register a wallet or a passkey as your key first.');
  const audience = await audienceOf(deps, order, now);
  const own = await openPresentable(deps, customer, order.credentialId);
  const unsigned = buildOwn(own, order, audience);
  const { signature: _, ...file } = presentationFile({ ...unsigned, signature: placeholder(holderKey) });
  return {
    credentialId: own.id,
    audience: { ...audience, until: String(audience.until) },
    ...listed(disclosureOf(unsigned)),
    claims: order.claims,
    unsigned: { ...file },
    digest: digestOfPresentation(unsigned),
    typedData: { ...typedDataOf(unsigned) },
    holderKey,
    qrBytes: encodeCbor({ ...unsigned, signature: placeholder(holderKey) }).length,
  };
}

async function audienceOf({ database }: Pick<HolderDeps, 'database'>, order: PresentationOrder, now: Date): Promise<Audience> {
  if (order.requestId !== undefined) {
    const row = await openRequest(database.client, order.requestId, now);
    const { verifierName, verifier, challenge, purpose, until } = row;
    return { verifierName, verifier: hash32(verifier), challenge: hash32(challenge), purpose, until };
  }
  if (order.audience === undefined)
    throw new DomainError('audience_missing', 'unprocessable', 'Name the request that you answer, or for whom, for what and until when.');
  const { verifierName, verifier, challenge, purpose, until } = order.audience;
  return {
    verifierName,
    verifier: verifier === undefined ? verifierId(verifierName) : contractVerifierId(address(verifier)),
    challenge: challenge === undefined ? newChallenge() : hash32(challenge),
    purpose,
    until: untilOf(until, now),
  };
}

function placeholder({ kind, passkey }: HolderKeyView): HolderSignature {
  if (kind === 'wallet' || passkey === null) return { kind: 'ecdsa', value: ZERO_SIGNATURE };
  const [x, y] = [hash32(passkey.x), hash32(passkey.y)];
  return { kind: 'webauthn', value: `0x${'00'.repeat(64)}`, ...PASSKEY_PLACEHOLDER, x, y };
}

function listed({ disclosed, always, hidden }: ReturnType<typeof disclosureOf>) {
  return { disclosed: [...disclosed], always: [...always], hidden: [...hidden] };
}
