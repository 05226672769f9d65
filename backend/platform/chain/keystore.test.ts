import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseTransaction, recoverAddress, recoverTransactionAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, describe, expect, it } from 'vitest';
import { fromHex, type Hash32, hash32, toHex, ZERO_ADDRESS } from '../../kernel/hex.ts';
import { importKey, openSigner } from './key-folder.ts';
import { sealKeystore, unsealKeystore } from './keystore.ts';
import { signerOfKey } from './signer.ts';

const KEY = fromHex('0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d');

/** The two test vectors of the Web3 Secret Storage Definition; the password is `testpassword`. */
const PBKDF2_VECTOR = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: { c: 262_144, dklen: 32, prf: 'hmac-sha256', salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd' },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};
const SCRYPT_VECTOR = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: { dklen: 32, n: 262_144, p: 8, r: 1, salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19' },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};

describe('keystore of version 3', () => {
  it.each([
    ['pbkdf2', PBKDF2_VECTOR],
    ['scrypt', SCRYPT_VECTOR],
  ])('opens the published %s vector', (_, vector) => {
    expect(toHex(unsealKeystore(JSON.stringify(vector), 'testpassword'))).toBe(toHex(KEY));
  });

  it('opens what it sealed, and only with the password', () => {
    const text = sealKeystore(KEY, 'right');
    expect(toHex(unsealKeystore(text, 'right'))).toBe(toHex(KEY));
    expect(() => unsealKeystore(text, 'wrong')).toThrow(expect.objectContaining({ code: 'keystore_password_wrong' }));
    expect(text).not.toContain(toHex(KEY).slice(2));
  });

  it('refuses a changed ciphertext, a costly derivation and other JSON', () => {
    const changed = { ...SCRYPT_VECTOR, crypto: { ...SCRYPT_VECTOR.crypto, ciphertext: `e${SCRYPT_VECTOR.crypto.ciphertext.slice(1)}` } };
    expect(() => unsealKeystore(JSON.stringify(changed), 'testpassword')).toThrow(
      expect.objectContaining({ code: 'keystore_password_wrong' }),
    );
    const costly = {
      ...SCRYPT_VECTOR,
      crypto: { ...SCRYPT_VECTOR.crypto, kdfparams: { ...SCRYPT_VECTOR.crypto.kdfparams, n: 2 ** 20, r: 64 } },
    };
    for (const text of [JSON.stringify(costly), '{}', 'not json', '[]', '{"version":3}']) {
      expect(() => unsealKeystore(text, 'testpassword')).toThrow(expect.objectContaining({ code: 'keystore_malformed' }));
    }
  });
});

describe('key folder', () => {
  const home = mkdtempSync(join(tmpdir(), 'keys-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const folder = { home, password: 'secret' };

  it('makes a key once, for its owner only, and gives the same signer again', () => {
    const first = openSigner(folder, 'issuer');
    expect(openSigner(folder, 'issuer').address).toBe(first.address);
    expect(statSync(join(home, 'keys/issuer.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(home, 'keys'))).toEqual(['issuer.json']);
    expect(JSON.parse(readFileSync(join(home, 'keys/issuer.json'), 'utf8')).address).toBe(first.address.slice(2));
    expect(() => openSigner({ home, password: 'other' }, 'issuer')).toThrow(expect.objectContaining({ code: 'keystore_password_wrong' }));
  });

  it('imports a key, never over another, never under a path', () => {
    expect(importKey(folder, 'known', KEY).address).toBe('0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b');
    expect(() => importKey(folder, 'known', KEY)).toThrow(expect.objectContaining({ code: 'key_exists' }));
    expect(() => openSigner(folder, '../known')).toThrow(expect.objectContaining({ code: 'key_name_invalid' }));
  });
});

describe('signer', () => {
  it('signs the same transaction as viem does, to the byte', async () => {
    const signer = signerOfKey(KEY);
    const account = privateKeyToAccount(toHex(KEY));
    const request = {
      chainId: 20_231,
      nonce: 7,
      to: ZERO_ADDRESS,
      data: '0x1234',
      value: 5n,
      gas: 21_000n,
      maxFeePerGas: 9n,
      maxPriorityFeePerGas: 1n,
    } as const;
    const raw = await signer.signTransaction(request);
    expect(raw).toBe(await account.signTransaction({ type: 'eip1559', ...request }));
    const creation = await signer.signTransaction({ ...request, to: null });
    expect(parseTransaction(creation).to).toBeUndefined();
    expect(await recoverTransactionAddress({ serializedTransaction: creation as `0x02${string}` })).toBe(account.address);
  });

  it('signs digests that recover to its address, with low s', async () => {
    const signer = signerOfKey(KEY);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
        const digest: Hash32 = hash32(toHex(bytes));
        const signature = await signer.signDigest(digest);
        expect((await recoverAddress({ hash: digest, signature })).toLowerCase()).toBe(signer.address);
        expect(BigInt(`0x${signature.slice(66, 130)}`)).toBeLessThan(2n ** 255n);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what is not a key', () => {
    for (const bytes of [new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)]) {
      expect(() => signerOfKey(bytes)).toThrow(expect.objectContaining({ code: 'key_invalid' }));
    }
  });
});
