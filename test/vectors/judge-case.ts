import { type Verification, verifyCredential } from '../../backend/attestation/verify.ts';
import { addressOf, ISSUER_KEY, PLACE, readerOf } from './credential-builder.ts';
import { type Asking, LEDGERS } from './credential-cases.ts';

export interface Question {
  readonly text: string;
  readonly asking: Asking;
  readonly ledger: keyof typeof LEDGERS;
  readonly proof?: unknown;
  readonly now: number;
}

/** Asks the verifier about one case as a relying party would. */
export function judgeCase({ text, asking, ledger, proof, now }: Question): Promise<Verification> {
  const trust = { ...PLACE, keys: [addressOf(ISSUER_KEY)] };
  switch (asking) {
    case 'ledger':
      return verifyCredential(text, { trust, chain: readerOf(LEDGERS[ledger]), now });
    case 'proof':
      return verifyCredential(text, { trust, savedProof: proof, now });
    case 'nothing':
      return verifyCredential(text, { trust, now });
  }
}
