import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCredential, type CreditFacts } from '../../attestation/domain/build-credential.ts';
import type { Credential } from '../../attestation/domain/credential.ts';
import { credentialSecrets, holderBlind, subjectTag } from '../../attestation/domain/customer-secrets.ts';
import { fieldLeaf, fieldBytes, SLOTS } from '../../attestation/domain/field-tree.ts';
import { holderCommitment } from '../../attestation/domain/holder-key.ts';
import { presentationFile, verifierId } from '../../attestation/domain/presentation.ts';
import { encodeCbor } from '../../attestation/file-forms.ts';
import { address, fromHex, hash32, toHex, ZERO_HASH } from '../../kernel/hex.ts';
import { ShownField } from '../schemas.ts';
import { buildOwn } from './build-own.ts';
import { disclosureOf } from './disclosure.ts';
import { type HolderFile, holderFile, parseHolderFile } from './holder-file.ts';

const HOLDER = address(`0x${'ab'.repeat(20)}`);
const ID = 'cred_test';
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hash32(toHex(bytes)));

/** A credential with figures of its own, and everything that its holder keeps. */
const held: fc.Arbitrary<HolderFile> = fc
  .record({
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    score: fc.integer({ min: 300, max: 850 }),
    pdWad: fc.bigInt({ min: 1_234_567_890_123n, max: 10n ** 18n - 1n }),
    modelHash: hash,
    inputHash: hash,
    sourceHash: hash,
    previous: hash,
    consentHash: hash,
  })
  .map(({ key, ...drawn }) => {
    const holder = { key: HOLDER, blind: holderBlind(key, ID) };
    const facts: CreditFacts = {
      issuer: 1,
      subjectTag: subjectTag(key, 1, 0),
      grade: 'GRADE-TEXT',
      reasonCodes: ['REASON-ONE', 'REASON-TWO'],
      issuedAt: 1_700_000_000n,
      expiry: 1_800_000_000n,
      seq: 0n,
      holder: holderCommitment(holder.key, holder.blind),
      ...drawn,
    };
    const secrets = credentialSecrets(key, ID);
    const place = { chainId: 31337, ledger: address(`0x${'12'.repeat(20)}`) };
    const built = buildCredential(place, facts, secrets);
    const credential: Credential = { place, ...built, signature: `0x${'11'.repeat(65)}`, signer: null, receipt: null, anchor: null };
    return { credential, secrets, holder };
  });

const AUDIENCE = {
  verifierName: 'Harbour Lending',
  verifier: verifierId('Harbour Lending'),
  challenge: hash32(`0x${'77'.repeat(32)}`),
  purpose: 'a loan',
  until: 1_750_000_000n,
};
const SIGNATURE = { kind: 'ecdsa', value: `0x${'22'.repeat(65)}` } as const;

const choices = fc.record({
  fields: fc.uniqueArray(fc.constantFrom(...ShownField.options), { maxLength: 14 }),
  claims: fc.subarray([
    { kind: 'scoreAtLeast', threshold: '305' },
    { kind: 'pdAtMost', threshold: '2475' },
  ] as const),
});

/** Whether `part` stands somewhere in `whole`. */
function contains(whole: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(whole).includes(Buffer.from(part));
}

describe('a presentation', () => {
  it('never holds a salt or a value of a hidden field, nor a seed of a chain', () => {
    fc.assert(
      fc.property(held, choices, (own, choice) => {
        fc.pre(choice.fields.length + choice.claims.length > 0);
        const value = { score: Number(own.credential.fields[1]?.value), pdWad: BigInt(own.credential.fields[3]?.value ?? 0) };
        fc.pre(value.score >= 305 && value.pdWad <= 247_500_000_000_000_000n);
        const unsigned = buildOwn(own, choice, AUDIENCE);
        const presentation = { ...unsigned, signature: SIGNATURE };
        const json = JSON.stringify(presentationFile(presentation));
        const cbor = encodeCbor(presentation);
        const shown = new Set<string>(choice.fields);
        const claimed = new Set<string>(choice.claims.map(({ kind }) => kind));
        for (const { name, salt, value: secret, index } of own.credential.fields) {
          if (shown.has(name)) continue;
          if (!claimed.has(name)) {
            expect(json, name).not.toContain(salt.slice(2));
            expect(contains(cbor, fromHex(salt)), name).toBe(false);
          }
          const kind = SLOTS[index]?.kind ?? 'utf8';
          if (['subjectTag', 'modelHash', 'holder', 'issuedAt', 'expiry', 'seq', 'score'].includes(name) || secret === ZERO_HASH) continue;
          const bytes =
            kind === 'uint256'
              ? fromHex(`0x${BigInt(secret).toString(16).padStart(14, '0')}`.replace(/^0x(.(..)*)$/, '0x0$1'))
              : fieldBytes(kind, secret);
          expect(json, name).not.toContain(kind === 'bytes32' ? secret.slice(2) : `"${secret}"`);
          expect(contains(cbor, bytes), name).toBe(false);
        }
        for (const seed of [own.secrets.scoreSeed, own.secrets.pdSeed]) {
          const isEnd = own.credential.fields.some((field) => field.value === toHex(seed));
          if (isEnd || claimed.size > 0) continue;
          expect(json).not.toContain(toHex(seed).slice(2));
          expect(contains(cbor, seed)).toBe(false);
        }
      }),
    );
  });

  it('lists exactly what it shows, and every other field as hidden or always told', () => {
    fc.assert(
      fc.property(held, choices, (own, { fields }) => {
        fc.pre(fields.length > 0);
        const unsigned = buildOwn(own, { fields, claims: [] }, AUDIENCE);
        const { disclosed, hidden, always } = disclosureOf(unsigned);
        expect(new Set(disclosed.map(({ name }) => name))).toEqual(new Set(fields));
        for (const { name, value } of disclosed) expect(own.credential.fields.find((field) => field.name === name)?.value).toBe(value);
        expect(hidden.filter((name) => (fields as string[]).includes(name))).toEqual([]);
        const told = new Set(['modelHash', ...always.map(({ name }) => name), ...fields, ...hidden]);
        for (const { name } of SLOTS) expect(told).toContain(name);
      }),
    );
  });

  it('cannot be opened by guessing the score: its leaf is salted', () => {
    fc.assert(
      fc.property(held, (own) => {
        const unsigned = buildOwn(own, { fields: ['grade'], claims: [] }, AUDIENCE);
        const text = JSON.stringify(presentationFile({ ...unsigned, signature: SIGNATURE }));
        for (let score = 300; score <= 850; score += 50) {
          const guess = toHex(fieldLeaf(1, new Uint8Array(16), fieldBytes('uint256', String(score))));
          expect(text).not.toContain(guess.slice(2));
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("the holder's file", () => {
  it('comes back from its text as it was', () => {
    fc.assert(
      fc.property(held, (own) => {
        const read = parseHolderFile(JSON.stringify(holderFile(own)));
        expect(holderFile(read)).toEqual(holderFile(own));
        expect(read.secrets).toEqual(own.secrets);
      }),
      { numRuns: 20 },
    );
  });

  it.each(['', '{}', '[]', '{"type":"CredenceCredential"}'])('is refused when it is something else: %s', (text) => {
    expect(() => parseHolderFile(text)).toThrow(expect.objectContaining({ code: 'credential_malformed' }));
  });
});
