import { fromBase64Url, toBase64Url } from '../kernel/base64url.ts';
import { DomainError } from '../kernel/errors.ts';
import { encodeCredential, encodePresentation } from './cbor-form.ts';
import { readCbor } from './cbor-reader.ts';
import { base45, bytesOfBase45 } from './domain/base45.ts';
import { parseBoundedJson } from './domain/bounded-json.ts';
import type { Credential } from './domain/credential.ts';
import { malformed } from './domain/malformed.ts';
import { parseCredential } from './domain/parse-credential.ts';
import { parsePresentation } from './domain/parse-presentation.ts';
import { type Presentation, PRESENTATION_TYPE } from './domain/presentation.ts';

/** Marks the text of a QR code; what follows is Base45, which QR codes store densest. */
const QR_MARK = 'CREDENCE1:';
/** Marks the payload of a link; what follows is base64url, which stays as it is in an address. */
const LINK_MARK = 'credence1.';

export interface ReadFile {
  /** Of a presentation, the credential in it. */
  readonly credential: Credential;
  /** Null for a plain credential. */
  readonly presentation: Presentation | null;
}

/**
 * Reads a credential or a presentation in any of its forms: JSON (text, bytes or value), CBOR, the text of a QR code or
 * the payload of a link.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function readCredentialFile(input: unknown): ReadFile {
  if (input instanceof Uint8Array && isCbor(input)) return fromCbor(input);
  if (typeof input === 'string') {
    const bytes = bytesOfText(input.trim());
    if (bytes !== null) return fromCbor(bytes);
  }
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  const isPresentation = typeof value === 'object' && value !== null && 'type' in value && value.type === PRESENTATION_TYPE;
  if (!isPresentation) return { credential: parseCredential(value), presentation: null };
  const presentation = parsePresentation(value);
  return { credential: presentation.credential, presentation };
}

/** No text begins with such a byte, and every CBOR list and map does. */
function isCbor(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xc0) === 0x80;
}

function fromCbor(bytes: Uint8Array): ReadFile {
  const read = readCbor(bytes);
  return 'credential' in read
    ? { credential: read.credential, presentation: null }
    : { credential: read.presentation.credential, presentation: read.presentation };
}

/** Bytes behind the mark of a QR code or a link; null for any other text. */
function bytesOfText(text: string): Uint8Array | null {
  if (text.startsWith(QR_MARK)) {
    const bytes = bytesOfBase45(text.slice(QR_MARK.length));
    if (bytes === null) throw malformed('', 'not_qr', 'the text of a QR code is cut or altered');
    return bytes;
  }
  if (!text.startsWith(LINK_MARK)) return null;
  try {
    return fromBase64Url(text.slice(LINK_MARK.length));
  } catch (error) {
    if (error instanceof DomainError) throw malformed('', 'not_qr', 'the text of a link is cut or altered');
    throw error;
  }
}

/** Deterministic CBOR of a credential or a presentation. */
export function encodeCbor(file: Credential | Presentation): Uint8Array {
  return 'audience' in file ? encodePresentation(file) : encodeCredential(file);
}

/** Text for a QR code. */
export function qrText(file: Credential | Presentation): string {
  return `${QR_MARK}${base45(encodeCbor(file))}`;
}

/** Payload for a link, to stand behind its `#`. */
export function linkPayload(file: Credential | Presentation): string {
  return `${LINK_MARK}${toBase64Url(encodeCbor(file))}`;
}
