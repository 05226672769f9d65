import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { secp256k1 } from '@noble/curves/secp256k1';
import { sha256 } from '@noble/hashes/sha2.js';
import { SDJwtInstance } from '@sd-jwt/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { fromBase64Url } from '../kernel/base64url.ts';
import { signerOfKey } from '../platform/chain/signer.ts';
import { credentialFile, type CredentialFile } from './domain/credential.ts';
import { credentialOfSdJwt } from './domain/exchange/sd-jwt.ts';
import { hasStatus, STATUS_LIST_LENGTH, statusPlace } from './domain/exchange/status-bits.ts';
import { parseCredential } from './domain/parse-credential.ts';
import { creditDigest, domainSeparator } from './domain/typed-data.ts';
import { exportSdJwt, exportVc, issuerKeySet, openStatusLists } from './exchange-credential.ts';

const signer = signerOfKey(Uint8Array.from({ length: 32 }, (_, i) => i + 1));
const parts = { signer, publicUrl: 'https://bank.example' };
const cases = JSON.parse(readFileSync(new URL('../../test/vectors/credentials/cases.json', import.meta.url), 'utf8')) as {
  readonly name: string;
  readonly text: string;
}[];
const text = cases.find((each) => each.name === 'good')?.text ?? '';
const file: CredentialFile = credentialFile(parseCredential(text));

async function verifyEs256k(data: string, signature: string): Promise<boolean> {
  const [key] = (await issuerKeySet(signer)).keys;
  const point = Buffer.concat([Buffer.of(4), fromBase64Url(key?.['x'] ?? ''), fromBase64Url(key?.['y'] ?? '')]);
  return secp256k1.verify(fromBase64Url(signature), sha256(Buffer.from(data)), point);
}

/** An implementation of RFC 9901 that is not ours. */
const wallet = new SDJwtInstance({
  hasher: (data: string | ArrayBuffer) => sha256(typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data)),
  hashAlg: 'sha-256',
  verifier: verifyEs256k,
});

describe('exportSdJwt', () => {
  let whole = '';
  beforeAll(async () => {
    whole = await exportSdJwt(parts, file);
  });

  it('is verified by another implementation, with every field as a claim', async () => {
    const { payload } = await wallet.verify(whole, { currentDate: Number(file.credit.issuedAt) + 1 });
    expect(payload).toMatchObject({ iss: 'https://bank.example', vct: 'urn:credence:credit-score:1', exp: Number(file.credit.expiry) });
    const shown = Object.fromEntries(file.fields.map(({ name, value }) => [name, value]));
    for (const [name, value] of Object.entries(shown)) expect(String((payload as Record<string, unknown>)[name])).toBe(value);
  });

  it('comes back as the credential file it was made of, with whatever fields a holder chooses to show', async () => {
    expect(credentialOfSdJwt(whole).file).toEqual(file);
    const names = file.fields.map((field) => field.name);
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), async (chosen) => {
        const frame = Object.fromEntries(chosen.map((name) => [name, true]));
        const presented = await wallet.present(whole, frame);
        const back = parseCredential(JSON.stringify(credentialOfSdJwt(presented).file));
        expect(back.fields.map((field) => field.name).sort()).toEqual([...chosen].sort());
        expect(creditDigest(domainSeparator(back.place), back.credit)).toBe(digestOfFile());
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, (parts: string[]) => string[]]>([
    ['a value', (pieces) => pieces.map((piece, i) => (i === 2 ? alter(piece) : piece))],
    ['a disclosure given twice', ([jwt = '', first = '', ...rest]) => [jwt, first, first, ...rest]],
    ['no JWT', (pieces) => ['', ...pieces.slice(1)]],
    ['a JWT of two parts', ([jwt = '', ...rest]) => [jwt.split('.').slice(0, 2).join('.'), ...rest]],
  ])('refuses %s', (_, change) => {
    expect(() => credentialOfSdJwt(change(whole.split('~')).join('~'))).toThrow(expect.objectContaining({ code: 'sd_jwt_malformed' }));
  });
});

function digestOfFile(): string {
  const credential = parseCredential(text);
  return creditDigest(domainSeparator(credential.place), credential.credit);
}

function alter(disclosure: string): string {
  const parsed = JSON.parse(Buffer.from(disclosure, 'base64url').toString()) as [string, string, unknown];
  return Buffer.from(JSON.stringify([parsed[0], parsed[1], '999'])).toString('base64url');
}

describe('exportVc', () => {
  it('carries the fields as claims, the file as evidence and a signature over the digest of the batch', async () => {
    const credential = parseCredential(text);
    const digest = creditDigest(domainSeparator(credential.place), credential.credit);
    const document = (await exportVc(parts, file, digest)) as { proof: { proofValue: string }; evidence: { file: unknown }[] };
    expect(document.proof.proofValue).toBe(await signer.signDigest(digest));
    expect(document.evidence[0]?.file).toEqual(file);
    expect(document).toMatchObject({
      type: ['VerifiableCredential', 'CreditScoreCredential'],
      issuer: expect.stringContaining(signer.address),
    });
  });
});

describeOnEachDatabase('openStatusLists', (under) => {
  it('has exactly the bits of the ledger, at the places that the credentials name', async () => {
    const [chainId, issuerId, list] = [20231, 1, 1n];
    const revoked = [131_072n, 131_073n, 131_500n, 262_143n];
    const words = new Map<bigint, bigint>();
    for (const index of [...revoked, 5n, 262_144n]) words.set(index >> 8n, (words.get(index >> 8n) ?? 0n) | (1n << (index & 255n)));
    await under.database.client.ledgerWord.createMany({
      data: [...words].map(([word, bits]) => ({ chainId, issuerId, word, bits: `0x${bits.toString(16).padStart(64, '0')}` })),
    });
    const statusLists = openStatusLists(under.database.client);
    const order = { chainId, issuerId, list, leaves: 300_000n };
    const jwt = (await statusLists(parts, order))?.text ?? '';
    expect(await statusLists(parts, { ...order, leaves: 131_072n })).toBeNull();
    const [head = '', body = '', signature = ''] = jwt.split('.');
    expect(await verifyEs256k(`${head}.${body}`, signature)).toBe(true);
    const { credentialSubject } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { credentialSubject: { encodedList: string } };
    const bits = gunzipSync(fromBase64Url(credentialSubject.encodedList.slice(1)));
    expect(bits.length * 8).toBe(STATUS_LIST_LENGTH);
    const set = Array.from({ length: STATUS_LIST_LENGTH }, (_, place) => place).filter((place) => hasStatus(bits, place));
    expect(set).toEqual(revoked.map((index) => statusPlace(index).place));
  });
});
