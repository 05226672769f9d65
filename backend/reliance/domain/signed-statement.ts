import { recoverSigner } from '../../attestation/domain/signature.ts';
import { concatBytes, utf8 } from '../../attestation/domain/words.ts';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { type Address, fromHex, type Hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';

/** keccak256 of the canonical JSON of `statement`: what a signature stands for. */
export function statementHash(statement: Json): Hash32 {
  return keccakHex(utf8(canonicalJson(statement)));
}

/** Digest that a key signs for `hash` as a personal message (EIP-191), so that it can never pass for a transaction or a credential. */
export function personalDigest(hash: Hash32): Hash32 {
  return keccakHex(concatBytes(utf8('\x19Ethereum Signed Message:\n32'), fromHex(hash)));
}

export interface SignedStatement {
  readonly statement: Json;
  readonly hash: string;
  readonly signature: string;
  readonly signer: string;
}

export type StatementFinding = 'ok' | 'hash_differs' | 'signature_invalid' | 'signer_not_trusted';

/**
 * Whether a signed statement is what `signer` signed.
 * @param trusted - keys that the reader relies on; any key when null
 */
export function checkStatement(
  { statement, hash, signature, signer }: SignedStatement,
  trusted: readonly Address[] | null,
): StatementFinding {
  const computed = statementHash(statement);
  if (computed !== hash) return 'hash_differs';
  const recovery = recoverSigner(personalDigest(computed), signature);
  if (!('signer' in recovery) || recovery.signer !== signer) return 'signature_invalid';
  return trusted === null || trusted.includes(recovery.signer) ? 'ok' : 'signer_not_trusted';
}
