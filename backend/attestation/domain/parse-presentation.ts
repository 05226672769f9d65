import { parseBoundedJson } from './bounded-json.ts';
import { SALT_SIZE } from './field-tree.ts';
import { locate, malformed } from './malformed.ts';
import { readCredential } from './parse-credential.ts';
import {
  type Audience,
  type Claim,
  type HolderSignature,
  type Presentation,
  PRESENTATION_TYPE,
  PRESENTATION_VERSION,
  verifierId,
} from './presentation.ts';
import { readAddress, readBytes, readHash, readHex, readList, readLiteral, readObject, readText, readUint } from './strict-shape.ts';
import { CLAIM_KINDS, thresholdSteps } from './threshold-chain.ts';

/** Longest name or purpose, UTF-16 code units. */
const WORDS_LIMIT = 200;
/** Longest part of a passkey's answer, bytes or UTF-16 code units. */
const PASSKEY_LIMIT = 1024;
const CONTRACT_SIGNATURE_LIMIT = 1024;

/**
 * Reads a presentation file from its text, its bytes or its parsed value.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parsePresentation(input: unknown): Presentation {
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  const top = readObject(value, '', ['type', 'version', 'credential', 'claims', 'holder', 'audience', 'signature']);
  readLiteral(top.type, '/type', PRESENTATION_TYPE);
  readLiteral(top.version, '/version', PRESENTATION_VERSION);
  const credential = readCredential(top.credential, '/credential');
  const claims = readList(top.claims, '/claims', CLAIM_KINDS.length).map(readClaim);
  claims.forEach((claim, i) => {
    if (claims.findIndex((other) => other.kind === claim.kind) !== i)
      throw malformed(`/claims/${i}/kind`, 'duplicate_field', 'a threshold of each kind is given once');
  });
  const holder = readObject(top.holder, '/holder', ['key', 'blind']);
  return {
    credential,
    claims,
    holder: { key: readAddress(holder.key, '/holder/key'), blind: readHash(holder.blind, '/holder/blind') },
    audience: readAudience(top.audience),
    signature: locate('/signature', () => readHolderSignature(top.signature)),
  };
}

function readClaim(value: unknown, position: number): Claim {
  const at = `/claims/${position}`;
  const claim = readObject(value, at, ['kind', 'threshold', 'salt', 'proof']);
  const kind = CLAIM_KINDS.find((known) => known === claim.kind);
  if (kind === undefined) throw malformed(`${at}/kind`, 'wrong_value', '"scoreAtLeast" or "pdAtMost" is expected');
  const threshold = readUint(claim.threshold, `${at}/threshold`, 32);
  if (thresholdSteps(kind, Number(threshold)) === null)
    throw malformed(`${at}/threshold`, 'out_of_range', '305, 310 ... 850 points or 25, 50 ... 2475 basis points are expected');
  return {
    kind,
    threshold: String(threshold),
    salt: readHex(claim.salt, `${at}/salt`, SALT_SIZE),
    proof: readHash(claim.proof, `${at}/proof`),
  };
}

function readAudience(value: unknown): Audience {
  const at = (name: string) => `/audience/${name}`;
  const audience = readObject(value, '/audience', ['verifierName', 'verifier', 'challenge', 'purpose', 'until']);
  const verifierName = readText(audience.verifierName, at('verifierName'), WORDS_LIMIT);
  const verifier = readHash(audience.verifier, at('verifier'));
  // Twelve zero bytes mark the address of a contract; any other verifier goes by its name.
  if (!verifier.startsWith(`0x${'00'.repeat(12)}`) && verifier !== verifierId(verifierName))
    throw malformed(at('verifier'), 'wrong_value', 'the hash of the name or the address of a contract is expected');
  return {
    verifierName,
    verifier,
    challenge: readHash(audience.challenge, at('challenge')),
    purpose: readText(audience.purpose, at('purpose'), WORDS_LIMIT),
    until: readUint(audience.until, at('until'), 64),
  };
}

/** Without its place in the file, which is set by the caller. */
function readHolderSignature(value: unknown): HolderSignature {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  switch (kind) {
    case 'ecdsa':
    case 'p256':
    case 'erc1271': {
      const signature = readObject(value, '', ['kind', 'value']);
      const read = () => readHex(signature.value, '/value', kind === 'ecdsa' ? 65 : 128);
      return { kind, value: kind === 'erc1271' ? readBytes(signature.value, '/value', CONTRACT_SIGNATURE_LIMIT) : read() };
    }
    case 'webauthn': {
      const signature = readObject(value, '', ['kind', 'value', 'authenticatorData', 'clientDataJSON', 'x', 'y']);
      return {
        kind,
        value: readHex(signature.value, '/value', 64),
        authenticatorData: readBytes(signature.authenticatorData, '/authenticatorData', PASSKEY_LIMIT),
        clientDataJSON: readText(signature.clientDataJSON, '/clientDataJSON', PASSKEY_LIMIT),
        x: readHash(signature.x, '/x'),
        y: readHash(signature.y, '/y'),
      };
    }
    default:
      readObject(value, '', ['kind', 'value']);
      throw malformed('/kind', 'wrong_value', '"ecdsa", "erc1271", "p256" or "webauthn" is expected');
  }
}
