import type { LedgerPlace } from './batch-leaf.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { type Anchor, CREDENTIAL_TYPE, CREDENTIAL_VERSION, type Credential } from './credential.ts';
import { type DisclosedField, type HiddenField, SLOT_COUNT, SLOTS, type SlotKind, TEXT_LIMIT } from './field-tree.ts';
import { malformed } from './malformed.ts';
import { readAddress, readHash, readHex, readInteger, readList, readLiteral, readObject, readText, readUint } from './strict-shape.ts';
import type { Credit } from './typed-data.ts';

/** A path longer than the bits of the leaf count can't exist. */
const PATH_LIMIT = 64;

/**
 * Reads a credential file from its text, its bytes or its parsed value.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parseCredential(input: unknown): Credential {
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  const top = readObject(value, '', ['type', 'version', 'chain', 'credit', 'fields', 'hidden', 'signature', 'anchor']);
  readLiteral(top.type, '/type', CREDENTIAL_TYPE);
  readLiteral(top.version, '/version', CREDENTIAL_VERSION);
  const place = readPlace(top.chain, '/chain');
  const credit = readCredit(top.credit);
  const fields = readList(top.fields, '/fields', SLOTS.length).map(readField);
  const hidden = readList(top.hidden, '/hidden', SLOT_COUNT).map(readHidden);
  requireEachSlotOnce(fields, hidden);
  const signature = readHex(top.signature, '/signature', 65);
  return { place, credit, fields, hidden, signature, anchor: top.anchor === null ? null : readAnchor(top.anchor) };
}

/** Chain id and contract of a file. */
export function readPlace(value: unknown, pointer: string): LedgerPlace {
  const chain = readObject(value, pointer, ['chainId', 'ledger']);
  return {
    chainId: readInteger(chain.chainId, `${pointer}/chainId`, 1, Number.MAX_SAFE_INTEGER),
    ledger: readAddress(chain.ledger, `${pointer}/ledger`),
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
  if (slot === undefined) throw malformed(`${at}/index`, 'out_of_range', 'the number of a named slot is expected');
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
  const hidden = readObject(value, at, ['index', 'hash']);
  return { index: readInteger(hidden.index, `${at}/index`, 0, SLOT_COUNT - 1), hash: readHash(hidden.hash, `${at}/hash`) };
}

function requireEachSlotOnce(fields: readonly DisclosedField[], hidden: readonly HiddenField[]): void {
  const seen = new Set<number>();
  const claim = (index: number, pointer: string) => {
    if (seen.has(index)) throw malformed(pointer, 'duplicate_field', `slot ${index} is given once`);
    seen.add(index);
  };
  fields.forEach((field, i) => {
    claim(field.index, `/fields/${i}/index`);
  });
  hidden.forEach((field, i) => {
    claim(field.index, `/hidden/${i}/index`);
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
