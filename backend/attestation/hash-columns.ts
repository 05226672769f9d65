import type { Hash32 } from '../kernel/hex.ts';
import { fromHex } from '../kernel/hex.ts';
import { keccakIterate, keccakRecords } from '../kernel/keccak.ts';
import { BLIND_LABEL, SALT_LABEL, SEED_LABEL, TAG_LABEL } from './domain/customer-secrets.ts';
import { SALT_SIZE, SLOT_COUNT } from './domain/field-tree.ts';
import { PREFIX } from './domain/merkle-tree.ts';
import { CHAIN_SLOT, pdSteps, scoreSteps } from './domain/threshold-chain.ts';
import { CREDIT_TYPE } from './domain/typed-data.ts';
import { uintBytes, utf8 } from './domain/words.ts';

/** What all credentials of a batch have in common. */
export interface CreditTerms {
  readonly issuer: number;
  readonly model: Hash32;
  readonly issuedAt: bigint;
  readonly expiry: bigint;
  /** EIP-712 domain separator. */
  readonly separator: Uint8Array;
}

/** Facts of many credentials in columns: no object for each, so that a thread can be given thousands at once. */
export interface CreditColumns {
  readonly count: number;
  /** Customer keys, 32 bytes each. */
  readonly keys: Uint8Array;
  /** Ids of the credentials, all of one length, one after the other. */
  readonly ids: Uint8Array;
  /** Epochs of the subject tags. */
  readonly epochs: Uint32Array;
  readonly scores: Uint16Array;
  readonly pdWads: BigUint64Array;
  readonly grades: readonly string[];
  /** Reason codes, joined by commas. */
  readonly reasons: readonly string[];
  /** 32 bytes each, as `previous` and `sources`. */
  readonly inputs: Uint8Array;
  readonly previous: Uint8Array;
  readonly sources: Uint8Array;
  readonly seqs: BigUint64Array;
  /** Addresses of the holders' keys, 20 bytes each; zero without one. */
  readonly holders: Uint8Array;
}

export interface HashedColumns {
  /** 32 bytes each. */
  readonly digests: Uint8Array;
  readonly tags: Uint8Array;
}

const WORD = 32;
const STRUCT_SIZE = 9 * WORD;

/**
 * Digests and subject tags of `columns`, byte for byte those of `buildCredential`, with one call of the hash engine
 * for each slot and tree level in place of some fifty for each credential.
 */
export function hashColumns(terms: CreditTerms, columns: CreditColumns): HashedColumns {
  const { count } = columns;
  const nonces = new Uint8Array(count * WORD);
  keccakRecords(columns.ids, columns.ids.length / count, -1, nonces);
  const tags = hashTags(terms, columns);
  const holders = commitHolders(columns, nonces);
  const leaves = new Uint8Array(count * SLOT_COUNT * WORD);
  const values = slotValues(terms, columns, { nonces, tags, holders });
  const salts = saltsOf(columns, nonces);
  for (let slot = 0; slot < SLOT_COUNT; slot++) hashSlot(slot, values[slot] ?? [], salts, leaves);
  const roots = foldLevels(leaves, count);
  return { digests: hashStructs(terms, columns, { roots, tags, holders }), tags };
}

/** Hashes of records that begin with the customer key and the nonce of the credential, behind a label. */
function secretRecords(keys: Uint8Array, label: Uint8Array, tail: Uint8Array, tailSize: number): { records: Uint8Array; size: number } {
  const count = keys.length / WORD;
  const size = WORD + label.length + tailSize;
  const records = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    records.set(keys.subarray(i * WORD, (i + 1) * WORD), i * size);
    records.set(label, i * size + WORD);
    records.set(tail.subarray((i * tail.length) / count, ((i + 1) * tail.length) / count), i * size + WORD + label.length);
  }
  return { records, size };
}

function hashRecords({ records, size }: { readonly records: Uint8Array; readonly size: number }): Uint8Array {
  const hashes = new Uint8Array((records.length / size) * WORD);
  keccakRecords(records, size, -1, hashes);
  return hashes;
}

function hashTags({ issuer }: CreditTerms, { keys, epochs, count }: CreditColumns): Uint8Array {
  const tail = new Uint8Array(count * 8);
  const view = new DataView(tail.buffer);
  for (let i = 0; i < count; i++) {
    view.setUint32(i * 8, issuer);
    view.setUint32(i * 8 + 4, epochs[i] ?? 0);
  }
  return hashRecords(secretRecords(keys, TAG_LABEL, tail, 8));
}

/** The same records with another last byte each time. */
function numbered(keys: Uint8Array, label: Uint8Array, nonces: Uint8Array, numbers: readonly number[]): Uint8Array[] {
  const made = secretRecords(keys, label, nonces, WORD + 1);
  return numbers.map((number) => {
    for (let at = made.size - 1; at < made.records.length; at += made.size) made.records[at] = number;
    return hashRecords(made);
  });
}

/** Two salts to a hash. */
function saltsOf({ keys }: CreditColumns, nonces: Uint8Array): Uint8Array[] {
  const pairs = Array.from({ length: SLOT_COUNT / 2 }, (_, pair) => pair);
  return numbered(keys, SALT_LABEL, nonces, pairs);
}

function commitHolders({ keys, holders, count }: CreditColumns, nonces: Uint8Array): Uint8Array {
  const commitments = new Uint8Array(count * WORD);
  if (holders.every((byte) => byte === 0)) return commitments;
  const blinds = hashRecords(secretRecords(keys, BLIND_LABEL, nonces, WORD));
  const size = 20 + WORD;
  const records = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    records.set(holders.subarray(i * 20, (i + 1) * 20), i * size);
    records.set(blinds.subarray(i * WORD, (i + 1) * WORD), i * size + 20);
  }
  keccakRecords(records, size, PREFIX.holder, commitments);
  for (let i = 0; i < count; i++) {
    if (holders.subarray(i * 20, (i + 1) * 20).every((byte) => byte === 0)) commitments.fill(0, i * WORD, (i + 1) * WORD);
  }
  return commitments;
}

/** Values of one slot: 32-byte words one after the other, or a text for each credential. */
type SlotValues = Uint8Array | readonly string[];

interface Made {
  readonly nonces: Uint8Array;
  readonly tags: Uint8Array;
  readonly holders: Uint8Array;
}

function slotValues(terms: CreditTerms, columns: CreditColumns, { nonces, tags, holders }: Made): SlotValues[] {
  const { count, keys, scores, pdWads, grades, reasons, inputs, previous, sources, seqs } = columns;
  const [scoreSeeds, pdSeeds] = numbered(keys, SEED_LABEL, nonces, [CHAIN_SLOT.scoreAtLeast, CHAIN_SLOT.pdAtMost]);
  return [
    tags,
    words(count, (i) => BigInt(scores[i] ?? 0)),
    grades,
    words(count, (i) => pdWads[i] ?? 0n),
    repeat(count, fromHex(terms.model)),
    inputs,
    reasons,
    repeat(count, uintBytes(terms.issuedAt, WORD)),
    repeat(count, uintBytes(terms.expiry, WORD)),
    words(count, (i) => seqs[i] ?? 0n),
    previous,
    holders,
    sources,
    new Uint8Array(count * WORD),
    walkChains(scoreSeeds, Uint8Array.from(scores, scoreSteps)),
    walkChains(
      pdSeeds,
      Uint8Array.from({ length: count }, (_, i) => pdSteps(pdWads[i] ?? 0n)),
    ),
  ];
}

function walkChains(seeds: Uint8Array = new Uint8Array(), steps: Uint8Array): Uint8Array {
  const ends = new Uint8Array(seeds.length);
  keccakIterate(seeds, steps, ends);
  return ends;
}

/** 256-bit words whose value fits into 64 bits. */
function words(count: number, numberAt: (index: number) => bigint): Uint8Array {
  const flat = new Uint8Array(count * WORD);
  const view = new DataView(flat.buffer);
  for (let i = 0; i < count; i++) view.setBigUint64(i * WORD + 24, numberAt(i));
  return flat;
}

function repeat(count: number, word: Uint8Array): Uint8Array {
  const flat = new Uint8Array(count * WORD);
  for (let i = 0; i < count; i++) flat.set(word, i * WORD);
  return flat;
}

/** Leaves keccak256(0x02 ‖ slot ‖ salt ‖ value) of one slot, put where the trees of the credentials want them. */
function hashSlot(slot: number, values: SlotValues, salts: readonly Uint8Array[], leaves: Uint8Array): void {
  const pair = salts[slot >> 1] ?? new Uint8Array();
  for (const { places, size, bytesOf } of groupsOf(values)) {
    const length = 1 + SALT_SIZE + size;
    const records = new Uint8Array(places.length * length);
    places.forEach((i, at) => {
      const salt = i * WORD + (slot & 1) * SALT_SIZE;
      records[at * length] = slot;
      records.set(pair.subarray(salt, salt + SALT_SIZE), at * length + 1);
      records.set(bytesOf(i), at * length + 1 + SALT_SIZE);
    });
    const hashes = new Uint8Array(places.length * WORD);
    keccakRecords(records, length, PREFIX.fieldLeaf, hashes);
    places.forEach((i, at) => {
      leaves.set(hashes.subarray(at * WORD, (at + 1) * WORD), (i * SLOT_COUNT + slot) * WORD);
    });
  }
}

interface ValueGroup {
  readonly places: readonly number[] | Uint32Array;
  readonly size: number;
  readonly bytesOf: (index: number) => Uint8Array;
}

/** Records of one call have one length, so texts are sorted by theirs. */
function groupsOf(values: SlotValues): ValueGroup[] {
  if (values instanceof Uint8Array) {
    const places = Uint32Array.from({ length: values.length / WORD }, (_, i) => i);
    return [{ places, size: WORD, bytesOf: (i) => values.subarray(i * WORD, (i + 1) * WORD) }];
  }
  const known = new Map<string, Uint8Array>();
  const bySize = new Map<number, number[]>();
  values.forEach((text, i) => {
    const bytes = known.get(text) ?? utf8(text);
    known.set(text, bytes);
    const places = bySize.get(bytes.length);
    if (places === undefined) bySize.set(bytes.length, [i]);
    else places.push(i);
  });
  const bytesOf = (i: number) => known.get(values[i] ?? '') ?? new Uint8Array();
  return [...bySize].map(([size, places]) => ({ places, size, bytesOf }));
}

/** Roots of trees of sixteen leaves that stand one after the other. */
function foldLevels(leaves: Uint8Array, count: number): Uint8Array {
  let level = leaves;
  while (level.length > count * WORD) {
    const next = new Uint8Array(level.length / 2);
    keccakRecords(level, 2 * WORD, PREFIX.fieldNode, next);
    level = next;
  }
  return level;
}

function hashStructs(
  { issuer, model, issuedAt, expiry, separator }: CreditTerms,
  { count, seqs }: CreditColumns,
  made: { readonly roots: Uint8Array; readonly tags: Uint8Array; readonly holders: Uint8Array },
): Uint8Array {
  const structs = new Uint8Array(count * STRUCT_SIZE);
  const view = new DataView(structs.buffer);
  const [issuerWord, modelWord] = [uintBytes(issuer, WORD), fromHex(model)];
  const [issuedWord, expiryWord] = [uintBytes(issuedAt, WORD), uintBytes(expiry, WORD)];
  for (let i = 0; i < count; i++) {
    const at = i * STRUCT_SIZE;
    const own = [i * WORD, (i + 1) * WORD] as const;
    structs.set(CREDIT_TYPE, at);
    structs.set(issuerWord, at + WORD);
    structs.set(made.roots.subarray(...own), at + 2 * WORD);
    structs.set(made.tags.subarray(...own), at + 3 * WORD);
    structs.set(modelWord, at + 4 * WORD);
    structs.set(issuedWord, at + 5 * WORD);
    structs.set(expiryWord, at + 6 * WORD);
    view.setBigUint64(at + 7 * WORD + 24, seqs[i] ?? 0n);
    structs.set(made.holders.subarray(...own), at + 8 * WORD);
  }
  const hashes = hashRecords({ records: structs, size: STRUCT_SIZE });
  const size = 1 + 2 * WORD;
  const records = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    records[i * size] = 0x01;
    records.set(separator, i * size + 1);
    records.set(hashes.subarray(i * WORD, (i + 1) * WORD), i * size + 1 + WORD);
  }
  const digests = new Uint8Array(count * WORD);
  keccakRecords(records, size, 0x19, digests);
  return digests;
}
