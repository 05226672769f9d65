import { describe, expect, it } from 'vitest';
import { LOAN_SECRET, sampleLoan } from '../../../../test/system/support/sample-loans.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import { address, hash32, toHex } from '../../../kernel/hex.ts';
import { loanText, parseLoan } from './loan.ts';
import { likenessKey, loanKey, obligorKey } from './loan-key.ts';
import { checkLoanProof, loanTree, proveLoan } from './loan-tree.ts';

const place = { chainId: 31_337, registry: address(`0x${'a1'.repeat(20)}`), originator: address(`0x${'b2'.repeat(20)}`) };
const loans = Array.from({ length: 11 }, (_, at) =>
  sampleLoan(at, { balanceMinor: BigInt(1_000 + at), region: at % 2 === 0 ? null : 'BY' }),
);
const tree = loanTree(place, LOAN_SECRET, loans);
const tape = { root: hash32(toHex(tree.root)), count: loans.length };

describe('the tree of a tape', () => {
  it('proves every loan, and nothing that was changed in any part', () => {
    for (const [position, loan] of loans.entries()) {
      const proof = proveLoan(tree, LOAN_SECRET, loan, position);
      expect(checkLoanProof(place, tape, proof)).toBe(true);
      const { leaf } = proof;
      const spoilt = [
        { ...proof, text: proof.text.replace('"BY"', '"BE"').replace('null', '1') },
        { ...proof, salt: leaf.key },
        { ...proof, path: proof.path.slice(1) },
        { ...proof, leaf: { ...leaf, position: (position + 1) % loans.length } },
        { ...proof, leaf: { ...leaf, balance: leaf.balance + 1n } },
        { ...proof, leaf: { ...leaf, rate: leaf.rate + 1n } },
        { ...proof, leaf: { ...leaf, termMonths: leaf.termMonths + 1 } },
        { ...proof, leaf: { ...leaf, maturity: leaf.maturity + 1 } },
        { ...proof, leaf: { ...leaf, credential: leaf.key } },
        { ...proof, leaf: { ...leaf, key: leaf.dataHash } },
      ];
      expect(spoilt.map((one) => checkLoanProof(place, tape, one))).toEqual(spoilt.map(() => false));
    }
  });

  it('is worth nothing to another originator, registry or chain', () => {
    const proof = proveLoan(tree, LOAN_SECRET, loans[3] ?? sampleLoan(3), 3);
    const others = [{ chainId: 1 }, { registry: place.originator }, { originator: place.registry }];
    expect(others.map((other) => checkLoanProof({ ...place, ...other }, tape, proof))).toEqual([false, false, false]);
  });

  it('holds rows in canonical form that are read back as they were', () => {
    for (const loan of [
      ...loans,
      sampleLoan(1, { flags: ['a', 'b'], pdWad: null, outcome: 'charged-off', outcomeDay: 3, credential: tape.root }),
    ]) {
      expect(canonicalJson(JSON.parse(loanText(loan)))).toBe(loanText(loan));
      expect(parseLoan(loanText(loan))).toEqual(loan);
    }
  });
});

describe('keys of loans', () => {
  it('are the same for one loan under one secret, and tell nothing without it', () => {
    const other = new Uint8Array(32).fill(8);
    expect(loanKey(LOAN_SECRET, 'bank', '17')).toBe(loanKey(Uint8Array.from(LOAN_SECRET), 'bank', '17'));
    const keys = [
      loanKey(LOAN_SECRET, 'bank', '17'),
      loanKey(other, 'bank', '17'),
      loanKey(LOAN_SECRET, 'ban', 'k17'),
      loanKey(LOAN_SECRET, 'bank', '18'),
      obligorKey(LOAN_SECRET, 'bank', '17'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('likens rows of one obligor, amount and dates only', () => {
    const like = likenessKey(LOAN_SECRET, sampleLoan(1));
    expect(likenessKey(LOAN_SECRET, sampleLoan(1, { loanId: 'other', balanceMinor: 1n }))).toBe(like);
    expect(likenessKey(LOAN_SECRET, sampleLoan(2))).not.toBe(like);
    expect(likenessKey(LOAN_SECRET, sampleLoan(1, { maturityDay: 1 }))).not.toBe(like);
  });
});
