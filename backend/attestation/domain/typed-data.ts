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
const CREDIT_TYPE = keccak256(
  utf8(
    'Credit(uint32 issuer,bytes32 credentialRoot,bytes32 subjectTag,bytes32 model,uint64 issuedAt,uint64 expiry,uint64 seq,bytes32 holder)',
  ),
);
const CHECKPOINT_TYPE = keccak256(utf8('Checkpoint(uint32 issuer,uint64 size,bytes32 root,uint64 time,bytes32 contents)'));

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
