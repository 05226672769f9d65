import { sha256 } from '@noble/hashes/sha2';
import { toBase64Url } from '../../kernel/base64url.ts';
import { fromHex, type Hash32 } from '../../kernel/hex.ts';
import type { HolderSignature } from './presentation.ts';
import { checkP256, type Recovery } from './signature.ts';
import { concatBytes, utf8 } from './words.ts';

/** Least length of authenticator data: hash of the site, flags, counter. */
const AUTHENTICATOR_DATA_SIZE = 37;
const FLAGS_AT = 32;
const USER_PRESENT = 0x01;

/**
 * Address of the passkey that answered the challenge `digest` (WebAuthn, section 7.2). The site is not compared: a holder
 * may sign in any wallet, and the digest itself names the verifier.
 */
export function recoverPasskey(digest: Hash32, signature: Extract<HolderSignature, { kind: 'webauthn' }>): Recovery {
  const data = fromHex(signature.authenticatorData);
  const isPresent = ((data[FLAGS_AT] ?? 0) & USER_PRESENT) !== 0;
  if (data.length < AUTHENTICATOR_DATA_SIZE || !isPresent || !answers(signature.clientDataJSON, digest))
    return { reason: 'passkey_answer_differs' };
  const signed = sha256(concatBytes(data, sha256(utf8(signature.clientDataJSON))));
  return checkP256(signed, fromHex(signature.value), concatBytes(fromHex(signature.x), fromHex(signature.y)), 'any');
}

function answers(clientDataJSON: string, digest: Hash32): boolean {
  let client: unknown;
  try {
    client = JSON.parse(clientDataJSON);
  } catch {
    // What is not JSON answers nothing.
    return false;
  }
  if (typeof client !== 'object' || client === null || !('type' in client) || !('challenge' in client)) return false;
  return client.type === 'webauthn.get' && client.challenge === toBase64Url(fromHex(digest));
}
