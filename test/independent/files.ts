import { TypedDataEncoder } from 'ethers';
import { bytesOf, equal, hexOf, keccak, textBytes, treeRoot, uint as uintBytes } from './hashes.ts';
import { anyHex, canonical, Fault, hex, integer, list, literal, nullable, object, refuse, text, uint } from './strict-reader.ts';

/** Credentials and presentations, sections 3 and 4 of the rules. */

export const SLOTS = [
  ['subjectTag', 'bytes32'],
  ['score', 'uint256'],
  ['grade', 'text'],
  ['pdWad', 'uint256'],
  ['modelHash', 'bytes32'],
  ['inputHash', 'bytes32'],
  ['reasonCodes', 'text'],
  ['issuedAt', 'uint256'],
  ['expiry', 'uint256'],
  ['seq', 'uint256'],
  ['previous', 'bytes32'],
  ['holder', 'bytes32'],
  ['sourceHash', 'bytes32'],
  ['consentHash', 'bytes32'],
  ['scoreAtLeast', 'bytes32'],
  ['pdAtMost', 'bytes32'],
] as const;

export interface Place {
  readonly chainId: number;
  readonly ledger: string;
}

export interface Field {
  readonly name: string;
  readonly index: number;
  readonly salt: string;
  readonly value: string;
}

export interface Part {
  readonly index: number;
  readonly slots: number;
  readonly hash: string;
}

export interface Batch {
  readonly batch: bigint;
  readonly root: string;
  readonly leaves: bigint;
  readonly firstLeaf: bigint;
  readonly model: string;
  readonly stateRoot: string;
  readonly time: bigint;
}

export interface Anchor extends Batch {
  readonly index: bigint;
  readonly path: readonly string[];
  readonly transaction: string;
  readonly block: bigint;
}

export interface Credential {
  readonly chain: Place;
  readonly credit: Readonly<Record<'credentialRoot' | 'subjectTag' | 'model' | 'holder', string>> &
    Readonly<Record<'issuer' | 'issuedAt' | 'expiry' | 'seq', bigint>>;
  readonly fields: readonly Field[];
  readonly hidden: readonly Part[];
  readonly signature: string | null;
  readonly signer: string | null;
  readonly receipt: { readonly anchorBy: bigint; readonly signature: string } | null;
  readonly anchor: Anchor | null;
}

export interface Claim {
  readonly kind: 'scoreAtLeast' | 'pdAtMost';
  readonly threshold: bigint;
  readonly salt: string;
  readonly proof: string;
}

export type HolderSignature =
  | { readonly kind: 'ecdsa' | 'p256' | 'erc1271'; readonly value: string }
  | {
      readonly kind: 'webauthn';
      readonly value: string;
      readonly authenticatorData: string;
      readonly clientDataJSON: string;
      readonly x: string;
      readonly y: string;
    };

export interface Presentation {
  readonly claims: readonly Claim[];
  readonly holder: { readonly key: string; readonly blind: string };
  readonly audience: {
    readonly verifierName: string;
    readonly verifier: string;
    readonly challenge: string;
    readonly purpose: string;
    readonly until: bigint;
  };
  readonly signature: HolderSignature;
}

export interface Input {
  readonly credential: Credential;
  readonly presentation: Presentation | null;
}

export function readPlace(value: unknown): Place {
  const chain = object(value, ['chainId', 'ledger']);
  return { chainId: integer(chain['chainId'], 1, Number.MAX_SAFE_INTEGER), ledger: hex(chain['ledger'], 20) };
}

export function readInput(value: unknown): Input {
  const isPresentation = typeof value === 'object' && value !== null && 'type' in value && value.type === 'CredencePresentation';
  return isPresentation ? readPresentation(value) : { credential: readCredential(value), presentation: null };
}

function readCredential(value: unknown): Credential {
  const names = ['type', 'version', 'chain', 'credit', 'fields', 'hidden', 'signature', 'signer', 'receipt', 'anchor'];
  const file = object(value, names);
  literal(file['type'], 'CredenceCredential');
  literal(file['version'], 2);
  const chain = readPlace(file['chain']);
  const credit = readCredit(file['credit']);
  const fields = list(file['fields'], 16).map(readField);
  const hidden = list(file['hidden'], 16).map(readPart);
  inspectSlots(fields, hidden);
  const signer = nullable(file['signer'], (each) => hex(each, 20));
  const readSignature = (each: unknown) => (signer === null ? hex(each, 65, 128) : anyHex(each));
  const signature = nullable(file['signature'], readSignature);
  const receipt = nullable(file['receipt'], (each) => {
    const members = object(each, ['anchorBy', 'signature']);
    return { anchorBy: uint(members['anchorBy'], 64), signature: readSignature(members['signature']) };
  });
  return { chain, credit, fields, hidden, signer, signature, receipt, anchor: nullable(file['anchor'], readAnchor) };
}

function readCredit(value: unknown): Credential['credit'] {
  const credit = object(value, ['issuer', 'credentialRoot', 'subjectTag', 'model', 'issuedAt', 'expiry', 'seq', 'holder']);
  return {
    issuer: uint(credit['issuer'], 32),
    credentialRoot: hex(credit['credentialRoot'], 32),
    subjectTag: hex(credit['subjectTag'], 32),
    model: hex(credit['model'], 32),
    issuedAt: uint(credit['issuedAt'], 64),
    expiry: uint(credit['expiry'], 64),
    seq: uint(credit['seq'], 64),
    holder: hex(credit['holder'], 32),
  };
}

function readField(value: unknown): Field {
  const field = object(value, ['name', 'index', 'salt', 'value']);
  const index = integer(field['index'], 0, 15);
  const [name, kind] = SLOTS[index] ?? refuse('out_of_range');
  literal(field['name'], name);
  const salt = hex(field['salt'], 16);
  if (kind === 'text') return { name, index, salt, value: text(field['value'], 1024) };
  return { name, index, salt, value: kind === 'bytes32' ? hex(field['value'], 32) : String(uint(field['value'], 256)) };
}

function readPart(value: unknown): Part {
  const part = object(value, ['index', 'slots', 'hash']);
  const index = integer(part['index'], 0, 15);
  const slots = integer(part['slots'], 1, 16);
  if (![1, 2, 4, 8, 16].includes(slots) || index % slots !== 0) refuse('wrong_value');
  return { index, slots, hash: hex(part['hash'], 32) };
}

function inspectSlots(fields: readonly Field[], hidden: readonly Part[]): void {
  const seen = new Set<number>();
  for (const parts of [fields.map(({ index }) => ({ index, slots: 1 })), hidden]) {
    let last = -1;
    for (const { index, slots } of parts) {
      for (let slot = index; slot < index + slots; slot++) {
        if (seen.has(slot)) refuse('duplicate_field');
        seen.add(slot);
      }
      if (index < last) refuse('wrong_value');
      last = index;
    }
  }
  if (seen.size < 16) refuse('missing_field');
}

const BATCH = ['batch', 'root', 'leaves', 'firstLeaf', 'model', 'stateRoot', 'time'] as const;

export function readBatch(value: unknown): Batch {
  return batchOf(object(value, BATCH));
}

function batchOf(members: Readonly<Record<string, unknown>>): Batch {
  return {
    batch: uint(members['batch'], 64),
    root: hex(members['root'], 32),
    leaves: uint(members['leaves'], 64),
    firstLeaf: uint(members['firstLeaf'], 64),
    model: hex(members['model'], 32),
    stateRoot: hex(members['stateRoot'], 32),
    time: uint(members['time'], 40),
  };
}

function readAnchor(value: unknown): Anchor {
  const anchor = object(value, [...BATCH, 'index', 'path', 'transaction', 'block']);
  const leaves = uint(anchor['leaves'], 64);
  const index = leaves === 0n ? refuse('out_of_range') : uint(anchor['index'], 64);
  if (index >= leaves) refuse('out_of_range');
  const batch = batchOf(anchor);
  const path = list(anchor['path'], 64).map((each) => hex(each, 32));
  return { ...batch, index, path, transaction: hex(anchor['transaction'], 32), block: uint(anchor['block'], 64) };
}

function readPresentation(value: unknown): Input {
  const file = object(value, ['type', 'version', 'credential', 'claims', 'holder', 'audience', 'signature']);
  literal(file['version'], 1);
  const credential = readCredential(file['credential']);
  const claims = list(file['claims'], 2).map(readClaim);
  if (new Set(claims.map((claim) => claim.kind)).size !== claims.length) refuse('duplicate_field');
  const holder = object(file['holder'], ['key', 'blind']);
  const presentation = {
    claims,
    holder: { key: hex(holder['key'], 20), blind: hex(holder['blind'], 32) },
    audience: readAudience(file['audience']),
    signature: readHolderSignature(file['signature']),
  };
  return { credential, presentation };
}

function readClaim(value: unknown): Claim {
  const claim = object(value, ['kind', 'threshold', 'salt', 'proof']);
  literal(claim['kind'], 'scoreAtLeast', 'pdAtMost');
  const kind = claim['kind'] === 'scoreAtLeast' ? 'scoreAtLeast' : 'pdAtMost';
  const threshold = uint(claim['threshold'], 32);
  const [least, most, step] = kind === 'scoreAtLeast' ? [305n, 850n, 5n] : [25n, 2475n, 25n];
  if (threshold < least || threshold > most || threshold % step !== 0n) refuse('out_of_range');
  return { kind, threshold, salt: hex(claim['salt'], 16), proof: hex(claim['proof'], 32) };
}

function readAudience(value: unknown): Presentation['audience'] {
  const audience = object(value, ['verifierName', 'verifier', 'challenge', 'purpose', 'until']);
  const verifierName = text(audience['verifierName'], 200);
  const verifier = hex(audience['verifier'], 32);
  if (!verifier.startsWith(`0x${'0'.repeat(24)}`) && verifier !== hexOf(keccak(textBytes(verifierName)))) refuse('wrong_value');
  return {
    verifierName,
    verifier,
    challenge: hex(audience['challenge'], 32),
    purpose: text(audience['purpose'], 200),
    until: uint(audience['until'], 64),
  };
}

function readHolderSignature(value: unknown): HolderSignature {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (kind === 'webauthn') {
    const signature = object(value, ['kind', 'value', 'authenticatorData', 'clientDataJSON', 'x', 'y']);
    return {
      kind,
      value: hex(signature['value'], 64),
      authenticatorData: anyHex(signature['authenticatorData']),
      clientDataJSON: text(signature['clientDataJSON'], 1024),
      x: hex(signature['x'], 32),
      y: hex(signature['y'], 32),
    };
  }
  const signature = object(value, ['kind', 'value']);
  literal(kind, 'ecdsa', 'p256', 'erc1271');
  if (kind === 'ecdsa') return { kind, value: hex(signature['value'], 65) };
  if (kind === 'p256') return { kind, value: hex(signature['value'], 128) };
  return { kind: 'erc1271', value: anyHex(signature['value']) };
}

function domainOf({ chainId, ledger }: Place) {
  return { name: 'Credence Credit Ledger', version: '1', chainId, verifyingContract: ledger };
}

function typed(place: Place, name: string, fields: string, value: Readonly<Record<string, unknown>>): string {
  const types = fields.split(',').map((field) => {
    const [type = '', member = ''] = field.split(' ');
    return { name: member, type };
  });
  return TypedDataEncoder.hash(domainOf(place), { [name]: types }, value);
}

export const CREDIT_FIELDS =
  'uint32 issuer,bytes32 credentialRoot,bytes32 subjectTag,bytes32 model,uint64 issuedAt,uint64 expiry,uint64 seq,bytes32 holder';

export function creditDigest({ chain, credit }: Credential): string {
  return typed(chain, 'Credit', CREDIT_FIELDS, credit);
}

export function receiptDigest(place: Place, credential: string, anchorBy: bigint): string {
  return typed(place, 'Receipt', 'bytes32 credential,uint64 anchorBy', { credential, anchorBy });
}

export function checkpointDigest(place: Place, value: Readonly<Record<string, unknown>>): string {
  return typed(place, 'Checkpoint', 'uint32 issuer,uint64 size,bytes32 root,uint64 time,bytes32 contents', value);
}

export function presentationDigest({ credential, presentation }: { credential: Credential; presentation: Presentation }): string {
  const { audience, claims } = presentation;
  const shown = canonical({
    claims: claims.map(({ kind, threshold, salt, proof }) => ({ kind, threshold: String(threshold), salt, proof })),
    fields: credential.fields.map(({ name, index, salt, value }) => ({ name, index, salt, value })),
  });
  return typed(
    credential.chain,
    'Presentation',
    'bytes32 credential,bytes32 disclosure,bytes32 verifier,bytes32 challenge,bytes32 purpose,uint64 until',
    {
      credential: creditDigest(credential),
      disclosure: hexOf(keccak(textBytes(shown))),
      verifier: audience.verifier,
      challenge: audience.challenge,
      purpose: hexOf(keccak(textBytes(audience.purpose))),
      until: audience.until,
    },
  );
}

export function fieldLeaf(index: number, salt: string, value: Uint8Array): Uint8Array {
  return keccak(Uint8Array.of(2, index), bytesOf(salt), value);
}

export function fieldBytes({ index, value }: Pick<Field, 'index' | 'value'>): Uint8Array {
  const kind = SLOTS[index]?.[1];
  if (kind === 'text') return textBytes(value);
  return kind === 'bytes32' ? bytesOf(value) : uintBytes(BigInt(value), 32);
}

/** Root of the sixteen slots: parts that cover a whole subtree stand for it. */
export function fieldRoot(fields: readonly Field[], hidden: readonly Part[]): Uint8Array {
  const nodeOf = (index: number, slots: number): Uint8Array => {
    const part = hidden.find((each) => each.index === index && each.slots === slots);
    if (part !== undefined) return bytesOf(part.hash);
    if (slots > 1) return treeRoot([nodeOf(index, slots / 2), nodeOf(index + slots / 2, slots / 2)], 3);
    const field = fields.find((each) => each.index === index);
    if (field === undefined) throw new Fault('missing_field');
    return fieldLeaf(index, field.salt, fieldBytes(field));
  };
  return nodeOf(0, 16);
}

export function batchLeaf({ chainId, ledger }: Place, issuer: bigint, batch: Batch): Uint8Array {
  return keccak(
    Uint8Array.of(0),
    uintBytes(BigInt(chainId), 32),
    bytesOf(ledger),
    uintBytes(issuer, 4),
    uintBytes(batch.batch, 8),
    bytesOf(batch.root),
    uintBytes(batch.leaves, 8),
    uintBytes(batch.firstLeaf, 8),
    bytesOf(batch.model),
    bytesOf(batch.stateRoot),
    uintBytes(batch.time, 8),
  );
}

export function holderCommitment({ key, blind }: Presentation['holder']): Uint8Array {
  return keccak(Uint8Array.of(5), bytesOf(key), bytesOf(blind));
}

export const sameHash = (bytes: Uint8Array, hash: string): boolean => equal(bytes, bytesOf(hash));
