import { MerkleTree, PREFIX, rootOfPath } from '../../../attestation/domain/merkle-tree.ts';
import { concatBytes, sameBytes, splitHashes, uintBytes } from '../../../attestation/domain/words.ts';
import { InvariantError } from '../../../kernel/errors.ts';
import { type Address, fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../../../kernel/hex.ts';
import { keccakRecords } from '../../../kernel/keccak.ts';
import { type Loan, loanText } from './loan.ts';
import { loanDataHash, loanSalt } from './loan-key.ts';

/** Where a tape is to be committed and by whom: part of every leaf, so that nobody can register a copied root. */
export interface TapePlace {
  readonly chainId: number;
  readonly registry: Address;
  readonly originator: Address;
}

/** A loan as `LoanRegistry` takes it. */
export interface LoanLeaf {
  readonly position: number;
  readonly key: Hash32;
  readonly balance: bigint;
  readonly rate: bigint;
  readonly termMonths: number;
  /** Day of the last instalment since 1970-01-01. */
  readonly maturity: number;
  readonly credential: Hash32;
  readonly dataHash: Hash32;
}

/** A loan's place in its tape, with what opens its data hash. */
export interface LoanProof {
  readonly leaf: LoanLeaf;
  /** Canonical JSON of the row. */
  readonly text: string;
  readonly salt: Hash32;
  readonly path: readonly Hash32[];
}

const RECORD_SIZE = 32 + 20 + 20 + 4 + 32 + 16 + 8 + 2 + 4 + 32 + 32;

/** The leaf of `loan` at `position` of a tape. */
export function loanLeaf(secret: Uint8Array, loan: Loan, position: number): LoanLeaf {
  const salt = loanSalt(secret, loan.key);
  return {
    position,
    key: loan.key,
    balance: loan.balanceMinor,
    rate: loan.rateWad,
    termMonths: loan.termMonths,
    maturity: loan.maturityDay,
    credential: loan.credential ?? ZERO_HASH,
    dataHash: hash32(toHex(loanDataHash(salt, loanText(loan)))),
  };
}

/** Packed fields behind the leaf prefix, as `LoanLeaf.ofLoan` packs them. */
function leafRecord(place: TapePlace, leaf: LoanLeaf): Uint8Array {
  return concatBytes(
    uintBytes(place.chainId, 32),
    fromHex(place.registry),
    fromHex(place.originator),
    uintBytes(leaf.position, 4),
    fromHex(leaf.key),
    uintBytes(leaf.balance, 16),
    uintBytes(leaf.rate, 8),
    uintBytes(leaf.termMonths, 2),
    uintBytes(leaf.maturity, 4),
    fromHex(leaf.credential),
    fromHex(leaf.dataHash),
  );
}

/** Hash of a leaf: keccak256(0x00 ‖ packed fields). */
export function hashLoanLeaf(place: TapePlace, leaf: LoanLeaf): Uint8Array {
  const hash = new Uint8Array(32);
  keccakRecords(leafRecord(place, leaf), RECORD_SIZE, PREFIX.leaf, hash);
  return hash;
}

/** Leaf hashes of loans that stand in a tape from `first` on, 32 bytes each. */
export function hashLoanLeaves(place: TapePlace, secret: Uint8Array, loans: readonly Loan[], first: number): Uint8Array {
  const records = new Uint8Array(loans.length * RECORD_SIZE);
  for (const [at, loan] of loans.entries()) records.set(leafRecord(place, loanLeaf(secret, loan, first + at)), at * RECORD_SIZE);
  const leaves = new Uint8Array(loans.length * 32);
  keccakRecords(records, RECORD_SIZE, PREFIX.leaf, leaves);
  return leaves;
}

/**
 * Tree of a tape, in the shape of RFC 9162.
 * @throws {@link InvariantError} for a tape without loans
 */
export function loanTree(place: TapePlace, secret: Uint8Array, loans: readonly Loan[]): MerkleTree {
  if (loans.length === 0) throw new InvariantError('A tape has at least one loan.');
  return new MerkleTree(hashLoanLeaves(place, secret, loans, 0));
}

/** What shows the loan at `position` to stand in the tape. */
export function proveLoan(tree: MerkleTree, secret: Uint8Array, loan: Loan, position: number): LoanProof {
  return {
    leaf: loanLeaf(secret, loan, position),
    text: loanText(loan),
    salt: hash32(toHex(loanSalt(secret, loan.key))),
    path: splitHashes(tree.path(position)),
  };
}

/** Whether a proof leads to the root of a tape of `count` loans and its row is the one that the leaf holds. */
export function checkLoanProof(place: TapePlace, tape: { readonly root: Hash32; readonly count: number }, proof: LoanProof): boolean {
  const { leaf, text, salt, path } = proof;
  if (toHex(loanDataHash(fromHex(salt), text)) !== leaf.dataHash) return false;
  const root = rootOfPath(hashLoanLeaf(place, leaf), BigInt(leaf.position), BigInt(tape.count), path.map(fromHex));
  return root !== null && sameBytes(root, fromHex(tape.root));
}
