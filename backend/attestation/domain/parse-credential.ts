import { type Address, isHex } from '../../kernel/hex.ts';
import { readPlace } from './batch-json.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { type Anchor, CREDENTIAL_TYPE, CREDENTIAL_VERSION, type Credential, type Receipt } from './credential.ts';
import { type DisclosedField, type HiddenField, SLOT_COUNT, SLOTS, type SlotKind, TEXT_LIMIT } from './field-tree.ts';
import { locate, malformed } from './malformed.ts';
import {
  readAddress,
  readBytes,
  readHash,
  readHex,
  readInteger,
  readList,
  readLiteral,
  readObject,
  readText,
  readUint,
} from './strict-shape.ts';
import type { Credit } from './typed-data.ts';

/** A path longer than the bits of the leaf count can't exist. */
const PATH_LIMIT = 64;
/** Longest signature for a contract, bytes. */
const SIGNATURE_LIMIT = 1024;

/**
 * Reads a credential file from its text, its bytes or its parsed value.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parseCredential(input: unknown): Credential {
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  return readCredential(value, '');
}

/** The credential that stands at `base` of a file that was parsed before. */
export function readCredential(value: unknown, base: string): Credential {
  return locate(base, () => {
    const top = readObject(value, '', [
      'type',
      'version',
      'chain',
      'credit',
      'fields',
      'hidden',
      'signature',
      'signer',
      'receipt',
      'anchor',
    ]);
    readLiteral(top.type, '/type', CREDENTIAL_TYPE);
    readLiteral(top.version, '/version', CREDENTIAL_VERSION);
    const place = readPlace(top.chain, '/chain');
    const credit = readCredit(top.credit);
    const fields = readList(top.fields, '/fields', SLOT_COUNT).map(readField);
    const hidden = readList(top.hidden, '/hidden', SLOT_COUNT).map(readHidden);
    requireEachSlotOnce(fields, hidden);
    const signer = top.signer === null ? null : readAddress(top.signer, '/signer');
    return {
      place,
      credit,
      fields,
      hidden,
      signature: top.signature === null ? null : readSignature(top.signature, '/signature', signer),
      signer,
      receipt: top.receipt === null ? null : readReceipt(top.receipt, signer),
      anchor: top.anchor === null ? null : readAnchor(top.anchor),
    };
  });
}

/** 65 or 128 bytes; of a contract's signature only the size is bounded, for the contract alone knows its form. */
export function readSignature(value: unknown, pointer: string, contract: Address | null): string {
  if (typeof value !== 'string') throw malformed(pointer, 'wrong_type', 'text is expected');
  if (contract !== null) return readBytes(value, pointer, SIGNATURE_LIMIT);
  if (!isHex(value, 65) && !isHex(value, 128))
    throw malformed(pointer, 'wrong_format', '0x and 65 or 128 bytes of lower-case hexadecimal are expected');
  return value;
}

function readReceipt(value: unknown, signer: Address | null): Receipt {
  const receipt = readObject(value, '/receipt', ['anchorBy', 'signature']);
  return {
    anchorBy: readUint(receipt.anchorBy, '/receipt/anchorBy', 64),
    signature: readSignature(receipt.signature, '/receipt/signature', signer),
  };
}

function readCredit(value: unknown): Credit {
  const at = (name: string) => `/credit/${name}`;
  const credit = readObject(value, '/credit', ['issuer', 'credentialRoot', 'subjectTag', 'model', 'issuedAt', 'expiry', 'seq', 'holder']);
  return {
    issuer: Number(readUint(credit.issuer, at('issuer'), 32)),
    credentialRoot: readHash(credit.credentialRoot, at('credentialRoot')),
    subjectTag: readHash(credit.subjectTag, at('subjectTag')),
    model: readHash(credit.model, at('model')),
    issuedAt: readUint(credit.issuedAt, at('issuedAt'), 64),
    expiry: readUint(credit.expiry, at('expiry'), 64),
    seq: readUint(credit.seq, at('seq'), 64),
    holder: readHash(credit.holder, at('holder')),
  };
}

function readField(value: unknown, position: number): DisclosedField {
  const at = `/fields/${position}`;
  const field = readObject(value, at, ['name', 'index', 'salt', 'value']);
  const index = readInteger(field.index, `${at}/index`, 0, SLOT_COUNT - 1);
  const slot = SLOTS[index];
  if (slot === undefined) throw malformed(`${at}/index`, 'out_of_range', 'the number of a slot is expected');
  readLiteral(field.name, `${at}/name`, slot.name);
  return { name: slot.name, index, salt: readHex(field.salt, `${at}/salt`, 16), value: readValue(field.value, `${at}/value`, slot.kind) };
}

function readValue(value: unknown, pointer: string, kind: SlotKind): string {
  switch (kind) {
    case 'bytes32':
      return readHash(value, pointer);
    case 'uint256':
      return String(readUint(value, pointer, 256));
    case 'utf8':
      return readText(value, pointer, TEXT_LIMIT);
  }
}

function readHidden(value: unknown, position: number): HiddenField {
  const at = `/hidden/${position}`;
  const hidden = readObject(value, at, ['index', 'slots', 'hash']);
  const index = readInteger(hidden.index, `${at}/index`, 0, SLOT_COUNT - 1);
  const slots = readInteger(hidden.slots, `${at}/slots`, 1, SLOT_COUNT);
  if ((slots & (slots - 1)) !== 0 || index % slots !== 0)
    throw malformed(`${at}/slots`, 'wrong_value', '1, 2, 4, 8 or 16, of which the index is a multiple, is expected');
  return { index, slots, hash: readHash(hidden.hash, `${at}/hash`) };
}

/** Lists go by ascending slots, so that one credential has one text. */
function requireEachSlotOnce(fields: readonly DisclosedField[], hidden: readonly HiddenField[]): void {
  const seen = new Set<number>();
  const claim = (index: number, pointer: string) => {
    if (seen.has(index)) throw malformed(pointer, 'duplicate_field', `slot ${index} is given once`);
    seen.add(index);
  };
  fields.forEach((field, i) => {
    claim(field.index, `/fields/${i}/index`);
    if (field.index < (fields[i - 1]?.index ?? 0)) throw malformed(`/fields/${i}/index`, 'wrong_value', 'fields go by ascending index');
  });
  hidden.forEach((part, i) => {
    for (let index = part.index; index < part.index + part.slots; index++) claim(index, `/hidden/${i}/index`);
    if (part.index < (hidden[i - 1]?.index ?? 0))
      throw malformed(`/hidden/${i}/index`, 'wrong_value', 'hidden slots go by ascending index');
  });
  for (let index = 0; index < SLOT_COUNT; index++) {
    if (!seen.has(index)) throw malformed('/hidden', 'missing_field', `slot ${index} is neither shown nor hidden`);
  }
}

function readAnchor(value: unknown): Anchor {
  const at = (name: string) => `/anchor/${name}`;
  const anchor = readObject(value, '/anchor', [
    'batch',
    'root',
    'leaves',
    'firstLeaf',
    'model',
    'stateRoot',
    'time',
    'index',
    'path',
    'transaction',
    'block',
  ]);
  const leaves = readUint(anchor.leaves, at('leaves'), 64);
  const index = readUint(anchor.index, at('index'), 64);
  if (leaves === 0n) throw malformed(at('leaves'), 'out_of_range', 'a batch has at least one leaf');
  if (index >= leaves) throw malformed(at('index'), 'out_of_range', 'a position below the number of leaves is expected');
  return {
    batch: readUint(anchor.batch, at('batch'), 64),
    root: readHash(anchor.root, at('root')),
    leaves,
    firstLeaf: readUint(anchor.firstLeaf, at('firstLeaf'), 64),
    model: readHash(anchor.model, at('model')),
    stateRoot: readHash(anchor.stateRoot, at('stateRoot')),
    time: readUint(anchor.time, at('time'), 40),
    index,
    path: readList(anchor.path, at('path'), PATH_LIMIT).map((hash, i) => readHash(hash, `/anchor/path/${i}`)),
    transaction: readHash(anchor.transaction, at('transaction')),
    block: readUint(anchor.block, at('block'), 64),
  };
}
