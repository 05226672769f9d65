import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addressOf,
  CHALLENGE,
  ISSUER_KEY,
  LENDER,
  NOW,
  PLACE,
  readerOf,
  sampleBatch,
  sampleCredential,
  samplePresentation,
  sampleProof,
} from '../../test/vectors/credential-builder.ts';
import { proofJson } from './domain/anchor-proof.ts';
import { discloseFields } from './domain/build-credential.ts';
import { credentialFile } from './domain/credential.ts';
import { SLOTS } from './domain/field-tree.ts';
import { hashPair } from './domain/merkle-tree.ts';
import { presentationFile, verifierId } from './domain/presentation.ts';
import { splitHashes } from './domain/words.ts';
import { encodeCbor } from './file-forms.ts';
import { recoverNative } from './native-recovery.ts';
import { verifyCredential } from './verify.ts';
import { fromHex, type Hash32, toHex } from '../kernel/hex.ts';

const sample = sampleBatch({ count: 9 });
const good = sampleCredential(sample, 3);
const text = JSON.stringify(credentialFile(good));
const proof = sampleProof(sample);
const proofText = JSON.stringify({ ...proofJson(proof), signature: proof.signature, checkpoint: null });
const chain = readerOf(sample.facts);
const trust = { ...PLACE, keys: [addressOf(ISSUER_KEY)] };

/** Characters that look like what a file is made of, and some that do not. */
const letter = fc.oneof(
  fc.constantFrom(...'0123456789abcdef"{}[],:xX \\ntrue-.+eE\u0000'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

function sameValue(left: string, right: string): boolean {
  try {
    return JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right));
  } catch {
    return false;
  }
}

function replaceAt(whole: string, at: number, by: string): string {
  return whole.slice(0, at) + by + whole.slice(at + 1);
}

test('no change of one character of a good file verifies as valid', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), letter, async (at, by) => {
      const changed = replaceAt(text, at, by);
      // The same value written otherwise, as with another white space, is the same credential.
      fc.pre(!sameValue(changed, text));
      expect((await verifyCredential(changed, { chain, now: NOW })).verdict).not.toBe('valid');
    }),
    { numRuns: 1500 },
  );
});

test('no change of the value of one hexadecimal or decimal digit verifies as valid, at any place', async () => {
  for (let at = 0; at < text.length; at++) {
    const digit = text.charAt(at);
    if (!/[0-9a-f]/.test(digit)) continue;
    const changed = replaceAt(text, at, digit === '1' ? '2' : '1');
    expect((await verifyCredential(changed, { chain, now: NOW, recover: recoverNative })).verdict, `character ${at}`).not.toBe('valid');
  }
});

test('no change of one character of a saved proof makes a credential valid', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(proofText.length - 1), letter, async (at, by) => {
      const changed = replaceAt(proofText, at, by);
      fc.pre(!sameValue(changed, proofText));
      expect((await verifyCredential(text, { trust, savedProof: changed, now: NOW })).verdict).not.toBe('valid');
    }),
    { numRuns: 400 },
  );
});

test('a character that is inserted or removed never leaves a valid file of another value', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), letter, fc.boolean(), async (at, by, isInserted) => {
      const changed = isInserted ? text.slice(0, at) + by + text.slice(at) : text.slice(0, at) + text.slice(at + 1);
      fc.pre(!sameValue(changed, text));
      expect((await verifyCredential(changed, { chain, now: NOW })).verdict).not.toBe('valid');
    }),
    { numRuns: 500 },
  );
});

test('every choice of shown fields verifies, and shows only those', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(SLOTS.map((slot) => slot.name)), async (names) => {
      const part = discloseFields(good, new Set(names));
      const found = await verifyCredential(credentialFile(part), { chain, now: NOW, signature: 'when-unanchored' });
      expect(found.verdict).toBe('valid');
      expect(Object.keys(found.claims ?? {})).toEqual(names);
    }),
    { numRuns: 50 },
  );
});

test('any JSON value gets a verdict and never an exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect((await verifyCredential(value, { chain, now: NOW })).verdict).toBe('malformed');
      expect((await verifyCredential(JSON.stringify(value), { chain, now: NOW })).verdict).toBe('malformed');
    }),
  );
});

test('a member replaced by any JSON value is malformed or at least not valid', async () => {
  const file = credentialFile(good);
  const members = Object.keys(file) as (keyof typeof file)[];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...members), fc.jsonValue(), async (member, value) => {
      // Without its signature an anchored credential is as good as before: the anchor proves the issuer.
      fc.pre(JSON.stringify(value) !== JSON.stringify(file[member]) && !(member === 'signature' && value === null));
      expect((await verifyCredential({ ...file, [member]: value }, { chain, now: NOW })).verdict).not.toBe('valid');
    }),
    { numRuns: 300 },
  );
});

test('an inner node of the batch does not pass for a credential', async () => {
  const anchor = good.anchor;
  expect(anchor).not.toBeNull();
  if (anchor === null) return;
  // Presenting the parent of two leaves with the rest of the path and half the count must not verify.
  const node = toHex(hashPair(sample.tree.leaf(2), sample.tree.leaf(3))) as Hash32;
  const shortened = { ...anchor, index: 1n, leaves: 5n, path: splitHashes(sample.tree.path(3)).slice(1) };
  const forged = { ...good, credit: { ...good.credit, credentialRoot: node }, anchor: shortened };
  const found = await verifyCredential(credentialFile(forged), { chain, now: NOW });
  expect(found.verdict).toBe('forged');
  expect(found.checks.find((check) => check.id === 'included')?.status).toBe('fail');
  expect(fromHex(node)).toHaveLength(32);
});

const presented = samplePresentation(sample, sample.customers.indexOf(4), { claims: [{ kind: 'scoreAtLeast', threshold: 600 }] });
const presentedText = JSON.stringify(presentationFile(presented));
const you = { chain, now: NOW, recover: recoverNative, audience: { verifier: verifierId(LENDER), challenge: CHALLENGE } };

test('no change of one character of a presentation verifies as valid', async () => {
  expect((await verifyCredential(presentedText, you)).verdict).toBe('valid');
  await fc.assert(
    fc.asyncProperty(fc.nat(presentedText.length - 1), letter, async (at, by) => {
      const changed = replaceAt(presentedText, at, by);
      fc.pre(!sameValue(changed, presentedText));
      expect((await verifyCredential(changed, you)).verdict).not.toBe('valid');
    }),
    { numRuns: 800 },
  );
});

test('no change of one byte of a presentation in CBOR verifies as valid', async () => {
  const bytes = encodeCbor(presented);
  expect((await verifyCredential(bytes, you)).verdict).toBe('valid');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 + (at % 255)) : byte));
    expect((await verifyCredential(changed, you)).verdict, `byte ${at}`).not.toBe('valid');
  }
});
