import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import { scrypt as portableScrypt } from '@noble/hashes/scrypt.js';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';

import { keccak256 } from '../../kernel/keccak.ts';
import { addressOfKey } from './signer.ts';

/** Ethereum's keystore format, version 3 (Web3 Secret Storage Definition): readable by geth, clef, MetaMask, cast. */
const hexBytes = (least: number, most: number) => z.string().regex(new RegExp(`^([0-9a-fA-F]{2}){${least},${most}}$`));

const Scrypt = z.object({
  kdf: z.literal('scrypt'),
  kdfparams: z.object({
    dklen: z.literal(32),
    n: z
      .int()
      .min(2)
      .max(2 ** 20),
    r: z.int().min(1).max(64),
    p: z.int().min(1).max(64),
    salt: hexBytes(0, 64),
  }),
});
const Pbkdf2 = z.object({
  kdf: z.literal('pbkdf2'),
  kdfparams: z.object({ dklen: z.literal(32), c: z.int().min(1).max(10_000_000), prf: z.literal('hmac-sha256'), salt: hexBytes(0, 64) }),
});
const Sealed = z.object({
  cipher: z.literal('aes-128-ctr'),
  cipherparams: z.object({ iv: hexBytes(16, 16) }),
  ciphertext: hexBytes(32, 32),
  mac: hexBytes(32, 32),
});
const Keystore = z.object({
  version: z.literal(3),
  crypto: z.discriminatedUnion('kdf', [Sealed.extend(Scrypt.shape), Sealed.extend(Pbkdf2.shape)]),
});
type Crypto = z.infer<typeof Keystore>['crypto'];

/** A cost of 32 MB and a tenth of a second; the installation's password is 256 random bits, so more would buy nothing. */
const COST = { n: 32_768, r: 8, p: 1 } as const;
/** Files of other programs may ask for more; beyond this they are refused. */
const SCRYPT_MEMORY = 1 << 30;

export function sealKeystore(privateKey: Uint8Array, password: string): string {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const derived = scryptSync(password, salt, 32, { N: COST.n, r: COST.r, p: COST.p, maxmem: SCRYPT_MEMORY });
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  return JSON.stringify({
    version: 3,
    id: randomUUID(),
    address: addressOfKey(privateKey).slice(2),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams: { dklen: 32, ...COST, salt: salt.toString('hex') },
      mac: macOf(derived, ciphertext).toString('hex'),
    },
  });
}

/**
 * The private key inside the text of a keystore file.
 * @throws {DomainError} `keystore_malformed`, `keystore_password_wrong`
 */
export function unsealKeystore(text: string, password: string): Uint8Array {
  const parsed = Keystore.safeParse(parseJson(text));
  if (!parsed.success) throw malformed(parsed.error);
  const sealed = parsed.data.crypto;
  const ciphertext = Buffer.from(sealed.ciphertext, 'hex');
  const derived = derive(sealed, password);
  if (!timingSafeEqual(macOf(derived, ciphertext), Buffer.from(sealed.mac, 'hex'))) {
    throw new DomainError('keystore_password_wrong', 'invalid', 'The password does not open this keystore file.');
  }
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), Buffer.from(sealed.cipherparams.iv, 'hex'));
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

function derive(sealed: Crypto, password: string): Buffer {
  const salt = Buffer.from(sealed.kdfparams.salt, 'hex');
  if (sealed.kdf === 'pbkdf2') return pbkdf2Sync(password, salt, sealed.kdfparams.c, 32, 'sha256');
  const { n, r, p } = sealed.kdfparams;
  if (n * r * p * 128 > SCRYPT_MEMORY || (n & (n - 1)) !== 0) throw malformed(undefined);
  // OpenSSL keeps to N < 2^(128r/8) of RFC 7914; Ethereum's own files of r = 1 do not.
  if (n >= 2 ** (16 * r)) return Buffer.from(portableScrypt(Buffer.from(password), salt, { N: n, r, p, dkLen: 32 }));
  return scryptSync(password, salt, 32, { N: n, r, p, maxmem: 2 * SCRYPT_MEMORY });
}

function macOf(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])));
}

function parseJson(text: string): unknown {
  try {
    // Old files write `Crypto`; nothing else in the format depends on case.
    return JSON.parse(text.toLowerCase());
  } catch {
    // The schema then refuses it.
    return undefined;
  }
}

function malformed(cause: unknown): DomainError {
  return new DomainError('keystore_malformed', 'invalid', 'The file is not an Ethereum keystore of version 3 with scrypt or PBKDF2.', {
    cause,
  });
}
