/** The questions of a verification, in the order in which they are answered. */
export const CHECK_IDS = [
  'wellFormed',
  'rightChain',
  'rightContract',
  'fieldsMatchRoot',
  'signatureValid',
  'issuerAccreditedAtSigning',
  'issuerAccreditedNow',
  'rootAnchored',
  'included',
  'notRevoked',
  'notExpired',
] as const;

export type CheckId = (typeof CHECK_IDS)[number];
/** `unknown`: it could not be asked; `skipped`: another answer makes the question meaningless or needless. */
export type CheckStatus = 'pass' | 'fail' | 'unknown' | 'skipped';
export type CheckSource = 'file' | 'chain' | 'index' | 'saved-proof';

export interface Check {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly reason: string;
  readonly params: Readonly<Record<string, string>>;
  readonly source: CheckSource;
}

export type Verdict =
  | 'valid'
  | 'malformed'
  | 'forged'
  | 'wrongChain'
  | 'notAnchored'
  | 'revoked'
  | 'expired'
  | 'unaccredited'
  | 'undetermined';

/** Verdict that a failed check leads to. */
const FAILURE: Readonly<Record<CheckId, Verdict>> = {
  wellFormed: 'malformed',
  rightChain: 'wrongChain',
  rightContract: 'wrongChain',
  fieldsMatchRoot: 'forged',
  signatureValid: 'forged',
  issuerAccreditedAtSigning: 'unaccredited',
  issuerAccreditedNow: 'unaccredited',
  rootAnchored: 'notAnchored',
  included: 'forged',
  notRevoked: 'revoked',
  notExpired: 'expired',
};

/** The gravest finding gives the verdict. */
const GRAVITY: readonly Verdict[] = ['malformed', 'wrongChain', 'forged', 'unaccredited', 'notAnchored', 'revoked', 'expired'];

/** A signature may be left out when the anchor proves the issuer; nothing else may be skipped in a valid credential. */
const HARMLESS_SKIP = 'anchor_proves_issuer';

export interface Judgement {
  readonly verdict: Verdict;
  /** The check that decided; null when all passed. */
  readonly decisive: Check | null;
}

function verdictOf(check: Check): Verdict | null {
  if (check.status !== 'fail') return null;
  // Batch data that the ledger contradicts is a forgery, not a batch that is still to come.
  if (check.id === 'rootAnchored' && check.reason !== 'no_anchor' && check.reason !== 'batch_not_on_ledger') return 'forged';
  return FAILURE[check.id];
}

/** One verdict from all checks; `valid` needs every check to pass. */
export function judge(checks: readonly Check[]): Judgement {
  for (const verdict of GRAVITY) {
    const decisive = checks.find((check) => verdictOf(check) === verdict);
    if (decisive !== undefined) return { verdict, decisive };
  }
  const open = checks.find((check) => check.status !== 'pass' && check.reason !== HARMLESS_SKIP);
  if (open !== undefined || checks.length !== CHECK_IDS.length) return { verdict: 'undetermined', decisive: open ?? null };
  return { verdict: 'valid', decisive: null };
}
