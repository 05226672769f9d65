import { fromHex, type Hash32 } from '../../kernel/hex.ts';
import { keccak256, keccakHex } from '../../kernel/keccak.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import { concatBytes, uintBytes, utf8 } from './words.ts';

/** Names of the EIP-712 domain; `eip712Domain()` of the contract answers the same. */
export const DOMAIN_NAME = 'Credence Credit Ledger';
export const DOMAIN_VERSION = '1';

const DOMAIN_TYPE = keccak256(utf8('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'));
const NAME_HASH = keccak256(utf8(DOMAIN_NAME));
const VERSION_HASH = keccak256(utf8(DOMAIN_VERSION));
/** EIP-712 type hash of {@link Credit}. */
export const CREDIT_TYPE = keccak256(
  utf8(
    'Credit(uint32 issuer,bytes32 credentialRoot,bytes32 subjectTag,bytes32 model,uint64 issuedAt,uint64 expiry,uint64 seq,bytes32 holder)',
  ),
);
const CHECKPOINT_TYPE = keccak256(utf8('Checkpoint(uint32 issuer,uint64 size,bytes32 root,uint64 time,bytes32 contents)'));
const PRESENTATION_TYPE = keccak256(
  utf8('Presentation(bytes32 credential,bytes32 disclosure,bytes32 verifier,bytes32 challenge,bytes32 purpose,uint64 until)'),
);
const RECEIPT_TYPE = keccak256(utf8('Receipt(bytes32 credential,uint64 anchorBy)'));

/** The statement that an issuer signs and that a batch commits to. */
export interface Credit {
  readonly issuer: number;
  readonly credentialRoot: Hash32;
  readonly subjectTag: Hash32;
  readonly model: Hash32;
  /** Seconds. */
  readonly issuedAt: bigint;
  /** Seconds; the credential is good before this moment. */
  readonly expiry: bigint;
  /** 0 for the subject's first credential, then 1, 2, 3 ... */
  readonly seq: bigint;
  readonly holder: Hash32;
}

/** State of an issuer's log at one moment; `contents` binds the rest of an anchor proof to the signature. */
export interface Checkpoint {
  readonly issuer: number;
  readonly size: bigint;
  readonly root: Hash32;
  readonly time: bigint;
  readonly contents: Hash32;
}

/** What a holder signs: this credential, with this much shown, for this lender, this purpose and this long. */
export interface PresentationStatement {
  /** Digest of the credit. */
  readonly credential: Hash32;
  /** Hash of what is shown, see `disclosureHash`. */
  readonly disclosure: Hash32;
  readonly verifier: Hash32;
  readonly challenge: Hash32;
  readonly purpose: Hash32;
  /** Seconds; the last moment at which the presentation is good. */
  readonly until: bigint;
}

/** EIP-712 domain separator of the ledger at `place`. */
export function domainSeparator(place: LedgerPlace): Uint8Array {
  return keccak256(
    concatBytes(DOMAIN_TYPE, NAME_HASH, VERSION_HASH, uintBytes(place.chainId, 32), new Uint8Array(12), fromHex(place.ledger)),
  );
}

function digestOf(separator: Uint8Array, ...words: readonly Uint8Array[]): Hash32 {
  return keccakHex(concatBytes(Uint8Array.of(0x19, 0x01), separator, keccak256(concatBytes(...words))));
}

/** EIP-712 digest of `credit`: what the issuer signs, and what the batch leaf hashes. */
export function creditDigest(separator: Uint8Array, credit: Credit): Hash32 {
  return digestOf(
    separator,
    CREDIT_TYPE,
    uintBytes(credit.issuer, 32),
    fromHex(credit.credentialRoot),
    fromHex(credit.subjectTag),
    fromHex(credit.model),
    uintBytes(credit.issuedAt, 32),
    uintBytes(credit.expiry, 32),
    uintBytes(credit.seq, 32),
    fromHex(credit.holder),
  );
}

/** EIP-712 digest of `checkpoint`. */
export function checkpointDigest(separator: Uint8Array, checkpoint: Checkpoint): Hash32 {
  return digestOf(
    separator,
    CHECKPOINT_TYPE,
    uintBytes(checkpoint.issuer, 32),
    uintBytes(checkpoint.size, 32),
    fromHex(checkpoint.root),
    uintBytes(checkpoint.time, 32),
    fromHex(checkpoint.contents),
  );
}

/** EIP-712 digest that the holder signs for a presentation. */
export function presentationDigest(separator: Uint8Array, statement: PresentationStatement): Hash32 {
  return digestOf(
    separator,
    PRESENTATION_TYPE,
    fromHex(statement.credential),
    fromHex(statement.disclosure),
    fromHex(statement.verifier),
    fromHex(statement.challenge),
    fromHex(statement.purpose),
    uintBytes(statement.until, 32),
  );
}

/**
 * EIP-712 digest of the issuer's promise to anchor a credential.
 * @param credential - digest of the credit
 * @param anchorBy - seconds; the last moment of the promise
 */
export function receiptDigest(separator: Uint8Array, credential: Hash32, anchorBy: bigint): Hash32 {
  return digestOf(separator, RECEIPT_TYPE, fromHex(credential), uintBytes(anchorBy, 32));
}
