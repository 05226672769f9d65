import { concatBytes, uintBytes, utf8 } from '../../attestation/domain/words.ts';
import { type Hash32, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { SUBJECT_KINDS, type SubjectKind } from './vocabulary.ts';

/** Number of a kind on chain. */
export function kindNumber(kind: SubjectKind): number {
  return SUBJECT_KINDS.indexOf(kind) + 1;
}

/** Id of a subject: keccak256(abi.encode(kind, keccak256(name))), so that nobody can occupy it with something else. */
export function subjectId(kind: SubjectKind, name: string): Hash32 {
  return toHex(keccak256(concatBytes(uintBytes(kindNumber(kind), 32), keccak256(utf8(name))))) as Hash32;
}
