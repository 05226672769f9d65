import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf, hmac, PLACE, sampleBatch, sampleCredential } from '../../../test/vectors/credential-builder.ts';
import { fromHex, toHex } from '../../kernel/hex.ts';
import { buildCredential, discloseFields, fieldSalt, leafOrder, subjectTag } from './build-credential.ts';
import { fieldBytes, fieldLeaf, fieldRoot, SLOT_COUNT } from './field-tree.ts';
import { concatBytes, sameBytes, uintBytes } from './words.ts';

const key = new Uint8Array(32).fill(9);
const saltOf = (index: number) => fieldSalt(hmac, key, 'cred_1', index);

describe('buildCredential', () => {
  test('shows every named field and hides the reserved slots', () => {
    const built = buildCredential(PLACE, factsOf(1), saltOf);
    expect(built.fields.map((field) => field.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(built.hidden.map((field) => field.index)).toEqual([14, 15]);
    expect(built.credit.credentialRoot).toBe(fieldRoot(built.fields, built.hidden));
    expect(built.fields.find((field) => field.name === 'reasonCodes')?.value).toBe('checking_status,duration');
  });

  test('gives the same credential for the same facts, and another root for any other fact or salt', () => {
    const { digest, credit } = buildCredential(PLACE, factsOf(1), saltOf);
    expect(buildCredential(PLACE, factsOf(1), saltOf).digest).toBe(digest);
    expect(buildCredential(PLACE, factsOf(1, { score: 1 }), saltOf).credit.credentialRoot).not.toBe(credit.credentialRoot);
    expect(buildCredential(PLACE, factsOf(1), (index) => fieldSalt(hmac, key, 'cred_2', index)).credit.credentialRoot).not.toBe(
      credit.credentialRoot,
    );
    expect(buildCredential({ ...PLACE, chainId: 1 }, factsOf(1), saltOf).digest).not.toBe(digest);
  });
});

describe('salts and tags', () => {
  test('differ by slot, credential, customer, issuer and epoch', () => {
    const other = new Uint8Array(32).fill(8);
    const salts = Array.from({ length: SLOT_COUNT }, (_, index) => toHex(saltOf(index)));
    expect(new Set([...salts, toHex(fieldSalt(hmac, key, 'cred_2', 0)), toHex(fieldSalt(hmac, other, 'cred_1', 0))]).size).toBe(
      SLOT_COUNT + 2,
    );
    expect(salts.every((salt) => fromHex(salt).length === 16)).toBe(true);
    expect(
      new Set([subjectTag(hmac, key, 1, 0), subjectTag(hmac, key, 2, 0), subjectTag(hmac, key, 1, 1), subjectTag(hmac, other, 1, 0)]).size,
    ).toBe(4);
  });
});

describe('discloseFields', () => {
  test('keeps the root whatever is shown', () => {
    const good = sampleCredential(sampleBatch({ count: 1 }));
    const names = good.fields.map((field) => field.name);
    fc.assert(
      fc.property(fc.subarray(names), (keep) => {
        const part = discloseFields(good, new Set(keep));
        expect(fieldRoot(part.fields, part.hidden)).toBe(good.credit.credentialRoot);
        expect(part.hidden.map((field) => field.index)).toEqual(part.hidden.map((field) => field.index).sort((a, b) => a - b));
      }),
    );
  });
});

describe('field tree', () => {
  test('refuses a slot that is missing or given twice', () => {
    const { fields, hidden } = sampleCredential(sampleBatch({ count: 1 }));
    const [first] = hidden;
    if (first === undefined) throw new Error('The sample hides reserved slots.');
    expect(() => fieldRoot(fields, [first])).toThrow('sixteen slots');
    expect(() => fieldRoot(fields, [first, first])).toThrow('given once');
  });

  test('refuses salts and values of wrong width', () => {
    expect(() => fieldLeaf(0, new Uint8Array(15), new Uint8Array())).toThrow('16 bytes');
    expect(() => fieldBytes('bytes32', '0x00')).toThrow('32 bytes');
    expect(() => fieldBytes('uint256', String(2n ** 256n))).toThrow('does not fit');
  });
});

test('leafOrder sorts by hash', () => {
  const leaves = concatBytes(new Uint8Array(32).fill(3), new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));
  expect(leafOrder(leaves)).toEqual([1, 2, 0]);
});

test('words', () => {
  expect(toHex(uintBytes(258, 4))).toBe('0x00000102');
  expect(() => uintBytes(256, 1)).toThrow('does not fit');
  expect(() => uintBytes(-1n, 4)).toThrow();
  expect(sameBytes(Uint8Array.of(1), Uint8Array.of(1))).toBe(true);
  expect(sameBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
});
