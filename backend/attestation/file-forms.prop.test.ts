import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOUND, SAMPLE } from '../../test/vectors/case-shape.ts';
import { samplePresentation, textHash } from '../../test/vectors/credential-builder.ts';
import { toHex } from '../kernel/hex.ts';
import { base45, bytesOfBase45 } from './domain/base45.ts';
import type { Credential } from './domain/credential.ts';
import { SLOTS } from './domain/field-tree.ts';
import type { Presentation } from './domain/presentation.ts';
import { discloseFields } from './domain/build-credential.ts';
import { encodeCbor, linkPayload, qrText, readCredentialFile } from './file-forms.ts';

const names = SLOTS.map(({ name }) => name);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes));
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** Credentials that no issuer would make, but that are well-formed: their form must not depend on being true. */
const credential: fc.Arbitrary<Credential> = fc
  .record({
    position: fc.nat(SAMPLE.credentials.length - 1),
    shown: fc.subarray(names),
    isAnchored: fc.boolean(),
    isSigned: fc.boolean(),
    promise: fc.option(u64),
    big: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    root: fc.option(hash),
    seq: u64,
    text: fc.string({ unit: 'grapheme', maxLength: 40 }),
  })
  .map(({ position, shown, isAnchored, isSigned, promise, big, root, seq, text }) => {
    const whole = SAMPLE.credentials[position] as Credential;
    const part = discloseFields(whole, new Set(shown));
    const fields = part.fields.map((field) => ({
      ...field,
      value: field.name === 'pdWad' ? String(big) : field.name === 'grade' ? text : field.value,
    }));
    return {
      ...part,
      fields,
      credit: { ...part.credit, seq, ...(root === null ? {} : { credentialRoot: root as never, holder: root as never }) },
      signature: isSigned ? part.signature : null,
      receipt: promise === null ? null : { anchorBy: promise, signature: part.signature ?? '' },
      anchor:
        isAnchored && part.anchor !== null
          ? { ...part.anchor, ...(root === null ? {} : { root: root as never, stateRoot: root as never }) }
          : null,
    };
  });

describe('CBOR, QR text and link', () => {
  test('give every credential back as it was', () => {
    fc.assert(
      fc.property(credential, (file) => {
        for (const form of [encodeCbor(file), qrText(file), linkPayload(file), `\n${qrText(file)} `]) {
          expect(readCredentialFile(form)).toEqual({ credential: file, presentation: null });
        }
      }),
    );
  });

  test('give every presentation back as it was', () => {
    fc.assert(
      fc.property(credential, fc.boolean(), fc.string({ unit: 'grapheme', maxLength: 100 }), u64, (inner, isContract, purpose, until) => {
        const sample = samplePresentation(SAMPLE, BOUND.wallet, { claims: isContract ? [{ kind: 'scoreAtLeast', threshold: 680 }] : [] });
        const verifier = isContract ? (`0x${'00'.repeat(12)}${'ab'.repeat(20)}` as never) : sample.audience.verifier;
        const file: Presentation = { ...sample, credential: inner, audience: { ...sample.audience, verifier, purpose, until } };
        expect(readCredentialFile(encodeCbor(file))).toEqual({ credential: inner, presentation: file });
        expect(readCredentialFile(linkPayload(file)).presentation).toEqual(file);
      }),
    );
  });

  test('of two fields out of sixteen in a batch of a million have at most 1,500 bytes', () => {
    const path = Array.from({ length: 20 }, (_, i) => textHash(`sibling ${i}`));
    const large = (file: Presentation): Presentation => {
      const { anchor } = file.credential;
      if (anchor === null) throw new Error('The sample is anchored.');
      const placed = { ...anchor, leaves: 1_000_000n, index: 654_321n, firstLeaf: 12_000_000n, batch: 1023n, path };
      return { ...file, credential: { ...file.credential, anchor: placed } };
    };
    const plain = large(samplePresentation(SAMPLE, BOUND.wallet));
    // The root of a made-up path differs and is written too: 35 bytes more than in a true file.
    expect(encodeCbor(plain).length).toBeLessThanOrEqual(1_500);
    expect(encodeCbor(large(samplePresentation(SAMPLE, BOUND.device))).length).toBeLessThanOrEqual(1_500);
    // Version 40 of a QR code holds 4,296 letters of its dense mode.
    expect(qrText(plain).length).toBeLessThan(2_200);
  });
});

test('base45 is that of RFC 9285', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(base45(bytes('AB'))).toBe('BB8');
  expect(base45(bytes('Hello!!'))).toBe('%69 VD92EX0');
  expect(base45(bytes('base-45'))).toBe('UJCLQE7W581');
  expect(new TextDecoder().decode(bytesOfBase45('QED8WEX0') ?? new Uint8Array())).toBe('ietf!');
  for (const bad of ['GGW', '::', 'a00', 'BB80', ':::']) expect(bytesOfBase45(bad), bad).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (value) => {
      expect(bytesOfBase45(base45(value))).toEqual(value);
    }),
  );
});
