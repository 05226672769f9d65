import { readFile } from 'node:fs/promises';
import { Buffer } from 'node:buffer';
import { recover as recoverNative } from 'tiny-secp256k1';
import { describe, expect, test } from 'vitest';
import { generateCredentialVectors } from '../../scripts/generate-credential-vectors.ts';
import { addressOf, ISSUER_KEY, NOW, PLACE, readerOf, STRANGER_KEY } from '../../test/vectors/credential-builder.ts';
import { GOOD, LEDGERS, SAMPLE } from '../../test/vectors/case-shape.ts';
import { credentialCases } from '../../test/vectors/credential-cases.ts';
import { judgeCase } from '../../test/vectors/judge-case.ts';
import { DomainError } from '../kernel/errors.ts';
import { CHECK_IDS } from './domain/check-list.ts';
import { credentialFile } from './domain/credential.ts';
import type { KeyRecovery } from './domain/signature.ts';
import { verifyCredential } from './verify.ts';

interface Golden {
  readonly name: string;
  readonly verdict: string;
  readonly checks: Readonly<Record<string, string>>;
}

const golden = JSON.parse(
  await readFile(new URL('../../test/vectors/credentials/cases.json', import.meta.url), 'utf8'),
) as readonly Golden[];

describe('golden files', () => {
  test('are as many as the cases, which are at least 60, and fresh', async () => {
    expect(golden).toHaveLength(credentialCases().length);
    expect(golden.length).toBeGreaterThanOrEqual(60);
    for (const { path, content } of await generateCredentialVectors()) {
      expect((await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')) === content, path).toBe(true);
    }
  });

  test.each(credentialCases())('$name gives $verdict', async (item) => {
    const found = await judgeCase(item);
    const [id, reason] = item.decisive;
    expect(found.verdict).toBe(item.verdict);
    expect(found.checks.find((check) => check.id === id)?.reason).toBe(reason);
    expect(found.checks.map((check) => check.id)).toEqual(CHECK_IDS);
    const recorded = golden.find((entry) => entry.name === item.name);
    expect(Object.fromEntries(found.checks.map((check) => [check.id, `${check.status} ${check.reason}`]))).toEqual(recorded?.checks);
  });
});

const good = JSON.stringify(credentialFile(GOOD));
const chain = readerOf(LEDGERS.sound);

describe('verifyCredential', () => {
  test('reads text, bytes and values alike', async () => {
    for (const input of [good, new TextEncoder().encode(good), JSON.parse(good) as unknown]) {
      expect((await verifyCredential(input, { chain, now: NOW })).verdict).toBe('valid');
    }
  });

  test('names the field of a malformed file and shows no claims', async () => {
    const found = await verifyCredential(good.replace('"issuer":"1"', '"issuer":1'), { chain, now: NOW });
    expect(found.checks[0]?.params.field).toBe('credit.issuer');
    expect(found.words.en).toContain('credit.issuer');
    expect(found.words.zh).toContain('credit.issuer');
    expect(found.claims).toBeNull();
  });

  test.each<[string, string, unknown]>([
    ['a 10 MB string', 'too_large', `{"type":"${'x'.repeat(10_000_000)}"}`],
    ['10 MB of bytes', 'too_large', new Uint8Array(10_000_000).fill(0x7b)],
    ['bytes that are no text', 'not_text', Uint8Array.of(0x22, 0xff, 0x22)],
    ['a value nested 10,000 deep', 'missing_field', nested(10_000)],
    ['a text nested 1,000 deep', 'too_deep', JSON.stringify(nested(1_000))],
    ['a list in place of an object', 'wrong_type', []],
    ['an unended string', 'not_json', '"'.padEnd(60_000, 'a')],
    ['a lone surrogate', 'wrong_format', good.replace('"value":"', '"value":"\\ud800')],
    ['nothing', 'wrong_type', undefined],
    ['a number', 'wrong_type', 7],
  ])('refuses %s as %s', async (_, reason, input) => {
    const { verdict, checks } = await verifyCredential(input, { chain, now: NOW });
    expect({ verdict, reason: checks[0]?.reason }).toEqual({ verdict: 'malformed', reason });
  });

  test('leaves unknown what an unreachable ledger would answer', async () => {
    const unreachable = {
      place: PLACE,
      read: async () => Promise.reject(new DomainError('chain_unreachable', 'unavailable', 'The chain does not answer.')),
    };
    const found = await verifyCredential(good, { chain: unreachable, now: NOW });
    expect(found.verdict).toBe('undetermined');
    expect(found.checks.find((check) => check.id === 'rootAnchored')).toMatchObject({ status: 'unknown', reason: 'ledger_unreachable' });
  });

  test('does not hide a bug of a reader behind a verdict', async () => {
    const broken = { place: PLACE, read: async () => Promise.reject(new TypeError('bug')) };
    await expect(verifyCredential(good, { chain: broken, now: NOW })).rejects.toThrow('bug');
  });

  test('leaves the signature out only when asked to and only when the anchor proves the issuer', async () => {
    const lazy = { chain, now: NOW, signature: 'when-unanchored' } as const;
    const anchored = await verifyCredential(good, lazy);
    expect(anchored.verdict).toBe('valid');
    expect(anchored.checks.find((check) => check.id === 'signatureValid')).toMatchObject({
      status: 'skipped',
      reason: 'anchor_proves_issuer',
    });
    const zero = `0x${'00'.repeat(65)}`;
    const unanchored = await verifyCredential({ ...credentialFile(GOOD), signature: zero, anchor: null }, lazy);
    expect(unanchored.checks.find((check) => check.id === 'signatureValid')).toMatchObject({ status: 'fail', reason: 'signature_zero' });
    const elsewhere = await verifyCredential(
      { ...credentialFile(GOOD), signature: zero },
      { ...lazy, chain: readerOf(LEDGERS.withoutBatch) },
    );
    expect(elsewhere.verdict).toBe('forged');
  });

  test('gives the same answer with another recovery', async () => {
    const native: KeyRecovery = (digest, compact, parity) => recoverNative(digest, compact, parity, false)?.slice(1) ?? null;
    for (const credential of SAMPLE.credentials) {
      const file = credentialFile(credential);
      expect((await verifyCredential(file, { chain, now: NOW, recover: native })).verdict).toBe('valid');
    }
  });

  test('needs a trusted key for a saved proof', async () => {
    const item = credentialCases().find((entry) => entry.name === 'good-with-saved-proof');
    const trusting = (keys: readonly ReturnType<typeof addressOf>[]) =>
      verifyCredential(good, { trust: { ...PLACE, keys }, savedProof: JSON.stringify(item?.proof), now: NOW });
    expect((await trusting([addressOf(ISSUER_KEY)])).verdict).toBe('valid');
    for (const keys of [[], [addressOf(STRANGER_KEY)]]) {
      const found = await trusting(keys);
      expect(found.verdict).toBe('undetermined');
      expect(found.checks.find((check) => check.id === 'rootAnchored')?.reason).toBe('proof_signer_not_trusted');
    }
    const broken = await verifyCredential(good, { trust: { ...PLACE, keys: [addressOf(ISSUER_KEY)] }, savedProof: '{', now: NOW });
    expect(broken.checks.find((check) => check.id === 'rootAnchored')?.reason).toBe('proof_malformed');
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return { type: value };
}

test('the module needs nothing of the server', async () => {
  const seen = new Set<string>();
  const queue = [new URL('./verify.ts', import.meta.url)];
  for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
    if (seen.has(url.href)) continue;
    seen.add(url.href);
    const source = await readFile(url, 'utf8');
    for (const [, target = ''] of source.matchAll(/from '([^']+)'/g)) {
      if (target.startsWith('.')) queue.push(new URL(target, url));
      else expect(target, url.pathname).toMatch(/^@noble\/(hashes|curves)\//);
    }
    expect(source).not.toMatch(/\bprocess\.|\bBuffer\b|'node:/);
  }
  expect(seen.size).toBeGreaterThan(30);
  expect(Buffer.byteLength(good)).toBeLessThan(8000);
});
