import { assertInvariant } from '../../kernel/errors.ts';
import { fromHex, type Hash32, isHex, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { hashPair, PREFIX } from './merkle-tree.ts';
import { concatBytes, uintBytes, utf8 } from './words.ts';

export type SlotKind = 'bytes32' | 'uint256' | 'utf8';

/** The slots of a credential, in order. The last two hold the ends of hash chains, by which a threshold is shown without the value. */
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
  { name: 'scoreAtLeast', kind: 'bytes32' },
  { name: 'pdAtMost', kind: 'bytes32' },
] as const satisfies readonly { readonly name: string; readonly kind: SlotKind }[];

export type FieldName = (typeof SLOTS)[number]['name'];
export const SLOT_COUNT = 16;
/** Steps from a leaf of the field tree to its root. */
const HEIGHT = 4;
/** Bytes of a salt. */
export const SALT_SIZE = 16;
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

/** Hash of hidden slots: of one leaf, or of a whole subtree whose slots are all hidden. */
export interface HiddenField {
  /** First slot. */
  readonly index: number;
  /** 1, 2, 4, 8 or 16; `index` is a multiple of it. */
  readonly slots: number;
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
  assertInvariant(salt.length === SALT_SIZE, 'A salt has 16 bytes.');
  return keccak256(concatBytes(Uint8Array.of(PREFIX.fieldLeaf, index), salt, value));
}

/** Leaf hash of a field that is shown. */
export function disclosedLeaf(field: DisclosedField): Uint8Array {
  const slot = SLOTS[field.index];
  assertInvariant(slot !== undefined, 'A disclosed field has a named slot.');
  return fieldLeaf(field.index, fromHex(field.salt), fieldBytes(slot.kind, field.value));
}

/** The sixteen slots of a credential, each shown or hidden. */
export interface FieldParts {
  readonly fields: readonly DisclosedField[];
  readonly hidden: readonly HiddenField[];
}

/**
 * Nodes of the field tree, leaves first and root last; null for what lies below a hidden subtree.
 * @throws {@link InvariantError} when a slot is missing or given twice
 */
export function fieldLevels({ fields, hidden }: FieldParts): readonly (readonly (Uint8Array | null)[])[] {
  const levels = Array.from({ length: HEIGHT + 1 }, (_, height) => new Array<Uint8Array | null>(SLOT_COUNT >> height).fill(null));
  const place = (height: number, at: number, hash: Uint8Array) => {
    const level = levels[height];
    assertInvariant(level !== undefined && at < level.length && level[at] === null, 'Each slot of a credential is given once.');
    level[at] = hash;
  };
  for (const field of fields) place(0, field.index, disclosedLeaf(field));
  for (const { index, slots, hash } of hidden) place(Math.log2(slots), index / slots, fromHex(hash));
  for (let height = 0; height < HEIGHT; height++) {
    const level = levels[height] ?? [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] ?? null, level[at + 1] ?? null];
      if (left !== null && right !== null) place(height + 1, at / 2, hashPair(left, right, PREFIX.fieldNode));
      else assertInvariant(left === null && right === null, 'A credential has sixteen slots.');
    }
  }
  return levels;
}

/** Root of the sixteen field leaves, shown or hidden. @throws {@link InvariantError} as {@link fieldLevels} */
export function fieldRoot(parts: FieldParts): Hash32 {
  const root = fieldLevels(parts)[HEIGHT]?.[0] ?? null;
  assertInvariant(root !== null, 'A credential has sixteen slots.');
  return toHex(root) as Hash32;
}

/**
 * The four siblings from the leaf of slot `index` up to the root, as a contract asks for them; null when the slot lies
 * below a hidden subtree.
 */
export function fieldPath(parts: FieldParts, index: number): Hash32[] | null {
  const siblings: Hash32[] = [];
  for (const [height, level] of fieldLevels(parts).slice(0, HEIGHT).entries()) {
    const sibling = level[(index >> height) ^ 1] ?? null;
    if (sibling === null || level[index >> height] === null) return null;
    siblings.push(toHex(sibling) as Hash32);
  }
  return siblings;
}

/**
 * The same tree with only the fields `shown`; everything else is merged into as few hidden subtrees as possible.
 * @param apart - slots that keep a hash of their own although they are hidden
 */
export function closeSlots({ fields, hidden }: FieldParts, shown: ReadonlySet<number>, apart: ReadonlySet<number> = new Set()): FieldParts {
  const levels = fieldLevels({ fields, hidden });
  const left = fields.filter((field) => shown.has(field.index));
  const isShown = new Set(left.map((field) => field.index));
  const closed: HiddenField[] = [];
  const walk = (height: number, at: number): void => {
    const slots = 1 << height;
    const index = at * slots;
    const node = levels[height]?.[at] ?? null;
    if (height === 0 && isShown.has(index)) return;
    const isClosed = Array.from({ length: slots }, (_, i) => index + i).every((slot) => !isShown.has(slot) && !apart.has(slot));
    const isBottom = height === 0 || (levels[height - 1]?.[at * 2] ?? null) === null;
    if (node !== null && (isClosed || isBottom)) {
      closed.push({ index, slots, hash: toHex(node) as Hash32 });
      return;
    }
    walk(height - 1, at * 2);
    walk(height - 1, at * 2 + 1);
  };
  walk(HEIGHT, 0);
  return { fields: left, hidden: closed };
}
