import { address, type Hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { CBOR_FORM, CBOR_KEY, encodeCredential, encodePresentation, rootThrough, SIGNATURE_KINDS } from './cbor-form.ts';
import { decodeValue } from './domain/cbor.ts';
import { CREDENTIAL_TYPE, CREDENTIAL_VERSION, type Credential } from './domain/credential.ts';
import { fieldRoot, SLOTS } from './domain/field-tree.ts';
import { holderCommitment } from './domain/holder-key.ts';
import { malformed } from './domain/malformed.ts';
import { parseCredential } from './domain/parse-credential.ts';
import { parsePresentation } from './domain/parse-presentation.ts';
import { type Presentation, PRESENTATION_TYPE, PRESENTATION_VERSION, verifierId } from './domain/presentation.ts';
import { CLAIM_KINDS } from './domain/threshold-chain.ts';
import { sameBytes, splitHashes } from './domain/words.ts';

const FILE_LIMIT = 65_536;

type Members = ReadonlyMap<unknown, unknown>;

/**
 * Reads what `encodeCredential` or `encodePresentation` writes, byte for byte, and nothing else: what decodes to the same
 * values from other bytes is refused, and so are repeated keys, indefinite lengths and trailing bytes.
 * @throws {@link DomainError} `credential_malformed`
 */
export function readCbor(bytes: Uint8Array): { readonly credential: Credential } | { readonly presentation: Presentation } {
  if (bytes.length > FILE_LIMIT) throw malformed('', 'too_large', `at most ${FILE_LIMIT} bytes are read`);
  const members = decodeMap(bytes);
  const form = members.get(CBOR_KEY.form);
  if (form === CBOR_FORM.credential) {
    const credential = parseCredential(credentialValue(members, ZERO_HASH));
    requireSame(bytes, () => encodeCredential(credential));
    return { credential };
  }
  if (form !== CBOR_FORM.presentation) throw notCbor('a credential or a presentation is expected');
  const presentation = parsePresentation(presentationValue(members));
  requireSame(bytes, () => encodePresentation(presentation));
  return { presentation };
}

function notCbor(detail: string) {
  return malformed('', 'not_cbor', detail);
}

function decodeMap(bytes: Uint8Array): Members {
  const value = decodeValue(bytes);
  if (value instanceof Map) return value;
  throw notCbor('one deterministic CBOR map is expected');
}

/** One credential has one form; whatever a reader would drop or read in two ways shows here. */
function requireSame(bytes: Uint8Array, encode: () => Uint8Array): void {
  if (!sameBytes(bytes, encode())) throw notCbor('the deterministic form without additions is expected');
}

/** Members of a list of known length; the strict reader of the file judges what they are. */
function list(value: unknown, length: number, what: string): readonly unknown[] {
  if (Array.isArray(value) && value.length === length) return value;
  throw notCbor(`a list of ${length} is expected as ${what}`);
}

function hex(value: unknown): string {
  if (value instanceof Uint8Array) return toHex(value);
  throw notCbor('a byte string is expected');
}

function hash(value: unknown): Hash32 {
  if (value instanceof Uint8Array && value.length === 32) return toHex(value) as Hash32;
  throw notCbor('a byte string of 32 bytes is expected');
}

function decimal(value: unknown): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
  if (value instanceof Uint8Array && value.length > 0) return String(BigInt(toHex(value)));
  throw notCbor('a whole number is expected');
}

function flatHashes(value: unknown): readonly string[] {
  if (value instanceof Uint8Array && value.length % 32 === 0) return splitHashes(value);
  throw notCbor('hashes of 32 bytes are expected');
}

function optional<T>(members: Members, key: number, read: (value: unknown) => T): T | null {
  const value = members.get(key);
  return value === undefined ? null : read(value);
}

function presentationValue(members: Members): unknown {
  const [key, blind] = list(members.get(CBOR_KEY.holderKey), 2, 'holder');
  const [verifierName, challenge, purpose, until] = list(members.get(CBOR_KEY.audience), 4, 'audience');
  if (!(key instanceof Uint8Array) || key.length !== 20) throw notCbor('a holder key of 20 bytes is expected');
  const verifier = optional(members, CBOR_KEY.verifier, hash);
  return {
    type: PRESENTATION_TYPE,
    version: PRESENTATION_VERSION,
    credential: credentialValue(members, holderCommitment(address(toHex(key)), hash(blind))),
    claims: optional(members, CBOR_KEY.claims, claimValues) ?? [],
    holder: { key: hex(key), blind: hex(blind) },
    audience: {
      verifierName,
      verifier: verifier ?? (typeof verifierName === 'string' ? verifierId(verifierName) : null),
      challenge: hex(challenge),
      purpose,
      until: decimal(until),
    },
    signature: signatureValue(members.get(CBOR_KEY.holderSignature)),
  };
}

function claimValues(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw notCbor('a list of claims is expected');
  return value.map((claim: unknown) => {
    const [kind, threshold, salt, proof] = list(claim, 4, 'claim');
    return { kind: CLAIM_KINDS[Number(kind)], threshold: decimal(threshold), salt: hex(salt), proof: hex(proof) };
  });
}

function signatureValue(value: unknown): unknown {
  const kind = Array.isArray(value) ? SIGNATURE_KINDS[Number(value[0])] : undefined;
  if (kind !== 'webauthn') {
    const [, bytes] = list(value, 2, 'signature');
    return { kind, value: hex(bytes) };
  }
  const [, bytes, authenticatorData, clientDataJSON, x, y] = list(value, 6, 'signature');
  return { kind, value: hex(bytes), authenticatorData: hex(authenticatorData), clientDataJSON, x: hex(x), y: hex(y) };
}

function credentialValue(members: Members, expectedHolder: Hash32): unknown {
  const [chainId, ledger] = list(members.get(CBOR_KEY.chain), 2, 'chain');
  const [issuer, tag, model, issuedAt, expiry, seq] = list(members.get(CBOR_KEY.credit), 6, 'credit');
  const receipt = optional(members, CBOR_KEY.receipt, (value) => list(value, 2, 'receipt'));
  const file = {
    type: CREDENTIAL_TYPE,
    version: CREDENTIAL_VERSION,
    chain: { chainId, ledger: hex(ledger) },
    credit: {
      issuer: decimal(issuer),
      credentialRoot: optional(members, CBOR_KEY.credentialRoot, hex) ?? ZERO_HASH,
      subjectTag: hex(tag),
      model: hex(model),
      issuedAt: decimal(issuedAt),
      expiry: decimal(expiry),
      seq: decimal(seq),
      holder: optional(members, CBOR_KEY.holder, hex) ?? expectedHolder,
    },
    fields: fieldValues(members.get(CBOR_KEY.fields)),
    hidden: hiddenValues(members.get(CBOR_KEY.hidden)),
    signature: optional(members, CBOR_KEY.signature, hex),
    signer: optional(members, CBOR_KEY.signer, hex),
    receipt: receipt === null ? null : { anchorBy: decimal(receipt[0]), signature: hex(receipt[1]) },
    anchor: optional(members, CBOR_KEY.anchor, (value) => anchorValue(members, value, hex(model))),
  };
  return withRoots(members, file);
}

function fieldValues(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw notCbor('a list of fields is expected');
  return value.map((field: unknown) => {
    const [index, salt, content] = list(field, 3, 'field');
    const slot = SLOTS[Number(index)];
    if (slot === undefined) throw notCbor('the number of a slot is expected');
    const shown = slot.kind === 'utf8' ? content : slot.kind === 'bytes32' ? hex(content) : decimal(content);
    return { name: slot.name, index, salt: hex(salt), value: shown };
  });
}

function hiddenValues(value: unknown): readonly unknown[] {
  if (!(value instanceof Uint8Array) || value.length % 33 !== 0) throw notCbor('hidden parts of 33 bytes are expected');
  return Array.from({ length: value.length / 33 }, (_, i) => {
    const at = value[i * 33] ?? 0;
    return { index: at & 15, slots: 1 << (at >> 4), hash: toHex(value.subarray(i * 33 + 1, i * 33 + 33)) };
  });
}

function anchorValue(members: Members, value: unknown, model: string) {
  const [batch, leaves, firstLeaf, time, index, path, transaction, block] = list(value, 8, 'anchor');
  return {
    batch: decimal(batch),
    root: optional(members, CBOR_KEY.anchorRoot, hex) ?? ZERO_HASH,
    leaves: decimal(leaves),
    firstLeaf: decimal(firstLeaf),
    model: optional(members, CBOR_KEY.anchorModel, hex) ?? model,
    stateRoot: optional(members, CBOR_KEY.stateRoot, hex) ?? ZERO_HASH,
    time: decimal(time),
    index: decimal(index),
    path: flatHashes(path),
    transaction: hex(transaction),
    block: decimal(block),
  };
}

interface RawFile {
  readonly credit: object;
  readonly anchor: object | null;
}

/** Fills in the roots that were left out because fields and path lead to them. */
function withRoots(members: Members, file: RawFile): unknown {
  const read = parseCredential(file);
  const credentialRoot = members.has(CBOR_KEY.credentialRoot) ? read.credit.credentialRoot : fieldRoot(read);
  const credit = { ...read.credit, credentialRoot };
  const root = read.anchor === null || members.has(CBOR_KEY.anchorRoot) ? read.anchor?.root : rootThrough({ ...read, credit }, read.anchor);
  return {
    ...file,
    credit: { ...file.credit, credentialRoot },
    anchor: file.anchor === null ? null : { ...file.anchor, root: root ?? ZERO_HASH },
  };
}
