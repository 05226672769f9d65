import {
  type Anchor,
  type Credential,
  creditDigest,
  fieldRoot,
  holderCommitment,
  type Input,
  readInput,
  type HolderSignature,
  SLOTS,
} from './files.ts';
import { bytesOf, hexOf, keccak, rootOfPath, textBytes } from './hashes.ts';
import { refuse } from './strict-reader.ts';

/** Section 8 of the rules: the CBOR form, and the texts that carry it. */

type Value = bigint | Uint8Array | string | readonly Value[];
type Keyed = ReadonlyMap<number, Value>;

const ZERO = `0x${'00'.repeat(32)}`;

export function readCbor(bytes: Uint8Array): Input {
  if (bytes.length > 65_536) refuse('too_large');
  const input = readInput(fileOf(decode(bytes)));
  if (!Buffer.from(encode(input)).equals(bytes)) refuse('not_cbor');
  return input;
}

/** Base45 of RFC 9285. */
export function base45(text: string): Uint8Array {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  const bytes: number[] = [];
  if (text.length % 3 === 1) refuse('not_qr');
  for (let at = 0; at < text.length; at += 3) {
    const digits = [...text.slice(at, at + 3)].map((letter) => letters.indexOf(letter));
    if (digits.includes(-1)) refuse('not_qr');
    const value = digits.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
    if (value > (digits.length === 3 ? 0xffff : 0xff)) refuse('not_qr');
    bytes.push(...(digits.length === 3 ? [value >> 8, value & 255] : [value]));
  }
  return Uint8Array.from(bytes);
}

export function base64url(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) refuse('not_qr');
  return bytes;
}

function decode(bytes: Uint8Array): Keyed {
  let at = 0;
  const head = (): [number, bigint] => {
    const first = bytes[at++] ?? refuse('not_cbor');
    const [major, size] = [first >> 5, first & 31];
    if (size < 24) return [major, BigInt(size)];
    if (size > 27) return refuse('not_cbor');
    const length = 2 ** (size - 24);
    if (at + length > bytes.length) refuse('not_cbor');
    const value = BigInt(hexOf(bytes.subarray(at, at + length)));
    at += length;
    if (value < (size === 24 ? 24n : 1n << BigInt(4 * length))) refuse('not_cbor');
    return [major, value];
  };
  const value = (): Value => {
    const [major, count] = head();
    if (major === 0) return count;
    const length = Number(count);
    if (major === 4) {
      if (length > bytes.length) refuse('not_cbor');
      return Array.from({ length }, value);
    }
    if ((major !== 2 && major !== 3) || at + length > bytes.length) return refuse('not_cbor');
    const part = bytes.slice(at, at + length);
    at += length;
    if (major === 2) return part;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part);
    } catch {
      return refuse('not_cbor');
    }
  };
  const [major, size] = head();
  if (major !== 5) refuse('not_cbor');
  const map = new Map<number, Value>();
  let last = -1;
  for (let entry = 0n; entry < size; entry++) {
    const [kind, key] = head();
    if (kind !== 0 || key > 18n || Number(key) <= last) refuse('not_cbor');
    last = Number(key);
    map.set(last, value());
  }
  if (at !== bytes.length) refuse('not_cbor');
  return map;
}

const array = (value: Value | undefined, length: number): readonly Value[] =>
  Array.isArray(value) && value.length === length ? (value as readonly Value[]) : refuse('not_cbor');
const rows = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : refuse('not_cbor'));
const octets = (value: Value | undefined): Uint8Array => (value instanceof Uint8Array ? value : refuse('not_cbor'));
const hexText = (value: Value | undefined): string => hexOf(octets(value));
const words = (value: Value | undefined): string => (typeof value === 'string' ? value : refuse('not_cbor'));

function number(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value;
  const bytes = octets(value);
  if (bytes.length < 9 || bytes[0] === 0) refuse('not_cbor');
  return BigInt(hexOf(bytes));
}

const decimal = (value: Value | undefined): string => String(number(value));

/** The JSON value that the map stands for; what is left out is put in as expected. */
function fileOf(map: Keyed): unknown {
  const kind = map.get(0);
  if (kind !== 1n && kind !== 2n) return refuse('not_cbor');
  const isPresentation = kind === 2n;
  if ([...map.keys()].some((key) => key >= 14) && !isPresentation) refuse('not_cbor');
  const holder = isPresentation ? array(map.get(15), 2) : null;
  const shown = holder === null ? null : { key: hexText(holder[0]), blind: hexText(holder[1]) };
  const credential = credentialOf(map, shown);
  if (shown === null) return credential;
  const [verifierName, challenge, purpose, until] = array(map.get(16), 4);
  const name = words(verifierName);
  const verifier = map.has(17) ? hexText(map.get(17)) : hexOf(keccak(textBytes(name)));
  return {
    type: 'CredencePresentation',
    version: 1,
    credential,
    claims: rows(map.get(14) ?? []).map((row) => {
      const [which, threshold, salt, proof] = array(row, 4);
      const claim = which === 0n ? 'scoreAtLeast' : which === 1n ? 'pdAtMost' : refuse('not_cbor');
      return { kind: claim, threshold: decimal(threshold), salt: hexText(salt), proof: hexText(proof) };
    }),
    holder: shown,
    audience: { verifierName: name, verifier, challenge: hexText(challenge), purpose: words(purpose), until: decimal(until) },
    signature: holderSignatureOf(rows(map.get(18))),
  };
}

function holderSignatureOf(row: readonly Value[]): unknown {
  const [kind, value] = row;
  if (kind === 3n) {
    const [, , data, client, x, y] = array(row, 6);
    const passkey = { authenticatorData: hexText(data), clientDataJSON: words(client), x: hexText(x), y: hexText(y) };
    return { kind: 'webauthn', value: hexText(value), ...passkey };
  }
  array(row, 2);
  const name = typeof kind === 'bigint' ? ['ecdsa', 'erc1271', 'p256'][Number(kind)] : undefined;
  return { kind: name ?? refuse('not_cbor'), value: hexText(value) };
}

function credentialOf(map: Keyed, shown: { key: string; blind: string } | null): Record<string, unknown> {
  const [chainId, ledger] = array(map.get(1), 2);
  const [issuer, subjectTag, model, issuedAt, expiry, seq] = array(map.get(2), 6);
  const fields = rows(map.get(5)).map((row) => {
    const [place, salt, value] = array(row, 3);
    const index = Number(number(place));
    const [name, kind] = SLOTS[index] ?? [];
    const text = kind === 'text' ? words(value) : kind === 'bytes32' ? hexText(value) : decimal(value);
    return { name, index, salt: hexText(salt), value: text };
  });
  const parts = octets(map.get(6));
  if (parts.length % 33 !== 0) refuse('not_cbor');
  const hidden = Array.from({ length: parts.length / 33 }, (_, i) => {
    const head = parts[i * 33] ?? 0;
    return { index: head & 15, slots: 2 ** (head >> 4), hash: hexOf(parts.subarray(i * 33 + 1, i * 33 + 33)) };
  });
  const expected = shown === null ? ZERO : hexOf(holderCommitment(shown));
  const credit = {
    issuer: decimal(issuer),
    credentialRoot: map.has(3) ? hexText(map.get(3)) : rootOrZero(fields, hidden),
    subjectTag: hexText(subjectTag),
    model: hexText(model),
    issuedAt: decimal(issuedAt),
    expiry: decimal(expiry),
    seq: decimal(seq),
    holder: map.has(4) ? hexText(map.get(4)) : expected,
  };
  const chain = { chainId: Number(number(chainId)), ledger: hexText(ledger) };
  const receipt = map.has(9) ? array(map.get(9), 2) : null;
  const base = {
    type: 'CredenceCredential',
    version: 2,
    chain,
    credit,
    fields,
    hidden,
    signature: map.has(7) ? hexText(map.get(7)) : null,
    signer: map.has(8) ? hexText(map.get(8)) : null,
    receipt: receipt === null ? null : { anchorBy: decimal(receipt[0]), signature: hexText(receipt[1]) },
  };
  return { ...base, anchor: map.has(10) ? anchorOf(map, base) : null };
}

function rootOrZero(fields: readonly unknown[], hidden: readonly unknown[]): string {
  try {
    return hexOf(fieldRoot(fields as Credential['fields'], hidden as Credential['hidden']));
  } catch {
    // Slots that are not there or not right; reading them says so.
    return ZERO;
  }
}

function anchorOf(map: Keyed, base: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [batch, leaves, firstLeaf, time, index, flat, transaction, block] = array(map.get(10), 8);
  const siblings = octets(flat);
  if (siblings.length % 32 !== 0) refuse('not_cbor');
  const path = Array.from({ length: siblings.length / 32 }, (_, i) => hexOf(siblings.subarray(i * 32, i * 32 + 32)));
  const credit = base['credit'] as { readonly model: string };
  const anchor = {
    batch: decimal(batch),
    root: ZERO,
    leaves: decimal(leaves),
    firstLeaf: decimal(firstLeaf),
    model: map.has(12) ? hexText(map.get(12)) : credit.model,
    stateRoot: map.has(13) ? hexText(map.get(13)) : ZERO,
    time: decimal(time),
    index: decimal(index),
    path,
    transaction: hexText(transaction),
    block: decimal(block),
  };
  if (map.has(11)) return { ...anchor, root: hexText(map.get(11)) };
  // Reading it once without an anchor finds the faults of everything that the digest is made of.
  const { credential } = readInput({ ...base, anchor: null });
  return { ...anchor, root: rootFrom(credential, BigInt(anchor.index), BigInt(anchor.leaves), path) };
}

function rootFrom(credential: Credential, index: bigint, leaves: bigint, path: readonly string[]): string {
  const leaf = keccak(Uint8Array.of(0), bytesOf(creditDigest(credential)));
  const root = rootOfPath(leaf, index, leaves, path.map(bytesOf));
  return root === null ? ZERO : hexOf(root);
}

function encodeValue(value: Value): Uint8Array {
  if (typeof value === 'bigint') return value < 1n << 64n ? header(0, value) : encodeValue(bytesOf(evenHex(value)));
  if (typeof value === 'string') return Buffer.concat([header(3, BigInt(textBytes(value).length)), textBytes(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([header(2, BigInt(value.length)), value]);
  return Buffer.concat([header(4, BigInt(value.length)), ...value.map(encodeValue)]);
}

function evenHex(value: bigint): string {
  const digits = value.toString(16);
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

function header(major: number, count: bigint): Uint8Array {
  if (count < 24n) return Uint8Array.of((major << 5) | Number(count));
  const size = count < 1n << 8n ? 0 : count < 1n << 16n ? 1 : count < 1n << 32n ? 2 : 3;
  return Buffer.concat([Uint8Array.of((major << 5) | (24 + size)), bytesOf(`0x${count.toString(16).padStart(2 ** (size + 1), '0')}`)]);
}

/** The one form of a file. */
function encode({ credential, presentation }: Input): Uint8Array {
  const { chain, credit, fields, hidden, anchor, receipt } = credential;
  const entries: [number, Value][] = [
    [0, presentation === null ? 1n : 2n],
    [1, [BigInt(chain.chainId), bytesOf(chain.ledger)]],
    [2, [credit.issuer, bytesOf(credit.subjectTag), bytesOf(credit.model), credit.issuedAt, credit.expiry, credit.seq]],
    [5, fields.map(({ index, salt, value }) => [BigInt(index), bytesOf(salt), slotValue(index, value)])],
    [
      6,
      Buffer.concat(hidden.map(({ index, slots, hash }) => Buffer.concat([Uint8Array.of(16 * Math.log2(slots) + index), bytesOf(hash)]))),
    ],
  ];
  if (credit.credentialRoot !== hexOf(fieldRoot(fields, hidden))) entries.push([3, bytesOf(credit.credentialRoot)]);
  const expected = presentation === null ? ZERO : hexOf(holderCommitment(presentation.holder));
  if (credit.holder !== expected) entries.push([4, bytesOf(credit.holder)]);
  if (credential.signature !== null) entries.push([7, bytesOf(credential.signature)]);
  if (credential.signer !== null) entries.push([8, bytesOf(credential.signer)]);
  if (receipt !== null) entries.push([9, [receipt.anchorBy, bytesOf(receipt.signature)]]);
  if (anchor !== null) entries.push(...anchorEntries(credential, anchor));
  if (presentation !== null) entries.push(...presentationEntries(presentation));
  entries.sort(([a], [b]) => a - b);
  return Buffer.concat([
    header(5, BigInt(entries.length)),
    ...entries.flatMap(([key, value]) => [header(0, BigInt(key)), encodeValue(value)]),
  ]);
}

function slotValue(index: number, value: string): Value {
  const kind = SLOTS[index]?.[1];
  if (kind === 'text') return value;
  return kind === 'bytes32' ? bytesOf(value) : BigInt(value);
}

function anchorEntries(credential: Credential, anchor: Anchor): [number, Value][] {
  const path = Buffer.concat(anchor.path.map(bytesOf));
  const { batch, leaves, firstLeaf, time, index, transaction, block } = anchor;
  const entries: [number, Value][] = [[10, [batch, leaves, firstLeaf, time, index, path, bytesOf(transaction), block]]];
  if (anchor.root !== rootFrom(credential, index, leaves, anchor.path)) entries.push([11, bytesOf(anchor.root)]);
  if (anchor.model !== credential.credit.model) entries.push([12, bytesOf(anchor.model)]);
  if (anchor.stateRoot !== ZERO) entries.push([13, bytesOf(anchor.stateRoot)]);
  return entries;
}

function presentationEntries({ claims, holder, audience, signature }: NonNullable<Input['presentation']>): [number, Value][] {
  const entries: [number, Value][] = [
    [15, [bytesOf(holder.key), bytesOf(holder.blind)]],
    [16, [audience.verifierName, bytesOf(audience.challenge), audience.purpose, audience.until]],
    [18, signatureValue(signature)],
  ];
  if (claims.length > 0) {
    const kinds = ['scoreAtLeast', 'pdAtMost'];
    entries.push([
      14,
      claims.map(({ kind, threshold, salt, proof }) => [BigInt(kinds.indexOf(kind)), threshold, bytesOf(salt), bytesOf(proof)]),
    ]);
  }
  if (audience.verifier !== hexOf(keccak(textBytes(audience.verifierName)))) entries.push([17, bytesOf(audience.verifier)]);
  return entries;
}

function signatureValue(signature: HolderSignature): Value {
  if (signature.kind !== 'webauthn') return [BigInt(['ecdsa', 'erc1271', 'p256'].indexOf(signature.kind)), bytesOf(signature.value)];
  const { value, authenticatorData, clientDataJSON, x, y } = signature;
  return [3n, bytesOf(value), bytesOf(authenticatorData), clientDataJSON, bytesOf(x), bytesOf(y)];
}
