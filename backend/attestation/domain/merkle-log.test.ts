import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { appendLeaf, consistencyPath, EMPTY_LOG, isConsistent, type LogState, logRoot, logTree } from './merkle-log.ts';

const leaves = Array.from({ length: 70 }, (_, i) => keccak256(Uint8Array.of(i)));

function logOf(count: number): LogState {
  return leaves.slice(0, count).reduce(appendLeaf, EMPTY_LOG);
}

function checkpointOf(size: number) {
  return { size: BigInt(size), root: logTree(leaves, size).root };
}

describe('appendLeaf', () => {
  test('folds to the root of the tree over the same leaves, for every size', () => {
    for (let size = 1; size <= leaves.length; size++) {
      expect(toHex(logRoot(logOf(size))), `size ${size}`).toBe(toHex(logTree(leaves, size).root));
    }
  });

  test('keeps one peak for each bit of the size', () => {
    for (let size = 0; size <= leaves.length; size++) {
      const ones = [...size.toString(2)].filter((bit) => bit === '1').length;
      expect(logOf(size).peaks).toHaveLength(ones);
    }
  });

  test('an empty log has the hash of nothing, as on chain', () => {
    expect(toHex(logRoot(EMPTY_LOG))).toBe(toHex(keccak256(new Uint8Array())));
  });
});

describe('consistency', () => {
  test('is proven between every two sizes up to 40', () => {
    for (let to = 1; to <= 40; to++) {
      for (let from = 1; from <= to; from++) {
        const path = consistencyPath(leaves.slice(0, to), from);
        expect(isConsistent(checkpointOf(from), checkpointOf(to), path), `${from} to ${to}`).toBe(true);
      }
    }
  });

  test('fails for a changed root, a cut, extended or changed path', () => {
    const sizes = fc.integer({ min: 2, max: 60 }).chain((to) => fc.tuple(fc.integer({ min: 1, max: to - 1 }), fc.constant(to)));
    fc.assert(
      fc.property(sizes, fc.nat(), ([from, to], seed) => {
        const [old, next] = [checkpointOf(from), checkpointOf(to)];
        const path = consistencyPath(leaves.slice(0, to), from);
        const stranger = keccak256(Uint8Array.of(255, 255));
        expect(isConsistent({ ...old, root: stranger }, next, path)).toBe(false);
        expect(isConsistent(old, { ...next, root: stranger }, path)).toBe(false);
        expect(isConsistent(old, next, path.slice(0, -1))).toBe(false);
        expect(isConsistent(old, next, [...path, stranger])).toBe(false);
        expect(isConsistent(old, next, path.with(seed % path.length, stranger))).toBe(false);
      }),
    );
  });

  test('never shows that a log shrank or grew from nothing', () => {
    expect(isConsistent(checkpointOf(5), checkpointOf(4), [])).toBe(false);
    expect(isConsistent({ size: 0n, root: checkpointOf(1).root }, checkpointOf(4), [])).toBe(false);
    expect(isConsistent(checkpointOf(4), checkpointOf(4), [checkpointOf(1).root])).toBe(false);
    expect(() => consistencyPath(leaves, 0)).toThrow('within the log');
    expect(() => consistencyPath(leaves, leaves.length + 1)).toThrow('within the log');
  });
});
