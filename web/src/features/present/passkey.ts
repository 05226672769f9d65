import { fromBase64Url, toBase64Url } from '../../../../backend/kernel/base64url.ts';
import { fromHex, toHex } from '../../../../backend/kernel/hex.ts';
import type { HolderChallenge, HolderKeyView } from '../../../../backend/holder/schemas.ts';

const COORDINATE_BYTES = 32;
const WAIT_MS = 120_000;
type Passkey = NonNullable<HolderKeyView['passkey']>;

/** Why no passkey can be made here; null when one can. */
export function passkeyObstacle(): 'unsupported' | 'address' | null {
  // A browser makes passkeys for names only: 127.0.0.1 is none, localhost is one.
  if (/^[\d.]+$|^\[/.test(window.location.hostname)) return 'address';
  return window.isSecureContext && typeof PublicKeyCredential === 'function' ? null : 'unsupported';
}

/** Whether the person closed the browser's own dialogue, which is no fault. */
export function isDeclined(fault: unknown): boolean {
  return fault instanceof DOMException && (fault.name === 'NotAllowedError' || fault.name === 'AbortError');
}

/** Makes a passkey as the challenge asks; answers with the body of PUT /v1/me/holder-key. */
export async function createPasskey({ challenge, user, ...rest }: HolderChallenge['passkey']) {
  const made = await navigator.credentials.create({
    publicKey: { ...rest, challenge: fromBase64Url(challenge), user: { ...user, id: fromBase64Url(user.id) } },
  });
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse))
    throw new Error('The browser gave no passkey.');
  return {
    kind: 'passkey' as const,
    credentialId: made.id,
    clientDataJSON: toBase64Url(new Uint8Array(made.response.clientDataJSON)),
    attestationObject: toBase64Url(new Uint8Array(made.response.attestationObject)),
  };
}

/** The member `signature` of a presentation file: `digest`, 32 bytes in 0x-hex, signed with the passkey. */
export async function signWithPasskey(digest: string, { credentialId, x, y, rpId }: Passkey) {
  const given = await navigator.credentials.get({
    publicKey: {
      challenge: new Uint8Array(fromHex(digest)),
      rpId,
      allowCredentials: [{ type: 'public-key', id: fromBase64Url(credentialId) }],
      userVerification: 'preferred',
      timeout: WAIT_MS,
    },
  });
  if (!(given instanceof PublicKeyCredential) || !(given.response instanceof AuthenticatorAssertionResponse))
    throw new Error('The browser gave no signature.');
  return {
    kind: 'webauthn' as const,
    value: toHex(rawSignature(new Uint8Array(given.response.signature))),
    authenticatorData: toHex(new Uint8Array(given.response.authenticatorData)),
    clientDataJSON: new TextDecoder().decode(given.response.clientDataJSON),
    x,
    y,
  };
}

/** r ‖ s of an ECDSA signature in DER: SEQUENCE { INTEGER r, INTEGER s }. */
export function rawSignature(der: Uint8Array): Uint8Array {
  const raw = new Uint8Array(2 * COORDINATE_BYTES);
  let place = 2;
  for (const end of [COORDINATE_BYTES, 2 * COORDINATE_BYTES]) {
    const start = place + 2;
    const next = start + (der[place + 1] ?? 0);
    // A leading zero byte keeps the number positive and is not part of it.
    const number = der.subarray(Math.max(start, next - COORDINATE_BYTES), next);
    raw.set(number, end - number.length);
    place = next;
  }
  return raw;
}
