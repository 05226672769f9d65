import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf, PLACE, sampleBatch, sampleCredential } from '../../../test/vectors/credential-builder.ts';
import { toHex } from '../../kernel/hex.ts';
import { buildCredential, discloseFields, leafOrder } from './build-credential.ts';
import { credentialSecrets, holderBlind, subjectTag } from './customer-secrets.ts';
import { closeSlots, fieldBytes, fieldLeaf, fieldPath, fieldRoot, SALT_SIZE, SLOT_COUNT } from './field-tree.ts';
import { concatBytes, sameBytes, uintBytes } from './words.ts';

const key = new Uint8Array(32).fill(9);
const secrets = credentialSecrets(key, 'cred_1');

describe('buildCredential', () => {
  test('shows every field', () => {
    const built = buildCredential(PLACE, factsOf(1), secrets);
    expect(built.fields.map((field) => field.index)).toEqual(Array.from({ length: SLOT_COUNT }, (_, index) => index));
    expect(built.hidden).toEqual([]);
    expect(built.credit.credentialRoot).toBe(fieldRoot(built));
    expect(built.fields.find((field) => field.name === 'reasonCodes')?.value).toBe('checking_status,duration');
  });

  test('gives the same credential for the same facts, and another root for any other fact or secret', () => {
    const { digest, credit } = buildCredential(PLACE, factsOf(1), secrets);
    expect(buildCredential(PLACE, factsOf(1), secrets).digest).toBe(digest);
    expect(buildCredential(PLACE, factsOf(1, { score: 1 }), secrets).credit.credentialRoot).not.toBe(credit.credentialRoot);
    const others = credentialSecrets(key, 'cred_2');
    expect(buildCredential(PLACE, factsOf(1), others).credit.credentialRoot).not.toBe(credit.credentialRoot);
    expect(buildCredential({ ...PLACE, chainId: 1 }, factsOf(1), secrets).digest).not.toBe(digest);
  });
});

describe('secrets', () => {
  test('differ by slot, credential and customer', () => {
    const other = new Uint8Array(32).fill(8);
    const all = [secrets, credentialSecrets(key, 'cred_2'), credentialSecrets(other, 'cred_1')];
    const salts = all.flatMap((each) =>
      Array.from({ length: SLOT_COUNT }, (_, slot) => toHex(each.salts.subarray(slot * SALT_SIZE, (slot + 1) * SALT_SIZE))),
    );
    expect(new Set([...salts, ...all.flatMap((each) => [toHex(each.scoreSeed), toHex(each.pdSeed)])]).size).toBe(3 * (SLOT_COUNT + 2));
    expect(new Set([holderBlind(key, 'cred_1'), holderBlind(key, 'cred_2'), holderBlind(other, 'cred_1')]).size).toBe(3);
    expect(new Set([subjectTag(key, 1, 0), subjectTag(key, 2, 0), subjectTag(key, 1, 1), subjectTag(other, 1, 0)]).size).toBe(4);
    expect(() => credentialSecrets(key.subarray(1), 'cred_1')).toThrow('32 bytes');
  });
});

describe('discloseFields', () => {
  test('keeps the root whatever is shown', () => {
    const good = sampleCredential(sampleBatch({ count: 1 }));
    const names = good.fields.map((field) => field.name);
    fc.assert(
      fc.property(fc.subarray(names), (keep) => {
        const part = discloseFields(good, new Set(keep));
        expect(fieldRoot(part)).toBe(good.credit.credentialRoot);
        const places = part.hidden.map((field) => field.index);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        // Hiding once more what is hidden changes nothing, and never more than four parts a shown field are left.
        expect(closeSlots(part, new Set(part.fields.map((field) => field.index)))).toEqual({ fields: part.fields, hidden: part.hidden });
        expect(part.hidden.length).toBeLessThanOrEqual(Math.max(1, keep.length * 4));
      }),
    );
  });
});

describe('field tree', () => {
  test('refuses a slot that is missing or given twice', () => {
    const { fields } = sampleCredential(sampleBatch({ count: 1 }));
    const [first] = fields;
    if (first === undefined) throw new Error('The sample has fields.');
    expect(() => fieldRoot({ fields: fields.slice(1), hidden: [] })).toThrow('sixteen slots');
    expect(() => fieldRoot({ fields: [first, ...fields], hidden: [] })).toThrow('given once');
  });

  test('gives the path of every slot that is not below a hidden part', () => {
    const good = sampleCredential(sampleBatch({ count: 1 }));
    const part = discloseFields(good, new Set(['score', 'grade']));
    for (const { index } of good.fields) {
      const whole = fieldPath(good, index) ?? [];
      expect(whole).toHaveLength(4);
      expect(fieldPath(part, index)).toEqual(index < 4 ? whole : null);
    }
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
