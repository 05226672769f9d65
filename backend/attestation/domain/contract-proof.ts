import { fromHex, type Hash32, type Hex, toHex } from '../../kernel/hex.ts';
import type { Credential } from './credential.ts';
import { fieldBytes, fieldPath, SLOTS } from './field-tree.ts';
import type { Claim, HolderSignature } from './presentation.ts';
import { CHAIN_SLOT, chainEndOf } from './threshold-chain.ts';
import { concatBytes, uintBytes, utf8 } from './words.ts';

/** One field of an anchored credential in the form that `CreditVerifier` takes inside a lender's contract. */
export interface ContractProof {
  /** issuer u32 | issuedAt u64 | expiry u64 | seq u64, from the lowest bit. */
  readonly facts: bigint;
  /** batch u40 | leaves u40 | firstLeaf u40 | time u40 | position u40, from the lowest bit. */
  readonly place: bigint;
  readonly subjectTag: Hash32;
  readonly model: Hash32;
  readonly stateRoot: Hash32;
  readonly value: Hash32;
  /** 16 bytes, 0x-hex. */
  readonly salt: string;
  readonly fieldPath: readonly Hash32[];
  readonly path: readonly Hash32[];
}

/**
 * The proof of a field of 32 bytes that the credential shows, such as `score`; null when it is not shown, is a text, or
 * the credential is not anchored.
 */
export function proofOfField(credential: Credential, name: string): ContractProof | null {
  const field = credential.fields.find((each) => each.name === name);
  const kind = SLOTS.find((slot) => slot.name === name)?.kind;
  if (field === undefined || kind === undefined || kind === 'utf8') return null;
  return proofOf(credential, { slot: field.index, salt: field.salt, value: toHex(fieldBytes(kind, field.value)) as Hash32 });
}

/** The proof of the chain behind a claim; the claim's own hash goes to the contract beside it. Null as above. */
export function proofOfClaim(credential: Credential, claim: Claim): ContractProof | null {
  const end = chainEndOf(claim.kind, Number(claim.threshold), claim.proof);
  return end === null ? null : proofOf(credential, { slot: CHAIN_SLOT[claim.kind], salt: claim.salt, value: end });
}

/** Order of the curve P-256. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * A holder's signature as a contract reads it. That of a passkey becomes x ‖ y ‖ ABI of (r, s, place of the challenge,
 * place of the type, authenticator data, client data), with a low s.
 */
export function contractSignature(signature: HolderSignature): Hex {
  if (signature.kind !== 'webauthn') return signature.value as Hex;
  const value = fromHex(signature.value);
  const s = BigInt(toHex(value.subarray(32)));
  const lowS = s > P256_ORDER / 2n ? P256_ORDER - s : s;
  const [authenticator, client] = [fromHex(signature.authenticatorData), utf8(signature.clientDataJSON)];
  const place = (text: string) => uintBytes(signature.clientDataJSON.indexOf(text), 32);
  const first = packedBytes(authenticator);
  const head = 6 * 32;
  return toHex(
    concatBytes(
      fromHex(signature.x),
      fromHex(signature.y),
      value.subarray(0, 32),
      uintBytes(lowS, 32),
      place('"challenge"'),
      place('"type"'),
      uintBytes(head, 32),
      uintBytes(head + first.length, 32),
      first,
      packedBytes(client),
    ),
  );
}

/** Length and bytes, filled up to whole words. */
function packedBytes(bytes: Uint8Array): Uint8Array {
  return concatBytes(uintBytes(bytes.length, 32), bytes, new Uint8Array((32 - (bytes.length % 32)) % 32));
}

function proofOf(
  credential: Credential,
  { slot, salt, value }: { readonly slot: number; readonly salt: string; readonly value: Hash32 },
): ContractProof | null {
  const { anchor, credit } = credential;
  const siblings = fieldPath(credential, slot);
  if (anchor === null || siblings === null) return null;
  return {
    facts: packed([BigInt(credit.issuer), 4], [credit.issuedAt, 8], [credit.expiry, 8], [credit.seq, 8]),
    place: packed([anchor.batch, 5], [anchor.leaves, 5], [anchor.firstLeaf, 5], [anchor.time, 5], [anchor.index, 5]),
    subjectTag: credit.subjectTag,
    model: credit.model,
    stateRoot: anchor.stateRoot,
    value,
    salt: toHex(fromHex(salt)),
    fieldPath: siblings,
    path: anchor.path,
  };
}

/** Numbers in one word, the first in the lowest bytes. @throws {@link InvariantError} when one does not fit */
function packed(...parts: readonly (readonly [value: bigint, bytes: number])[]): bigint {
  return parts.reduceRight((word, [value, bytes]) => (word << BigInt(8 * bytes)) | BigInt(toHex(uintBytes(value, bytes))), 0n);
}
