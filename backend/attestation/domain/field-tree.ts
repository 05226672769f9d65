import { assertInvariant } from '../../kernel/errors.ts';
import { fromHex, type Hash32, isHex, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { MerkleTree, PREFIX } from './merkle-tree.ts';
import { concatBytes, uintBytes, utf8 } from './words.ts';

export type SlotKind = 'bytes32' | 'uint256' | 'utf8';

/** The named slots of a credential, in order; slots 14 and 15 are kept for later versions and hold nothing. */
export const SLOTS = [
  { name: 'subjectTag', kind: 'bytes32' },
  { name: 'score', kind: 'uint256' },
  { name: 'grade', kind: 'utf8' },
  { name: 'pdWad', kind: 'uint256' },
  { name: 'modelHash', kind: 'bytes32' },
  { name: 'inputHash', kind: 'bytes32' },
  { name: 'reasonCodes', kind: 'utf8' },
  { name: 'issuedAt', kind: 'uint256' },
  { name: 'expiry', kind: 'uint256' },
  { name: 'seq', kind: 'uint256' },
  { name: 'previous', kind: 'bytes32' },
  { name: 'holder', kind: 'bytes32' },
  { name: 'sourceHash', kind: 'bytes32' },
  { name: 'consentHash', kind: 'bytes32' },
] as const satisfies readonly { readonly name: string; readonly kind: SlotKind }[];

export type FieldName = (typeof SLOTS)[number]['name'];
export const SLOT_COUNT = 16;
/** Longest text of a utf8 field, UTF-16 code units. */
export const TEXT_LIMIT = 1024;

export interface DisclosedField {
  readonly name: FieldName;
  readonly index: number;
  /** 16 bytes, 0x-hex. */
  readonly salt: string;
  /** 0x-hex for bytes32, decimal for uint256, the text itself for utf8. */
  readonly value: string;
}

export interface HiddenField {
  readonly index: number;
  readonly hash: Hash32;
}

/** Bytes that stand for `value` in its field leaf. */
export function fieldBytes(kind: SlotKind, value: string): Uint8Array {
  switch (kind) {
    case 'bytes32':
      assertInvariant(isHex(value, 32), 'A bytes32 field holds 32 bytes of hex.');
      return fromHex(value);
    case 'uint256':
      return uintBytes(BigInt(value), 32);
    case 'utf8':
      return utf8(value);
  }
}

/** keccak256(0x02 ‖ index ‖ salt ‖ value): the salt keeps a guessable value from being found. */
export function fieldLeaf(index: number, salt: Uint8Array, value: Uint8Array): Uint8Array {
  assertInvariant(salt.length === 16, 'A salt has 16 bytes.');
  return keccak256(concatBytes(Uint8Array.of(PREFIX.fieldLeaf, index), salt, value));
}

/** Leaf hash of a field that is shown. */
export function disclosedLeaf(field: DisclosedField): Uint8Array {
  const slot = SLOTS[field.index];
  assertInvariant(slot !== undefined, 'A disclosed field has a named slot.');
  return fieldLeaf(field.index, fromHex(field.salt), fieldBytes(slot.kind, field.value));
}

/**
 * Root of the sixteen field leaves, shown or hidden.
 * @throws {@link InvariantError} when a slot is missing or given twice
 */
export function fieldRoot(fields: readonly DisclosedField[], hidden: readonly HiddenField[]): Hash32 {
  assertInvariant(fields.length + hidden.length === SLOT_COUNT, 'A credential has sixteen slots.');
  const leaves = new Uint8Array(SLOT_COUNT * 32);
  const seen = new Set<number>();
  for (const field of fields) {
    leaves.set(disclosedLeaf(field), field.index * 32);
    seen.add(field.index);
  }
  for (const { index, hash } of hidden) {
    leaves.set(fromHex(hash), index * 32);
    seen.add(index);
  }
  assertInvariant(seen.size === SLOT_COUNT, 'Each slot of a credential is given once.');
  return toHex(new MerkleTree(leaves, PREFIX.fieldNode).root) as Hash32;
}
