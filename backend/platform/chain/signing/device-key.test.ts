import { generateKeyPairSync } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1';
import fc from 'fast-check';
import { recoverAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import { hash32, toHex } from '../../../kernel/hex.ts';
import { addressOfKey, createSigner, signerOfKey } from '../signer.ts';
import { type Device, keyOfDevice } from './device-key.ts';
import { type KeyService, openKeyService } from './kms-key.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const OTHER = Uint8Array.from({ length: 32 }, (_, i) => i + 2);
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** Signs as devices may: with the s that is not the low one. */
function highS(key: Uint8Array, digest: Uint8Array) {
  const { r, s } = secp256k1.sign(digest, key, { lowS: true });
  return new secp256k1.Signature(r, secp256k1.CURVE.n - s);
}

function device(key: Uint8Array, sign: Device['sign']): Device {
  return { name: 'the test device', publicKey: secp256k1.getPublicKey(key, false), sign };
}

/** Answers as AWS KMS does: SubjectPublicKeyInfo, and DER signatures of either s. */
function service(key: Uint8Array, curve: 'secp256k1' | 'prime256v1' = 'secp256k1'): KeyService {
  const point = secp256k1.getPublicKey(key, false);
  const head = Buffer.from('3056301006072a8648ce3d020106052b8104000a034200', 'hex');
  const foreign = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'der', type: 'spki' });
  return {
    name: 'the test service',
    publicKey: async () => (curve === 'secp256k1' ? Buffer.concat([head, point]) : foreign),
    sign: async (digest) => highS(key, digest).toDERRawBytes(),
  };
}

describe('keyOfDevice', () => {
  it('gives low s and the right recovery id for either s of the device', async () => {
    const low = keyOfDevice(device(KEY, async (digest) => secp256k1.sign(digest, KEY).toCompactRawBytes()));
    const high = keyOfDevice(device(KEY, async (digest) => highS(KEY, digest).toCompactRawBytes()));
    const own = signerOfKey(KEY);
    await fc.assert(
      fc.asyncProperty(digests, async (digest) => {
        for (const key of [low, high]) {
          const signature = await createSigner(key).signDigest(hash32(toHex(digest)));
          expect(signature).toBe(await own.signDigest(hash32(toHex(digest))));
        }
      }),
      { numRuns: 50 },
    );
    expect(low.address).toBe(addressOfKey(KEY));
  });

  it('refuses the answer of another key, of another digest and of the wrong length', async () => {
    const digest = Uint8Array.from({ length: 32 }, () => 7);
    const answers = [
      secp256k1.sign(digest, OTHER).toCompactRawBytes(),
      secp256k1
        .sign(
          digest.map(() => 8),
          KEY,
        )
        .toCompactRawBytes(),
      new Uint8Array(64),
      new Uint8Array(63),
    ];
    for (const answer of answers) {
      await expect(keyOfDevice(device(KEY, async () => answer)).sign(digest)).rejects.toMatchObject({ code: 'device_answer_wrong' });
    }
  });

  it('refuses a public key that is no point of the curve, or a short one', () => {
    const point = secp256k1.getPublicKey(KEY, false);
    const off = Uint8Array.from(point);
    off[64] = (off[64] ?? 0) ^ 1;
    for (const publicKey of [off, secp256k1.getPublicKey(KEY, true), new Uint8Array(65)]) {
      expect(() => keyOfDevice({ name: 'the test device', publicKey, sign: async () => new Uint8Array(64) })).toThrow(
        expect.objectContaining({ code: 'device_key_invalid' }),
      );
    }
  });
});

describe('openKeyService', () => {
  it('signs with a service that speaks DER', async () => {
    const signer = createSigner(await openKeyService(service(KEY)));
    const digest = hash32(toHex(Uint8Array.from({ length: 32 }, (_, i) => 255 - i)));
    const found = await recoverAddress({ hash: digest, signature: await signer.signDigest(digest) });
    expect(found.toLowerCase()).toBe(addressOfKey(KEY));
  });

  it('refuses a service with a key of another curve, and an answer that is no DER', async () => {
    await expect(openKeyService(service(KEY, 'prime256v1'))).rejects.toMatchObject({ code: 'device_key_invalid' });
    const broken = await openKeyService({ ...service(KEY), sign: async () => Buffer.from('no der') });
    await expect(broken.sign(new Uint8Array(32))).rejects.toMatchObject({ code: 'device_answer_wrong' });
  });
});
