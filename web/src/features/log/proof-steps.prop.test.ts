import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchLeaf } from '../../../../backend/attestation/domain/batch-leaf.ts';
import { consistencyPath, logTree } from '../../../../backend/attestation/domain/merkle-log.ts';
import { address, fromHex, hash32, toHex } from '../../../../backend/kernel/hex.ts';
import { type ProofTrace, traceConsistency, traceInclusion } from './proof-steps.ts';

const PLACE = { chainId: 1, ledger: `0x${'11'.repeat(20)}` } as const;
const ZERO = `0x${'00'.repeat(32)}` as const;

function commitment(batch: number) {
  return { ...PLACE, issuer: 1, batch: String(batch), root: ZERO, leaves: '1', firstLeaf: '0', model: ZERO, stateRoot: ZERO, time: '1' };
}

function leafOf(batch: number): Uint8Array {
  const place = { chainId: PLACE.chainId, ledger: address(PLACE.ledger) };
  const none = hash32(ZERO);
  const facts = { batch: BigInt(batch), root: none, leaves: 1n, firstLeaf: 0n, model: none, stateRoot: none, time: 1n };
  return fromHex(batchLeaf(place, 1, facts));
}

const LEAVES = Array.from({ length: 40 }, (_, batch) => leafOf(batch));
const checkpoint = (size: number) => ({ size: String(size), root: toHex(logTree(LEAVES, size).root) });
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

function endsAt(trace: ProofTrace, root: string): void {
  expect(trace.holds).toBe(true);
  expect(trace.compared.every(({ computed, expected }) => computed === expected)).toBe(true);
  expect(trace.steps.at(-1)?.newer ?? trace.start).toBe(root);
}

describe('proofs computed in the browser', () => {
  it('lead from any older log to any newer one', () => {
    fc.assert(
      fc.property(sizes, ([from, to]) => {
        fc.pre(from < to);
        const path = consistencyPath(LEAVES.slice(0, to), from).map(toHex);
        endsAt(traceConsistency({ path }, checkpoint(from), checkpoint(to)), checkpoint(to).root);
        expect(traceConsistency({ path: [...path].reverse().concat(ZERO) }, checkpoint(from), checkpoint(to)).holds).toBe(false);
      }),
    );
  });

  it('lead from any batch to the root, and from no other batch', () => {
    fc.assert(
      fc.property(sizes, ([place, size]) => {
        const batch = place - 1;
        const flat = logTree(LEAVES, size).path(batch);
        const path = Array.from({ length: flat.length / 32 }, (_, i) => toHex(flat.subarray(i * 32, i * 32 + 32)));
        const { root } = checkpoint(size);
        const proof = { commitment: commitment(batch), leaf: toHex(leafOf(batch)), index: String(batch), size: String(size), path, root };
        endsAt(traceInclusion(proof, checkpoint(size)), root);
        const other = { ...proof, commitment: { ...commitment(batch), leaves: '2' } };
        expect(traceInclusion(other, checkpoint(size)).holds).toBe(false);
      }),
    );
  });
});
