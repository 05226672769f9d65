import type { LedgerFacts, LedgerReader } from '../../backend/attestation/domain/ledger-facts.ts';
import { type Verification, verifyCredential, type VerifyOptions } from '../../backend/attestation/verify.ts';
import { fromHex } from '../../backend/kernel/hex.ts';
import { type Case, CONTRACTS, LEDGERS } from './case-shape.ts';
import { PLACE, readerOf } from './credential-builder.ts';
import { TRUSTED_KEYS } from './proof-cases.ts';

export type Question = Omit<Case, 'verdict' | 'decisive' | 'name'>;

/** The ledger in one state, with the contracts that answer for signatures. */
function ledgerOf(facts: LedgerFacts): LedgerReader {
  return {
    ...readerOf(facts),
    isValidSignature: async (signer, digest, signature) =>
      CONTRACTS.some((known) => known.address === signer && known.digest === digest && known.signature === signature),
  };
}

/** Asks the verifier about one case as a relying party would. */
export function judgeCase({ text, bytes, asking, ledger, proof, now, options = {} }: Question): Promise<Verification> {
  const { stateProof, keys, ...others } = options;
  const rest: VerifyOptions = {
    trust: { ...PLACE, keys: keys ?? TRUSTED_KEYS },
    now,
    ...others,
    ...(stateProof === undefined ? {} : { freshness: stateProof }),
  };
  const input = bytes === undefined ? text : fromHex(bytes);
  switch (asking) {
    case 'ledger':
      return verifyCredential(input, { ...rest, chain: ledgerOf(LEDGERS[ledger]) });
    case 'proof':
      return verifyCredential(input, { ...rest, savedProof: proof });
    case 'nothing':
      return verifyCredential(input, rest);
  }
}
