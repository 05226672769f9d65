import { canonicalJson } from '../../kernel/canonical-json.ts';
import { type Address, fromHex, type Hash32, isHex, toHex } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { type Credential, type CredentialFile, credentialFile } from './credential.ts';
import type { CredentialSecrets } from './customer-secrets.ts';
import { closeSlots, type FieldName, SALT_SIZE } from './field-tree.ts';
import { CHAIN_SLOT, type ClaimKind, thresholdProof } from './threshold-chain.ts';
import { creditDigest, domainSeparator, presentationDigest, type PresentationStatement } from './typed-data.ts';
import { concatBytes, utf8 } from './words.ts';

export const PRESENTATION_TYPE = 'CredencePresentation';
export const PRESENTATION_VERSION = 1;

/** A threshold that the holder shows without the value behind it. */
export interface Claim {
  readonly kind: ClaimKind;
  /** Points for `scoreAtLeast`, basis points for `pdAtMost`, in decimal. */
  readonly threshold: string;
  /** Salt of the slot of the chain, 16 bytes, 0x-hex. */
  readonly salt: string;
  readonly proof: Hash32;
}

/** For whom, for what and how long. */
export interface Audience {
  readonly verifierName: string;
  /** Hash of the name, or the address of a lender's contract behind twelve zero bytes. */
  readonly verifier: Hash32;
  /** Chosen by the verifier, so that a presentation can't be shown twice. */
  readonly challenge: Hash32;
  readonly purpose: string;
  /** Seconds; the last moment at which the presentation is good. */
  readonly until: bigint;
}

export type HolderSignature =
  | { readonly kind: 'ecdsa' | 'erc1271' | 'p256'; readonly value: string }
  | {
      readonly kind: 'webauthn';
      /** r ‖ s, 64 bytes, 0x-hex. */
      readonly value: string;
      readonly authenticatorData: string;
      /** The bytes that the browser signed, as text. */
      readonly clientDataJSON: string;
      readonly x: Hash32;
      readonly y: Hash32;
    };

export interface UnsignedPresentation {
  readonly credential: Credential;
  readonly claims: readonly Claim[];
  readonly holder: { readonly key: Address; readonly blind: Hash32 };
  readonly audience: Audience;
}

/** A presentation whose file has been read and found well-formed; nothing else is checked yet. */
export interface Presentation extends UnsignedPresentation {
  readonly signature: HolderSignature;
}

/** JSON of {@link Presentation}. */
export interface PresentationFile {
  readonly type: typeof PRESENTATION_TYPE;
  readonly version: typeof PRESENTATION_VERSION;
  readonly credential: CredentialFile;
  readonly claims: readonly Claim[];
  readonly holder: { readonly key: string; readonly blind: string };
  readonly audience: {
    readonly verifierName: string;
    readonly verifier: string;
    readonly challenge: string;
    readonly purpose: string;
    readonly until: string;
  };
  readonly signature: HolderSignature;
}

/** The file of `presentation`. */
export function presentationFile(presentation: Presentation): PresentationFile {
  const { credential, claims, holder, audience, signature } = presentation;
  return {
    type: PRESENTATION_TYPE,
    version: PRESENTATION_VERSION,
    credential: credentialFile(credential),
    claims,
    holder,
    audience: { ...audience, until: String(audience.until) },
    signature,
  };
}

/** How a verifier that is no contract is named in a presentation. */
export function verifierId(name: string): Hash32 {
  return keccakHex(utf8(name));
}

/** How a lender's contract is named in a presentation. */
export function contractVerifierId(contract: Address): Hash32 {
  return toHex(concatBytes(new Uint8Array(12), fromHex(contract))) as Hash32;
}

/** The verifier that a person means by `text`: 32 bytes as they are, the address of a contract, or else a name. */
export function verifierOf(text: string): Hash32 {
  const lower = text.toLowerCase();
  if (isHex(lower, 32)) return lower as Hash32;
  return isHex(lower, 20) ? contractVerifierId(lower as Address) : verifierId(text);
}

/** keccak256 of the canonical JSON of the claims and fields that are shown. */
export function disclosureHash({ credential, claims }: Pick<UnsignedPresentation, 'credential' | 'claims'>): Hash32 {
  return keccakHex(
    utf8(
      canonicalJson({
        claims: claims.map(({ kind, threshold, salt, proof }) => ({ kind, threshold, salt, proof })),
        fields: credential.fields.map(({ name, index, salt, value }) => ({ name, index, salt, value })),
      }),
    ),
  );
}

/** The statement that the holder signs for `presentation`. */
export function presentationStatement(presentation: UnsignedPresentation): PresentationStatement {
  const { credential, audience } = presentation;
  return {
    credential: creditDigest(domainSeparator(credential.place), credential.credit),
    disclosure: disclosureHash(presentation),
    verifier: audience.verifier,
    challenge: audience.challenge,
    purpose: keccakHex(utf8(audience.purpose)),
    until: audience.until,
  };
}

/** EIP-712 digest that the holder signs for `presentation`. */
export function digestOfPresentation(presentation: UnsignedPresentation): Hash32 {
  return presentationDigest(domainSeparator(presentation.credential.place), presentationStatement(presentation));
}

export interface PresentationChoice {
  readonly fields: ReadonlySet<FieldName>;
  /** Thresholds to show; each must hold for the true value. */
  readonly claims: readonly { readonly kind: ClaimKind; readonly threshold: number }[];
  readonly holder: { readonly key: Address; readonly blind: Hash32 };
  readonly audience: Audience;
}

/**
 * The presentation of `credential`, ready to be signed by the holder; null when a claimed threshold does not hold.
 * @param value - the true score and probability of default
 */
export function buildPresentation(
  credential: Credential,
  choice: PresentationChoice,
  value: { readonly score: number; readonly pdWad: bigint },
  secrets: CredentialSecrets,
): UnsignedPresentation | null {
  const claims: Claim[] = [];
  for (const { kind, threshold } of choice.claims) {
    const proof = thresholdProof(kind, threshold, value, secrets);
    if (proof === null) return null;
    const slot = CHAIN_SLOT[kind];
    const salt = toHex(secrets.salts.subarray(slot * SALT_SIZE, (slot + 1) * SALT_SIZE));
    claims.push({ kind, threshold: String(threshold), salt, proof });
  }
  const shown = new Set(credential.fields.filter((field) => choice.fields.has(field.name)).map((field) => field.index));
  // The leaf of a chain stays a leaf of its own: its claim is checked against it.
  const chains = new Set(choice.claims.map(({ kind }) => CHAIN_SLOT[kind]));
  // What is anchored needs no signature of the issuer, and a code has no room to spare.
  const unsigned = credential.anchor === null ? {} : { signature: null, signer: null };
  return {
    credential: { ...credential, ...closeSlots(credential, shown, chains), ...unsigned },
    claims,
    holder: choice.holder,
    audience: choice.audience,
  };
}
