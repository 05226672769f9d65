import type { Hash32 } from '../../kernel/hex.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import type { Check, CheckId, CheckSource, CheckStatus } from './check-list.ts';
import type { Credential } from './credential.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import type { Presentation } from './presentation.ts';
import type { RelyingTerms } from './relying-terms.ts';
import type { Recovery } from './signature.ts';
import type { StateEvidence } from './state-proof.ts';

/** Who the verifier is: a presentation must be made for exactly this. */
export interface VerifierAudience {
  /** Hash of the verifier's name, or its contract behind twelve zero bytes. */
  readonly verifier: Hash32;
  /** The challenge that was given out; not compared when left out. */
  readonly challenge?: Hash32;
  /** The purpose that was asked for; not compared when left out. */
  readonly purpose?: string;
}

/** Everything the checks of a well-formed credential look at. */
export interface CheckInput {
  readonly credential: Credential;
  readonly digest: Hash32;
  /** Null when the file is a plain credential. */
  readonly presentation: Presentation | null;
  /** The ledger that the verifier relies on. */
  readonly trusted: LedgerPlace | null;
  /** What the ledger says, or why it could not be asked. */
  readonly facts: LedgerFacts | { readonly problem: string };
  /** What a state root says, why it can't be read, or null when nobody asked. */
  readonly freshness: StateEvidence | { readonly problem: string } | null;
  readonly audience: VerifierAudience | null;
  readonly terms: RelyingTerms | null;
  /** `when-unanchored` leaves the signature out where the anchor proves the issuer already. */
  readonly signature: 'always' | 'when-unanchored';
  /** Signers of the credential, of its receipt and of the presentation; asked when needed, for that costs time. */
  readonly signers: {
    credential(): Recovery;
    receipt(): Recovery;
    holder(): Recovery;
  };
  /** Seconds. */
  readonly now: number;
}

export type Params = Readonly<Record<string, string>>;
/** Writes down what one check found. */
export type Report = (status: CheckStatus, reason: string, params?: Params) => Check;

/** Reports on `id` from the file alone. */
export function fromFile(id: CheckId): Report {
  return (status, reason, params = {}) => ({ id, status, reason, params, source: 'file', block: null });
}

/** Reports on `id` from what the ledger said. */
export function fromLedger(id: CheckId, facts: LedgerFacts): Report {
  const source: CheckSource = facts.source;
  return (status, reason, params = {}) => ({ id, status, reason, params, source, block: String(facts.asOf.number) });
}
