import { createPublicKey } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1';
import { DomainError } from '../../../kernel/errors.ts';
import type { DigestKey } from '../signer.ts';
import { keyOfDevice } from './device-key.ts';

/**
 * What the key services of the clouds have in common. AWS KMS (`GetPublicKey`, `Sign` with `MessageType: DIGEST` and
 * `ECDSA_SHA_256`), Google Cloud KMS (`getPublicKey`, `asymmetricSign`) and Azure Key Vault take 32 bytes and answer
 * so; their clients are brought by those who use them.
 */
export interface KeyService {
  readonly name: string;
  /** SubjectPublicKeyInfo in DER, of a key on secp256k1. */
  publicKey(): Promise<Uint8Array>;
  /** ECDSA-Sig-Value in DER over the digest as it is. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** @throws {DomainError} `device_key_invalid` when the service holds another kind of key */
export async function openKeyService(service: KeyService): Promise<DigestKey> {
  return keyOfDevice({
    name: service.name,
    publicKey: pointOf(service.name, await service.publicKey()),
    sign: async (digest) => compactOf(service.name, await service.sign(digest)),
  });
}

function pointOf(name: string, spki: Uint8Array): Uint8Array {
  try {
    const jwk = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
    if (jwk.crv !== 'secp256k1') throw new RangeError(`The curve is ${String(jwk.crv)}.`);
    return Buffer.concat([Buffer.of(4), Buffer.from(String(jwk.x), 'base64url'), Buffer.from(String(jwk.y), 'base64url')]);
  } catch (cause) {
    throw new DomainError('device_key_invalid', 'invalid', `${name} does not hold a key of the curve secp256k1.`, {
      cause,
      params: { device: name },
    });
  }
}

function compactOf(name: string, der: Uint8Array): Uint8Array {
  try {
    return secp256k1.Signature.fromDER(der).toCompactRawBytes();
  } catch (cause) {
    throw new DomainError('device_answer_wrong', 'unavailable', `${name} did not answer with an ECDSA signature in DER.`, {
      cause,
      params: { device: name },
    });
  }
}
