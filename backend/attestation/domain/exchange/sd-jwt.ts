import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64Url, toBase64Url } from '../../../kernel/base64url.ts';
import { assertInvariant, DomainError } from '../../../kernel/errors.ts';
import { fromHex, type Hash32, toHex } from '../../../kernel/hex.ts';
import type { CredentialFile } from '../credential.ts';
import { type DisclosedField, disclosedLeaf, type FieldName, SLOT_COUNT, SLOTS } from '../field-tree.ts';
import { utf8 } from '../words.ts';

/** Type of our credentials in the registry of SD-JWT VC types. */
export const VCT = 'urn:credence:credit-score:1';
/** Media type of the header, SD-JWT VC. */
const TYP = 'dc+sd-jwt';

/** The parts of a credential file that are always shown, and the sixteen leaf hashes of its field tree. */
type Evidence = Omit<CredentialFile, 'fields' | 'hidden'> & { readonly leaves: readonly string[] };

export interface SdJwtTerms {
  /** https address of the issuer, whose keys stand under `/.well-known/jwt-vc-issuer`. */
  readonly issuerUrl: string;
  /** Name of the issuer's key there. */
  readonly kid: string;
  /** Status list and place in it, once the credential is anchored. */
  readonly status: { readonly uri: string; readonly idx: number } | null;
  /** Public key that the holder signs key bindings with. */
  readonly holderJwk: Readonly<Record<string, string>> | null;
}

export interface UnsignedSdJwt {
  /** What ES256K signs: `header.payload`. */
  readonly signingInput: string;
  readonly disclosures: readonly string[];
}

/**
 * The SD-JWT VC (RFC 9901) of a credential. Each field that the file shows becomes a disclosure whose salt is the
 * field's own salt, so whoever is shown a disclosure can also compute the field's leaf and with it the credential's
 * EIP-712 digest: {@link credentialOfSdJwt} goes back.
 */
export function sdJwtOf(file: CredentialFile, terms: SdJwtTerms): UnsignedSdJwt {
  const disclosures = file.fields.map((field) => jsonText([toBase64Url(fromHex(field.salt)), field.name, claimValue(field)]));
  const { fields, hidden, ...rest } = file;
  const evidence: Evidence = { ...rest, leaves: leavesOf(file) };
  const payload = {
    iss: terms.issuerUrl,
    vct: VCT,
    iat: Number(file.credit.issuedAt),
    exp: Number(file.credit.expiry),
    _sd_alg: 'sha-256',
    // Sorted, so that the order of the digests says nothing.
    _sd: disclosures.map(digestOf).sort(),
    ...(terms.status === null ? {} : { status: { status_list: terms.status } }),
    ...(terms.holderJwk === null ? {} : { cnf: { jwk: terms.holderJwk } }),
    credence: evidence,
  };
  const header = { alg: 'ES256K', typ: TYP, kid: terms.kid };
  return { signingInput: `${jsonText(header)}.${jsonText(payload)}`, disclosures };
}

/** The compact form: issuer's JWT and disclosures, without a key binding. */
export function compactSdJwt({ signingInput, disclosures }: UnsignedSdJwt, signature: Uint8Array): string {
  return [`${signingInput}.${toBase64Url(signature)}`, ...disclosures, ''].join('~');
}

export interface ReadSdJwt {
  /** Credential file with the disclosed fields; everything that a verification asks about it is still open. */
  readonly file: unknown;
  readonly signingInput: string;
  readonly signature: Uint8Array;
  readonly kid: string | null;
}

/**
 * The credential file inside an SD-JWT, with the fields whose disclosures are there. Checks what is particular to
 * the form: the disclosures are those that the issuer's JWT commits to and agree with the leaves of the field tree.
 * @throws {@link DomainError} `sd_jwt_malformed`
 */
export function credentialOfSdJwt(text: string): ReadSdJwt {
  const [jwt = '', ...rest] = text.trim().split('~');
  const [head, body, signature, ...excess] = jwt.split('.');
  if (head === undefined || body === undefined || signature === undefined || excess.length > 0)
    throw malformed('its JWT has not three parts');
  const header = parsePart(head, 'header');
  const payload = parsePart(body, 'payload');
  if (header['typ'] !== TYP || header['alg'] !== 'ES256K') throw malformed('its header is not that of an SD-JWT VC signed with ES256K');
  if (payload['vct'] !== VCT || payload['_sd_alg'] !== 'sha-256') throw malformed('it is of another type');
  const committed = Array.isArray(payload['_sd']) ? payload['_sd'] : [];
  const evidence = payload['credence'];
  if (!isEvidence(evidence)) throw malformed('it carries no credential of this ledger');
  const { leaves, ...always } = evidence;
  // What follows the last tilde is a key binding, or nothing.
  const shown = rest.slice(0, -1).map((disclosure) => readDisclosure(disclosure, committed, leaves));
  if (new Set(shown.map((field) => field.index)).size !== shown.length) throw malformed('a field is disclosed twice');
  const fields = shown.sort((a, b) => a.index - b.index);
  const hidden = leaves
    .map((hash, index) => ({ index, slots: 1, hash }))
    .filter(({ index }) => !fields.some((field) => field.index === index));
  return {
    file: { ...always, fields, hidden },
    signingInput: `${head}.${body}`,
    signature: fromBase64Url(signature),
    kid: typeof header['kid'] === 'string' ? header['kid'] : null,
  };
}

function readDisclosure(disclosure: string, committed: readonly unknown[], leaves: readonly string[]): DisclosedField {
  if (!committed.includes(digestOf(disclosure))) throw malformed('a disclosure is not one that the issuer signed');
  const parts = parseJson(disclosure, 'disclosure');
  if (!Array.isArray(parts) || parts.length !== 3) throw malformed('a disclosure is not salt, name and value');
  const [salt, name, value] = parts as unknown[];
  const index = SLOTS.findIndex((slot) => slot.name === name);
  const slot = SLOTS[index];
  if (slot === undefined || typeof salt !== 'string' || (typeof value !== 'string' && typeof value !== 'number')) {
    throw malformed('a disclosure is of no field that a credential has');
  }
  const field: DisclosedField = { name: slot.name, index, salt: toHex(fromBase64Url(salt)), value: String(value) };
  if (!hasLeaf(field, leaves[index])) throw malformed(`the disclosure of ${slot.name} differs from the field tree`);
  return field;
}

function hasLeaf(field: DisclosedField, leaf: string | undefined): boolean {
  try {
    return toHex(disclosedLeaf(field)) === leaf;
  } catch {
    // A value that no field of this kind can have.
    return false;
  }
}

const NUMBERS: readonly FieldName[] = ['score', 'issuedAt', 'expiry', 'seq'];

/** Small integers as JSON numbers, so that a verifier can compare them; the rest as the file has it. */
function claimValue({ name, value }: DisclosedField): string | number {
  const number = Number(value);
  return NUMBERS.includes(name) && Number.isSafeInteger(number) && String(number) === value ? number : value;
}

function leavesOf(file: CredentialFile): Hash32[] {
  const leaves: Hash32[] = Array.from({ length: SLOT_COUNT });
  for (const field of file.fields) leaves[field.index] = toHex(disclosedLeaf(field)) as Hash32;
  for (const { index, slots, hash } of file.hidden) {
    assertInvariant(slots === 1, 'A credential is exported with the leaves of all its fields.');
    leaves[index] = hash;
  }
  return leaves;
}

function isEvidence(value: unknown): value is Evidence {
  if (typeof value !== 'object' || value === null || !('leaves' in value)) return false;
  const { leaves } = value;
  return Array.isArray(leaves) && leaves.length === SLOT_COUNT && leaves.every((leaf) => typeof leaf === 'string');
}

function digestOf(disclosure: string): string {
  return toBase64Url(sha256(utf8(disclosure)));
}

function jsonText(value: unknown): string {
  return toBase64Url(utf8(JSON.stringify(value)));
}

function parsePart(text: string, part: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text, part);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(`its ${part} is no object`);
  return value as Record<string, unknown>;
}

function parseJson(text: string, part: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(text)));
  } catch (cause) {
    throw malformed(`its ${part} is no base64url of JSON`, cause);
  }
}

function malformed(reason: string, cause?: unknown): DomainError {
  return new DomainError('sd_jwt_malformed', 'invalid', `The text is no SD-JWT credential of this ledger: ${reason}.`, {
    cause,
    params: { reason },
  });
}
