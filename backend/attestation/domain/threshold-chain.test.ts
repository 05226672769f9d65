import { keccak_256 } from '@noble/hashes/sha3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { credentialSecrets } from './customer-secrets.ts';
import { chainEndOf, chainEnds, pdSteps, scoreSteps, thresholdProof, thresholdSteps } from './threshold-chain.ts';

const secrets = credentialSecrets(new Uint8Array(32).fill(7), 'cred_1');
const BPS = 10n ** 14n;
const scores = Array.from({ length: 110 }, (_, i) => 305 + i * 5);
const rates = Array.from({ length: 99 }, (_, i) => 25 + i * 25);

describe('the grid', () => {
  test('has 110 scores and 99 probabilities, and nothing between', () => {
    for (let threshold = 0; threshold <= 1000; threshold++) {
      expect(thresholdSteps('scoreAtLeast', threshold) !== null, String(threshold)).toBe(scores.includes(threshold));
    }
    for (let threshold = 0; threshold <= 2600; threshold++) {
      expect(thresholdSteps('pdAtMost', threshold) !== null, String(threshold)).toBe(rates.includes(threshold));
    }
    expect(chainEndOf('scoreAtLeast', 301, toHex(secrets.scoreSeed) as Hash32)).toBeNull();
  });

  test('counts whole steps within the ends of the scale', () => {
    expect([299, 300, 304, 305, 688, 850, 900].map(scoreSteps)).toEqual([0, 0, 0, 1, 77, 110, 110]);
    expect([0n, 1n, 25n * BPS, 26n * BPS, 2475n * BPS, 2476n * BPS, 2500n * BPS, 9000n * BPS].map(pdSteps)).toEqual([
      100, 99, 99, 98, 1, 0, 0, 0,
    ]);
  });
});

describe('a threshold', () => {
  test('is proven exactly when the value reaches it, and the proof leads to the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 850 }), fc.bigInt({ min: 0n, max: 10n ** 18n }), (score, pdWad) => {
        const value = { score, pdWad };
        const ends = chainEnds(value, secrets);
        const threshold = scores[score % scores.length] ?? 305;
        const proof = thresholdProof('scoreAtLeast', threshold, value, secrets);
        expect(proof !== null).toBe(score >= threshold);
        if (proof !== null) expect(chainEndOf('scoreAtLeast', threshold, proof)).toBe(ends.scoreAtLeast);
        const rate = rates[score % rates.length] ?? 25;
        const pdProof = thresholdProof('pdAtMost', rate, value, secrets);
        expect(pdProof !== null).toBe(pdWad <= BigInt(rate) * BPS);
        if (pdProof !== null) expect(chainEndOf('pdAtMost', rate, pdProof)).toBe(ends.pdAtMost);
      }),
    );
  });

  test('gives every weaker one by hashing on, and no stronger one', () => {
    const value = { score: 700, pdWad: 0n };
    const end = chainEnds(value, secrets).scoreAtLeast;
    const at680 = thresholdProof('scoreAtLeast', 680, value, secrets) as Hash32;
    const at675 = toHex(keccak_256(fromHex(at680))) as Hash32;
    expect(thresholdProof('scoreAtLeast', 675, value, secrets)).toBe(at675);
    expect(chainEndOf('scoreAtLeast', 675, at675)).toBe(end);
    expect(chainEndOf('scoreAtLeast', 685, at680)).not.toBe(end);
    expect(() => thresholdProof('scoreAtLeast', 681, value, secrets)).toThrow('grid');
  });
});
