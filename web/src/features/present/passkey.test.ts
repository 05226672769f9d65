import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { rawSignature } from './passkey.ts';

describe('signature of a passkey', () => {
  it('is r and s of the DER form, whatever their lengths', () => {
    const key = new Uint8Array(32).fill(7);
    for (let round = 0; round < 300; round++) {
      const message = Uint8Array.of(round >> 8, round & 255);
      const signature = p256.sign(message, key, { lowS: false });
      expect(rawSignature(signature.toDERRawBytes())).toEqual(signature.toCompactRawBytes());
    }
  });

  it('keeps its place when a number is short', () => {
    const der = Uint8Array.of(0x30, 8, 2, 1, 5, 2, 3, 0, 0x80, 1);
    const raw = rawSignature(der);
    expect(raw[31]).toBe(5);
    expect([...raw.subarray(61)]).toEqual([0, 0x80, 1]);
  });
});
