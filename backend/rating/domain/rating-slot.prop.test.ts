import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskRating, packSlot, type RatingSlot, SLOT_STATUSES, slotKey, unmaskRating, unpackSlot } from './rating-slot.ts';

const bits = (width: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
const slots: fc.Arbitrary<RatingSlot> = fc.record({
  maskedGrade: fc.integer({ min: 0, max: 255 }),
  maskedScore: fc.integer({ min: 0, max: 65_535 }),
  status: fc.constantFrom(...SLOT_STATUSES),
  batch: bits(40),
  index: bits(32),
  issued: bits(40),
  expiry: bits(40),
  seq: bits(32),
});
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('a slot comes back as it was packed, within the 216 bits that the contract reads', () => {
  fc.assert(
    fc.property(slots, (slot) => {
      const packed = packSlot(slot);
      expect(packed >> 216n).toBe(0n);
      expect(unpackSlot(packed)).toEqual(slot);
    }),
  );
});

test('a slot has the layout of the contract', () => {
  const slot = {
    maskedGrade: 0x5a,
    maskedScore: 0x1234,
    status: 'in-force',
    batch: 17n,
    index: 4_321n,
    issued: 9n,
    expiry: 10n,
    seq: 3n,
  } as const;
  const low = 0x5an | (0x1234n << 8n) | (1n << 24n) | (17n << 32n) | (4_321n << 72n);
  expect(packSlot(slot)).toBe(low | (9n << 104n) | (10n << 144n) | (3n << 184n));
});

test('a value that does not fit is refused', () => {
  const slot = unpackSlot(0n);
  expect(() => packSlot({ ...slot, seq: 1n << 32n })).toThrow('seq');
  expect(() => packSlot({ ...slot, maskedScore: 65_536 })).toThrow('score');
});

test('grade and score come back with the key of their number, and another number has another key', () => {
  fc.assert(
    fc.property(keys, bits(32), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 300, max: 850 }), (view, seq, grade, score) => {
      const key = slotKey(view, seq);
      expect(unmaskRating(maskRating(grade, score, key), key, 7)).toEqual({ grade, score });
      expect(unmaskRating(maskRating(null, score, key), key, 7)).toBeNull();
      expect(slotKey(view, (seq + 1n) % (1n << 32n))).not.toEqual(key);
    }),
  );
});
