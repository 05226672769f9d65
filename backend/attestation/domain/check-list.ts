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
  'batchInForce',
  'notRevoked',
  'notSuperseded',
  'notSuspended',
  'isNewest',
  'notExpired',
  'presentedToYou',
  'thresholdsMet',
  'accepted',
] as const;

export type CheckId = (typeof CHECK_IDS)[number];
/** `unknown`: it could not be asked; `skipped`: another answer makes the question meaningless or needless. */
export const CHECK_STATUSES = ['pass', 'fail', 'unknown', 'skipped'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];
export const CHECK_SOURCES = ['file', 'chain', 'index', 'saved-proof'] as const;
export type CheckSource = (typeof CHECK_SOURCES)[number];

export interface Check {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly reason: string;
  readonly params: Readonly<Record<string, string>>;
  readonly source: CheckSource;
  /** Block as of which the ledger or its saved proof answers; null for what the file alone tells. */
  readonly block: string | null;
}

export const VERDICTS = [
  'valid',
  'malformed',
  'forged',
  'wrongChain',
  'notAnchored',
  'pending',
  'frozen',
  'revoked',
  'suspended',
  'superseded',
  'expired',
  'unaccredited',
  'notForYou',
  'notAccepted',
  'undetermined',
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** Verdict that a failed check leads to. */
const FAILURE: Readonly<Record<CheckId, Verdict>> = {
  wellFormed: 'malformed',
  rightChain: 'wrongChain',
  rightContract: 'wrongChain',
  fieldsMatchRoot: 'forged',
  signatureValid: 'forged',
  issuerAccreditedAtSigning: 'unaccredited',
  issuerAccreditedNow: 'unaccredited',
  rootAnchored: 'forged',
  included: 'forged',
  batchInForce: 'frozen',
  notRevoked: 'revoked',
  notSuperseded: 'superseded',
  notSuspended: 'suspended',
  isNewest: 'superseded',
  notExpired: 'expired',
  presentedToYou: 'notForYou',
  thresholdsMet: 'forged',
  accepted: 'notAccepted',
};

/** Failures of one check that lead elsewhere than its others. */
const FAILURE_BY_REASON: Readonly<Record<string, Verdict>> = {
  no_anchor: 'notAnchored',
  batch_not_on_ledger: 'notAnchored',
  receipt_overdue: 'notAnchored',
  receipt_key_ended: 'unaccredited',
  batch_frozen: 'frozen',
  batch_revoked: 'revoked',
  batch_superseded: 'superseded',
};

/** The gravest finding gives the verdict. */
const GRAVITY: readonly Verdict[] = [
  'malformed',
  'wrongChain',
  'forged',
  'unaccredited',
  'notAnchored',
  'frozen',
  'revoked',
  'suspended',
  'superseded',
  'expired',
  'notForYou',
  'notAccepted',
];

/** Questions that a valid credential may leave open, because nobody asked them or another answer stands in for them. */
const HARMLESS_SKIPS: ReadonlySet<string> = new Set([
  'anchor_proves_issuer',
  'freshness_not_asked',
  'no_state_root',
  'no_presentation',
  'no_threshold',
  'no_profile',
]);

export interface Judgement {
  readonly verdict: Verdict;
  /** The check that decided; null when all passed. */
  readonly decisive: Check | null;
}

function verdictOf(check: Check): Verdict | null {
  return check.status === 'fail' ? (FAILURE_BY_REASON[check.reason] ?? FAILURE[check.id]) : null;
}

/** One verdict from all checks; `valid` needs every check to pass that is not left out without harm. */
export function judge(checks: readonly Check[]): Judgement {
  for (const verdict of GRAVITY) {
    const decisive = checks.find((check) => verdictOf(check) === verdict);
    if (decisive !== undefined) return { verdict, decisive };
  }
  const open = checks.filter((check) => check.status !== 'pass' && !(check.status === 'skipped' && HARMLESS_SKIPS.has(check.reason)));
  const promised = open.find((check) => check.reason === 'anchor_promised');
  // What is asked of an anchored credential only has no meaning before the promise is kept.
  const isPromisedOnly = open.every((check) => check === promised || (check.status === 'skipped' && check.reason === 'no_anchor'));
  if (promised !== undefined && isPromisedOnly && checks.length === CHECK_IDS.length) return { verdict: 'pending', decisive: promised };
  if (open.length > 0 || checks.length !== CHECK_IDS.length) return { verdict: 'undetermined', decisive: open[0] ?? null };
  return { verdict: 'valid', decisive: null };
}
