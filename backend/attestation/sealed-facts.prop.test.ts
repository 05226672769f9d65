import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Hash32, toHex } from '../kernel/hex.ts';
import { newKey } from '../platform/vault/vault.ts';
import { openFacts, sealFacts } from './sealed-facts.ts';

const hex = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toHex(bytes) as never);
const promise = fc.record({
  place: fc.record({ chainId: fc.integer({ min: 1, max: 2 ** 31 }), ledger: hex(20) }),
  issuer: fc.integer({ min: 1, max: 2 ** 31 }),
  model: hex(32),
  signature: hex(65),
  receipt: hex(128),
});
const facts = fc.record({
  score: fc.integer({ min: 0, max: 65_535 }),
  grade: fc.string({ unit: 'binary', maxLength: 20 }),
  pdWad: fc.bigInt({ min: 0n, max: 10n ** 18n }),
  reasons: fc.string({ unit: 'binary', maxLength: 500 }),
  inputHash: hex(32),
  sourceHash: hex(32),
  previous: fc.oneof(hex(32), fc.constant(`0x${'00'.repeat(32)}` as Hash32)),
  holderKey: fc.option(hex(20)),
  promise: fc.option(promise),
  consent: fc.oneof(hex(32), fc.constant(`0x${'00'.repeat(32)}` as Hash32)),
});

test('facts come back as they were sealed, for their own credential only', () => {
  fc.assert(
    fc.property(facts, fc.string(), (given, id) => {
      const key = newKey();
      const body = sealFacts(key, id, given);
      expect(openFacts(key, id, body)).toEqual(given);
      expect(() => openFacts(key, `${id}x`, body)).toThrow('cannot be opened');
    }),
  );
});
