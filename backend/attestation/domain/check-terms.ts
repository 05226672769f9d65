import { type CheckInput, fromFile } from './check-context.ts';
import type { Check } from './check-list.ts';
import type { FieldName } from './field-tree.ts';
import type { RelyingTerms } from './relying-terms.ts';
import type { ClaimKind } from './threshold-chain.ts';

const DAY = 86_400n;
const WAD_PER_BPS = 10n ** 14n;

/** What the other checks found that the terms build on. */
export interface Findings {
  readonly fields: Check;
  readonly newest: Check;
  readonly presented: Check;
  readonly thresholds: Check;
}

type Refusal = { readonly reason: string; readonly params?: Readonly<Record<string, string>> } | null;

/** Whether the credential is what the relying party asks for. */
export function checkAccepted(input: CheckInput, findings: Findings): Check {
  const say = fromFile('accepted');
  if (input.terms === null) return say('skipped', 'no_profile');
  // Values that nobody vouches for are not worth comparing.
  if (findings.fields.status !== 'pass') return say('skipped', 'fields_differ_from_root');
  const refusal = firstRefusal(input, input.terms, findings);
  return refusal === null ? say('pass', 'ok') : say('fail', refusal.reason, refusal.params ?? {});
}

function firstRefusal(input: CheckInput, terms: RelyingTerms, findings: Findings): Refusal {
  const { credential, presentation } = input;
  const { issuer, model, issuedAt } = credential.credit;
  if (!isAmong(terms.issuers, issuer)) return { reason: 'issuer_not_accepted', params: { issuer: String(issuer) } };
  if (!isAmong(terms.models, model)) return { reason: 'model_not_accepted', params: { model } };
  const { maxAgeDays } = terms;
  if (isGiven(maxAgeDays) && BigInt(input.now) - issuedAt > BigInt(maxAgeDays) * DAY)
    return { reason: 'too_old', params: { days: String(maxAgeDays) } };
  const value = refusedGrade(input, terms) ?? refusedScore(input, terms, findings) ?? refusedPd(input, terms, findings);
  if (value !== null) return value;
  if (terms.newestRequired === true && findings.newest.status !== 'pass') return { reason: 'newest_required' };
  if (terms.presentationRequired === true && findings.presented.status !== 'pass') return { reason: 'presentation_required' };
  const purpose = presentation?.audience.purpose;
  if (purpose !== undefined && !isAmong(terms.purposes, purpose)) return { reason: 'purpose_not_accepted', params: { purpose } };
  return null;
}

function refusedGrade(input: CheckInput, { grades }: RelyingTerms): Refusal {
  if (!isGiven(grades)) return null;
  const grade = shown(input, 'grade');
  if (grade === null) return { reason: 'grade_not_shown' };
  return grades.includes(grade) ? null : { reason: 'grade_not_accepted', params: { grade } };
}

function refusedScore(input: CheckInput, { minScore }: RelyingTerms, findings: Findings): Refusal {
  if (!isGiven(minScore)) return null;
  const params = { least: String(minScore) };
  const score = shown(input, 'score');
  if (score !== null) return BigInt(score) >= BigInt(minScore) ? null : { reason: 'score_too_low', params: { ...params, score } };
  const proven = claimed(input, 'scoreAtLeast', findings);
  return proven !== null && proven >= minScore ? null : { reason: 'score_not_shown', params };
}

function refusedPd(input: CheckInput, { maxPdBps }: RelyingTerms, findings: Findings): Refusal {
  if (!isGiven(maxPdBps)) return null;
  const params = { most: String(maxPdBps) };
  const pdWad = shown(input, 'pdWad');
  if (pdWad !== null) return BigInt(pdWad) <= BigInt(maxPdBps) * WAD_PER_BPS ? null : { reason: 'pd_too_high', params };
  const proven = claimed(input, 'pdAtMost', findings);
  return proven !== null && proven <= maxPdBps ? null : { reason: 'pd_not_shown', params };
}

function shown({ credential }: CheckInput, name: FieldName): string | null {
  return credential.fields.find((field) => field.name === name)?.value ?? null;
}

/** A threshold counts when its chain proves it. */
function claimed({ presentation }: CheckInput, kind: ClaimKind, { thresholds }: Findings): number | null {
  if (thresholds.status !== 'pass') return null;
  const claim = presentation?.claims.find((each) => each.kind === kind);
  return claim === undefined ? null : Number(claim.threshold);
}

function isGiven<T>(term: T | null | undefined): term is T {
  return term !== null && term !== undefined;
}

function isAmong<T>(accepted: readonly T[] | null | undefined, value: T): boolean {
  return !isGiven(accepted) || accepted.includes(value);
}
