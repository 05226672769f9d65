import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Hash32, toHex } from '../../kernel/hex.ts';
import { arrangeHashes, hashOrder } from './hash-order.ts';
import { readStateProof, type StateEntry, StateMap } from './state-map.ts';

/** Few different bytes, so that tags share long beginnings and stand close together. */
const tag = fc
  .tuple(fc.uint8Array({ minLength: 4, maxLength: 4, max: 3 }), fc.constantFrom(0, 255), fc.nat(3))
  .map(([start, fill, last]) => {
    const bytes = new Uint8Array(32).fill(fill);
    bytes.set(start);
    bytes[31] = last;
    return toHex(bytes) as Hash32;
  });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const entries = fc.uniqueArray(fc.record({ tag, index: u64, seq: u64 }), { minLength: 1, maxLength: 40, selector: (entry) => entry.tag });

test('a map proves of every tag what it holds, or that it holds nothing', () => {
  fc.assert(
    fc.property(entries, fc.array(tag, { maxLength: 10 }), (list, others) => {
      const map = StateMap.of(list);
      for (const entry of list) expect(readStateProof(map.root, entry.tag, map.prove(entry.tag))).toMatchObject({ held: true, entry });
      for (const other of others) {
        const known = list.some((entry) => entry.tag === other);
        expect(readStateProof(map.root, other, map.prove(other)).held).toBe(known);
      }
    }),
  );
});

test('the root does not depend on the order of the entries, and on everything else', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const { root } = StateMap.of(list);
      expect(StateMap.of([...list].reverse()).root).toBe(root);
      const place = at % list.length;
      const changed = (change: (entry: StateEntry) => StateEntry) =>
        StateMap.of(list.map((entry, i) => (i === place ? change(entry) : entry)));
      expect(changed((entry) => ({ ...entry, index: entry.index ^ 1n })).root).not.toBe(root);
      expect(changed((entry) => ({ ...entry, seq: entry.seq ^ 1n })).root).not.toBe(root);
    }),
  );
});

test('no proof of one tag shows anything about another, and none survives a change', () => {
  fc.assert(
    fc.property(entries, tag, tag, (list, asked, other) => {
      fc.pre(asked !== other);
      const map = StateMap.of(list);
      const proof = map.prove(other);
      const about = readStateProof(map.root, asked, proof);
      // What a proof of another tag happens to show must be true.
      if (about.held !== null) expect(about.held).toBe(list.some((entry) => entry.tag === asked));
      const [first] = proof.openings;
      if (first === undefined) return;
      const spoilt = [
        { ...proof, count: proof.count + 1n },
        { ...proof, count: 0n },
        { ...proof, openings: [] },
        { ...proof, openings: [first, first] },
        { ...proof, openings: [...proof.openings, first, first] },
        { ...proof, openings: [{ ...first, seq: first.seq ^ 1n }] },
        { ...proof, openings: [{ ...first, position: first.position + 1n }] },
      ];
      for (const bad of spoilt) {
        // A count that stands for the same shape still changes the root, into which it is hashed.
        expect(readStateProof(map.root, other, bad).held).toBeNull();
      }
    }),
  );
});

test('a map refuses a tag twice and nothing at all', () => {
  const entry = { tag: toHex(new Uint8Array(32)) as Hash32, index: 0n, seq: 0n };
  expect(() => StateMap.of([entry, { ...entry, index: 1n }])).toThrow('each tag once');
  expect(() => StateMap.of([])).toThrow('one length');
});

test('hashOrder sorts as comparing every byte does', () => {
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 60 }), (tags) => {
      const flat = Uint8Array.from(tags.flatMap((hash) => [...Buffer.from(hash.slice(2), 'hex')]));
      const order = hashOrder(flat);
      expect(Buffer.from(arrangeHashes(flat, order)).toString('hex')).toBe(
        [...tags]
          .sort()
          .map((hash) => hash.slice(2))
          .join(''),
      );
    }),
  );
  expect(() => hashOrder(new Uint8Array(33))).toThrow('32 bytes');
});
