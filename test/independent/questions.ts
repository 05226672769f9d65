import {
  batchLeaf,
  type Claim,
  type Credential,
  creditDigest,
  fieldLeaf,
  fieldBytes,
  fieldRoot,
  holderCommitment,
  type Input,
  type Place,
  presentationDigest,
  receiptDigest,
  sameHash,
} from './files.ts';
import { bytesOf, equal, hashTimes, hexOf, keccak, rootOfPath } from './hashes.ts';
import { type Facts, hasRoleAt, shownBy, type StateProof } from './saved-proofs.ts';
import { type AskContract, holderSigning, type Signing, signingOf } from './signatures.ts';

/** Section 7 of the rules: the eighteen questions and the verdict. */

export interface Profile {
  readonly issuers?: readonly number[] | null;
  readonly models?: readonly string[] | null;
  readonly grades?: readonly string[] | null;
  readonly minScore?: number | null;
  readonly maxPdBps?: number | null;
  readonly maxAgeDays?: number | null;
  readonly newestRequired?: boolean | null;
  readonly presentationRequired?: boolean | null;
  readonly purposes?: readonly string[] | null;
}

export interface Situation {
  readonly trusted: Place;
  readonly facts: Facts | { readonly problem: string };
  readonly stateProof: StateProof | 'malformed' | null;
  readonly ask: AskContract;
  readonly now: bigint;
  readonly isSignatureOptional: boolean;
  readonly audience: { readonly verifier: string; readonly challenge?: string; readonly purpose?: string } | null;
  readonly profile: Profile | null;
}

/** `<status> <reason>` for each question. */
export type Answers = Record<string, string>;

const ZERO = `0x${'00'.repeat(32)}`;

export function ask(input: Input, situation: Situation): Answers {
  const { credential } = input;
  const { facts, trusted } = situation;
  const digest = creditDigest(credential);
  const answers: Answers = {
    wellFormed: 'pass ok',
    rightChain: credential.chain.chainId === trusted.chainId ? 'pass ok' : 'fail other_chain',
    rightContract: credential.chain.ledger === trusted.ledger ? 'pass ok' : 'fail other_contract',
    fieldsMatchRoot: fieldsMatchRoot(credential),
    included: included(credential, digest),
  };
  const isElsewhere = answers['rightChain'] !== 'pass ok' || answers['rightContract'] !== 'pass ok';
  if (isElsewhere || 'problem' in facts) {
    const gap = isElsewhere || !('problem' in facts) ? 'skipped wrong_chain' : `unknown ${facts.problem}`;
    Object.assign(answers, withoutFacts(credential, digest, situation, gap, isElsewhere));
  } else Object.assign(answers, withFacts(credential, digest, situation, facts, answers));
  answers['notExpired'] = situation.now < credential.credit.expiry ? 'pass ok' : 'fail expired';
  answers['presentedToYou'] = presentedToYou(input, situation);
  answers['thresholdsMet'] = thresholdsMet(input);
  answers['accepted'] = accepted(input, situation, answers);
  return answers;
}

function fieldsMatchRoot({ fields, hidden, credit }: Credential): string {
  if (!sameHash(fieldRoot(fields, hidden), credit.credentialRoot)) return 'fail fields_differ_from_root';
  const said: Readonly<Record<string, string>> = {
    subjectTag: credit.subjectTag,
    modelHash: credit.model,
    issuedAt: String(credit.issuedAt),
    expiry: String(credit.expiry),
    seq: String(credit.seq),
    holder: credit.holder,
  };
  const isContradicted = fields.some(({ name, value }) => said[name] !== undefined && said[name] !== value);
  return isContradicted ? 'fail field_contradicts_credit' : 'pass ok';
}

function included({ anchor, credit }: Credential, digest: string): string {
  if (anchor === null) return 'skipped no_anchor';
  const root = rootOfPath(keccak(Uint8Array.of(0), bytesOf(digest)), anchor.index, anchor.leaves, anchor.path.map(bytesOf));
  if (root === null || !sameHash(root, anchor.root)) return 'fail path_misses_root';
  return anchor.model === credit.model ? 'pass ok' : 'fail model_differs_from_batch';
}

const IN_FORCE = ['batchInForce', 'notRevoked', 'notSuperseded', 'notSuspended'];

function withoutFacts(credential: Credential, digest: string, situation: Situation, gap: string, isElsewhere: boolean): Answers {
  const { anchor, receipt } = credential;
  const inForce = IN_FORCE.map((name) => [name, anchor === null ? 'skipped no_anchor' : gap]);
  return {
    signatureValid: isElsewhere ? gap : signatureAlone(credential, digest, situation.ask),
    issuerAccreditedAtSigning: gap,
    issuerAccreditedNow: gap,
    rootAnchored: anchor === null && receipt === null && !isElsewhere ? 'fail no_anchor' : gap,
    ...Object.fromEntries(inForce),
    isNewest: situation.stateProof === null ? 'skipped freshness_not_asked' : gap,
  };
}

function signatureAlone({ signature, signer }: Credential, digest: string, askContract: AskContract): string {
  if (signature === null) return 'skipped no_signature';
  const signing = signingOf(digest, signature, signer, askContract);
  if ('fault' in signing) return `fail ${signing.fault}`;
  return 'open' in signing ? `unknown ${signing.open}` : 'unknown issuer_keys_unknown';
}

function withFacts(credential: Credential, digest: string, situation: Situation, facts: Facts, known: Answers): Answers {
  const anchored = rootAnchored(credential, digest, situation, facts);
  const isProven = known['fieldsMatchRoot'] === 'pass ok' && known['included'] === 'pass ok' && anchored === 'pass ok';
  const { signature, signer } = credential;
  const signing = signature === null ? null : signingOf(digest, signature, signer, situation.ask);
  const signatureValid = signatureAnswer(signing, facts, isProven, situation.isSignatureOptional);
  return {
    signatureValid,
    issuerAccreditedAtSigning: accreditedThen(credential, facts, { signing, signatureValid, isProven }),
    issuerAccreditedNow: accreditedNow(facts),
    rootAnchored: anchored,
    ...inForce(credential, facts),
    isNewest: isNewest(credential, situation.stateProof, facts),
  };
}

function signatureAnswer(signing: Signing | null, facts: Facts, isProven: boolean, isOptional: boolean): string {
  const isOpen = signing !== null && 'open' in signing;
  if (isProven && (isOptional || signing === null || isOpen)) return 'skipped anchor_proves_issuer';
  if (signing === null) return 'skipped no_signature';
  if ('fault' in signing) return `fail ${signing.fault}`;
  if ('open' in signing) return 'unknown contract_not_asked';
  if (facts.statuses === null || facts.isLogOnly) return 'unknown issuer_keys_unknown';
  return hasRoleAt(facts.keys, signing.signer, null) ? 'pass ok' : 'fail signer_is_not_issuer';
}

function statusAt(statuses: NonNullable<Facts['statuses']>, time: bigint): string | undefined {
  return statuses.filter((status) => status.since <= time).at(-1)?.status;
}

/** The second from `moment` to just before `moment + 1` meets a stretch of time in which the issuer was active. */
function touchesActive(statuses: NonNullable<Facts['statuses']>, moment: bigint): boolean {
  return statuses.some(({ status, since }, k) => {
    const until = statuses[k + 1]?.since;
    return status === 'active' && since <= moment && (until === undefined || until >= moment);
  });
}

function accreditedThen(
  { credit, anchor }: Credential,
  facts: Facts,
  { signing, signatureValid, isProven }: { signing: Signing | null; signatureValid: string; isProven: boolean },
): string {
  if (facts.isLogOnly) return 'unknown not_in_checkpoint';
  if (facts.statuses === null) return 'fail issuer_unknown';
  if (signatureValid.startsWith('fail')) return 'skipped signature_invalid';
  const isByAnchor = signatureValid === 'skipped anchor_proves_issuer';
  const moment = isByAnchor && anchor !== null ? anchor.time : credit.issuedAt;
  if (!touchesActive(facts.statuses, moment)) return 'fail issuer_not_active_then';
  if (isByAnchor || signing === null || !('signer' in signing)) return 'pass ok';
  const hadRole = hasRoleAt(facts.keys, signing.signer, moment) || (isProven && hasRoleAt(facts.keys, signing.signer, facts.asOf));
  return hadRole ? 'pass ok' : 'fail key_not_valid_then';
}

function accreditedNow(facts: Facts): string {
  if (facts.isLogOnly) return 'unknown not_in_checkpoint';
  if (facts.statuses === null) return 'fail issuer_unknown';
  return statusAt(facts.statuses, facts.asOf) === 'active' ? 'pass ok' : 'fail issuer_suspended';
}

function rootAnchored(credential: Credential, digest: string, situation: Situation, facts: Facts): string {
  const { anchor, chain, credit } = credential;
  if (anchor === null) return promised(credential, digest, situation, facts);
  if (facts.batchLeaf === null) return 'fail batch_not_on_ledger';
  if (!sameHash(batchLeaf(chain, credit.issuer, anchor), facts.batchLeaf)) return 'fail batch_differs_from_ledger';
  const { anchored } = facts;
  const isElsewhere = anchored !== null && (anchored.transaction !== anchor.transaction || anchored.block !== anchor.block);
  return isElsewhere ? 'fail reference_differs_from_ledger' : 'pass ok';
}

function promised({ receipt, chain, signer }: Credential, digest: string, situation: Situation, facts: Facts): string {
  if (receipt === null) return 'fail no_anchor';
  const signing = signingOf(receiptDigest(chain, digest, receipt.anchorBy), receipt.signature, signer, situation.ask);
  if ('fault' in signing) return 'fail receipt_signature_invalid';
  if ('open' in signing) return 'unknown contract_not_asked';
  if (facts.statuses === null || facts.isLogOnly) return 'unknown issuer_keys_unknown';
  if (!hasRoleAt(facts.keys, signing.signer, null)) return 'fail receipt_not_by_issuer';
  if (!hasRoleAt(facts.keys, signing.signer, facts.asOf)) return 'fail receipt_key_ended';
  return situation.now > receipt.anchorBy ? 'fail receipt_overdue' : 'unknown anchor_promised';
}

function inForce({ anchor }: Credential, facts: Facts): Answers {
  const all = (answer: string) => Object.fromEntries(IN_FORCE.map((name) => [name, answer]));
  if (anchor === null) return all('skipped no_anchor');
  if (facts.isLogOnly) return all('unknown not_in_checkpoint');
  const bit = (anchor.firstLeaf + anchor.index) % 256n;
  const has = (bits: bigint) => ((bits >> bit) & 1n) === 1n;
  const [isDead, isSuperseded] = [has(facts.deadBits), has(facts.supersededBits)];
  return {
    batchInForce: facts.batchState === 'live' ? 'pass ok' : `fail batch_${facts.batchState}`,
    notRevoked: isDead && !isSuperseded ? 'fail revoked' : 'pass ok',
    notSuperseded: isDead && isSuperseded ? 'fail superseded' : 'pass ok',
    notSuspended: has(facts.heldBits) ? 'fail suspended' : 'pass ok',
  };
}

function isNewest({ chain, credit, anchor }: Credential, proof: StateProof | 'malformed' | null, { newest }: Facts): string {
  if (proof === null) return 'skipped freshness_not_asked';
  if (proof === 'malformed') return 'unknown state_proof_malformed';
  if (newest === null) return 'skipped no_state_root';
  const isOfOther =
    proof.chain.chainId !== chain.chainId ||
    proof.chain.ledger !== chain.ledger ||
    proof.issuer !== credit.issuer ||
    proof.tag !== credit.subjectTag;
  if (isOfOther) return 'unknown state_proof_of_other';
  if (proof.batch.batch < newest.batch) return 'unknown state_proof_stale';
  if (!sameHash(batchLeaf(proof.chain, proof.issuer, proof.batch), newest.leaf)) return 'unknown state_proof_not_on_ledger';
  if (proof.batch.stateRoot === ZERO) return 'skipped no_state_root';
  const shown = shownBy(proof.state, proof.batch.stateRoot, proof.tag);
  if (shown === 'nothing') return 'unknown state_proof_invalid';
  if (shown === 'lacks') return anchor === null ? 'pass ok' : 'unknown state_contradicts';
  if (anchor === null) return shown.seq < credit.seq ? 'pass ok' : 'fail newer_exists';
  const index = anchor.firstLeaf + anchor.index;
  if (shown.index > index) return 'fail newer_exists';
  return shown.index === index && shown.seq === credit.seq ? 'pass ok' : 'unknown state_contradicts';
}

function presentedToYou({ credential, presentation }: Input, { audience, now, ask: askContract }: Situation): string {
  if (presentation === null) return 'skipped no_presentation';
  const { holder } = credential.credit;
  if (holder === ZERO) return 'fail credential_not_bound';
  if (!sameHash(holderCommitment(presentation.holder), holder)) return 'fail holder_differs';
  const digest = presentationDigest({ credential, presentation });
  const signing = holderSigning(digest, presentation.signature, presentation.holder.key, askContract);
  if ('fault' in signing) return `fail ${signing.fault}`;
  if ('open' in signing) return 'unknown contract_not_asked';
  if (signing.signer !== presentation.holder.key) return 'fail presentation_not_by_holder';
  const shown = presentation.audience;
  if (now > shown.until) return 'fail presentation_expired';
  if (audience === null) return 'unknown audience_not_named';
  if (audience.verifier !== shown.verifier) return 'fail for_another_verifier';
  if (audience.challenge !== undefined && audience.challenge !== shown.challenge) return 'fail challenge_differs';
  return audience.purpose !== undefined && audience.purpose !== shown.purpose ? 'fail purpose_differs' : 'pass ok';
}

function thresholdsMet({ credential, presentation }: Input): string {
  const claims = presentation?.claims ?? [];
  if (claims.length === 0) return 'skipped no_threshold';
  return claims.every((claim) => holds(credential, claim)) ? 'pass ok' : 'fail threshold_not_proven';
}

function holds({ fields, hidden }: Credential, { kind, threshold, salt, proof }: Claim): boolean {
  const [slot, steps] = kind === 'scoreAtLeast' ? [14, (threshold - 300n) / 5n] : [15, (2500n - threshold) / 25n];
  const leaf = fieldLeaf(slot, salt, hashTimes(bytesOf(proof), Number(steps)));
  const field = fields.find((each) => each.index === slot);
  if (field !== undefined) return equal(leaf, fieldLeaf(slot, field.salt, fieldBytes(field)));
  const part = hidden.find((each) => each.index === slot && each.slots === 1);
  return part !== undefined && part.hash === hexOf(leaf);
}

function accepted(input: Input, { profile, now }: Situation, answers: Answers): string {
  if (profile === null) return 'skipped no_profile';
  if (answers['fieldsMatchRoot'] !== 'pass ok') return 'skipped fields_differ_from_root';
  const fault = refusal(input, profile, now, answers);
  return fault === null ? 'pass ok' : `fail ${fault}`;
}

function refusal({ credential, presentation }: Input, terms: Profile, now: bigint, answers: Answers): string | null {
  const { credit } = credential;
  const shown = (name: string) => credential.fields.find((field) => field.name === name)?.value;
  const claims = answers['thresholdsMet'] === 'pass ok' ? (presentation?.claims ?? []) : [];
  if (terms.issuers && !terms.issuers.includes(Number(credit.issuer))) return 'issuer_not_accepted';
  if (terms.models && !terms.models.includes(credit.model)) return 'model_not_accepted';
  if (typeof terms.maxAgeDays === 'number' && now - credit.issuedAt > BigInt(terms.maxAgeDays) * 86_400n) return 'too_old';
  const grade = shown('grade');
  if (terms.grades && grade === undefined) return 'grade_not_shown';
  if (terms.grades && grade !== undefined && !terms.grades.includes(grade)) return 'grade_not_accepted';
  const score = shown('score');
  const { minScore, maxPdBps } = terms;
  if (typeof minScore === 'number') {
    if (score !== undefined && BigInt(score) < BigInt(minScore)) return 'score_too_low';
    const isProven = claims.some((claim) => claim.kind === 'scoreAtLeast' && claim.threshold >= BigInt(minScore));
    if (score === undefined && !isProven) return 'score_not_shown';
  }
  const pd = shown('pdWad');
  if (typeof maxPdBps === 'number') {
    if (pd !== undefined && BigInt(pd) > BigInt(maxPdBps) * 10n ** 14n) return 'pd_too_high';
    const isProven = claims.some((claim) => claim.kind === 'pdAtMost' && claim.threshold <= BigInt(maxPdBps));
    if (pd === undefined && !isProven) return 'pd_not_shown';
  }
  if (terms.newestRequired && answers['isNewest'] !== 'pass ok') return 'newest_required';
  if (terms.presentationRequired && answers['presentedToYou'] !== 'pass ok') return 'presentation_required';
  if (terms.purposes && presentation !== null && !terms.purposes.includes(presentation.audience.purpose)) return 'purpose_not_accepted';
  return null;
}

const GRAVITY = [
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

const VERDICTS: Readonly<Record<string, string>> = {
  wellFormed: 'malformed',
  rightChain: 'wrongChain',
  rightContract: 'wrongChain',
  fieldsMatchRoot: 'forged',
  signatureValid: 'forged',
  included: 'forged',
  thresholdsMet: 'forged',
  issuerAccreditedAtSigning: 'unaccredited',
  issuerAccreditedNow: 'unaccredited',
  notRevoked: 'revoked',
  notSuspended: 'suspended',
  notSuperseded: 'superseded',
  isNewest: 'superseded',
  notExpired: 'expired',
  presentedToYou: 'notForYou',
  accepted: 'notAccepted',
};

const HARMLESS = ['anchor_proves_issuer', 'freshness_not_asked', 'no_state_root', 'no_presentation', 'no_threshold', 'no_profile'];

export function verdictOf(answers: Answers): string {
  const failures = Object.entries(answers)
    .filter(([, answer]) => answer.startsWith('fail '))
    .map(([name, answer]) => failureOf(name, answer.slice(5)));
  const gravest = GRAVITY.find((verdict) => failures.includes(verdict));
  if (gravest !== undefined) return gravest;
  const open = Object.values(answers).filter(
    (answer) => answer !== 'pass ok' && !HARMLESS.some((reason) => answer === `skipped ${reason}`),
  );
  if (open.length === 0) return 'valid';
  const isPending = open.includes('unknown anchor_promised');
  return isPending && open.every((answer) => answer === 'unknown anchor_promised' || answer === 'skipped no_anchor')
    ? 'pending'
    : 'undetermined';
}

function failureOf(name: string, reason: string): string {
  if (name === 'batchInForce') return reason.slice('batch_'.length);
  if (name !== 'rootAnchored') return VERDICTS[name] ?? 'undetermined';
  if (reason === 'receipt_key_ended') return 'unaccredited';
  return ['no_anchor', 'batch_not_on_ledger', 'receipt_overdue'].includes(reason) ? 'notAnchored' : 'forged';
}
