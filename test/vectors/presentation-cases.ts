import { contractVerifierId, digestOfPresentation, type Presentation, verifierId } from '../../backend/attestation/domain/presentation.ts';
import type { RelyingTerms } from '../../backend/attestation/domain/relying-terms.ts';
import { thresholdProof } from '../../backend/attestation/domain/threshold-chain.ts';
import { address, ZERO_HASH } from '../../backend/kernel/hex.ts';
import { altered, BOUND, type Case, FINE, GOOD, item, put, SAMPLE, textOf } from './case-shape.ts';
import {
  addressOf,
  CHALLENGE,
  contractSignature,
  DEVICE_KEY,
  factsOf,
  HOLDER_KEY,
  LENDER,
  NOW,
  PURPOSE,
  samplePresentation,
  secretsOf,
  sign,
  signP256,
  signPasskey,
  STRANGER_KEY,
  textHash,
} from './credential-builder.ts';

const YOU = { verifier: verifierId(LENDER), challenge: CHALLENGE, purpose: PURPOSE };
const OTHER = { ...YOU, verifier: verifierId('Other Bank') };
const WALLET = samplePresentation(SAMPLE, BOUND.wallet);
const HIDDEN = { fields: new Set<never>() };
const AT_LEAST_680 = { kind: 'scoreAtLeast', threshold: 680 } as const;
const AT_MOST_2 = { kind: 'pdAtMost', threshold: 200 } as const;

function ask(name: string, file: Presentation | string, verdict: Case['verdict'], decisive: Case['decisive'], options = {}): Case {
  return item(name, typeof file === 'string' ? file : textOf(file), verdict, decisive, { audience: YOU, ...options });
}

function holderCases(): Case[] {
  const device = samplePresentation(SAMPLE, BOUND.device);
  const passkey = samplePresentation(SAMPLE, BOUND.passkey, { sign: (digest) => signPasskey(digest, DEVICE_KEY) });
  const passkeyOf = (changes: { flags?: number; type?: string }, key = DEVICE_KEY) => samplePresentation(SAMPLE, BOUND.passkey, { sign: (digest) => signPasskey(digest, key, changes) });
  const notYours = (reason: string) => ['presentedToYou', reason] as const;
  return [
    ask('presented', WALLET, 'valid', FINE),
    ask('presented-pretty', JSON.stringify(JSON.parse(textOf(WALLET)), null, 2), 'valid', FINE),
    ask('presented-with-p256', device, 'valid', FINE),
    ask('presented-with-passkey', passkey, 'valid', FINE),
    ask('presented-by-contract', samplePresentation(SAMPLE, BOUND.contract), 'valid', FINE),
    ask('presented-contract-refuses', altered(put('/signature/value', contractSignature(ZERO_HASH)), samplePresentation(SAMPLE, BOUND.contract)), 'notForYou', notYours('signature_refused_by_contract')),
    ask('presented-nothing-shown', samplePresentation(SAMPLE, BOUND.wallet, HIDDEN), 'valid', FINE),
    ask('presented-to-contract', samplePresentation(SAMPLE, BOUND.wallet, { audience: { verifier: contractVerifierId(address(`0x${'1e'.repeat(20)}`)) } }), 'valid', FINE, {
      audience: { verifier: contractVerifierId(address(`0x${'1e'.repeat(20)}`)) },
    }),
    ask('presented-last-second', WALLET, 'valid', FINE, { now: NOW + 3600 }),
    ask('presented-too-late', WALLET, 'notForYou', notYours('presentation_expired'), { now: NOW + 3601 }),
    ask('replayed-to-another-lender', WALLET, 'notForYou', notYours('for_another_verifier'), { audience: OTHER }),
    ask('replayed-with-old-challenge', WALLET, 'notForYou', notYours('challenge_differs'), { audience: { ...YOU, challenge: textHash('challenge 2') } }),
    ask('presented-for-other-purpose', WALLET, 'notForYou', notYours('purpose_differs'), { audience: { ...YOU, purpose: 'Marketing' } }),
    ask('presented-to-whom', WALLET, 'undetermined', notYours('audience_not_named'), { audience: undefined }),
    ask('readdressed', altered((file) => {
      put('/audience/verifierName', 'Other Bank')(file);
      put('/audience/verifier', verifierId('Other Bank'))(file);
    }, WALLET), 'notForYou', notYours('presentation_not_by_holder'), { audience: OTHER }),
    ask('extended', altered(put('/audience/until', String(NOW + 999_999)), WALLET), 'notForYou', notYours('presentation_not_by_holder')),
    ask('signed-by-stranger', samplePresentation(SAMPLE, BOUND.wallet, { sign: (digest) => ({ kind: 'ecdsa', value: sign(digest, STRANGER_KEY) }) }), 'notForYou', notYours('presentation_not_by_holder')),
    ask('held-by-stranger', samplePresentation(SAMPLE, BOUND.wallet, {
      holder: { key: addressOf(STRANGER_KEY), blind: WALLET.holder.blind },
      sign: (digest) => ({ kind: 'ecdsa', value: sign(digest, STRANGER_KEY) }),
    }), 'notForYou', notYours('holder_differs')),
    ask('other-blind', altered(put('/holder/blind', ZERO_HASH), WALLET), 'notForYou', notYours('holder_differs')),
    ask('bound-to-nobody', samplePresentation(SAMPLE, 4, { sign: (digest) => ({ kind: 'ecdsa', value: sign(digest, HOLDER_KEY) }) }), 'notForYou', notYours('credential_not_bound')),
    ask('signed-with-64-bytes', altered(put('/signature/value', WALLET.signature.value.slice(0, -2)), WALLET), 'malformed', ['wellFormed', 'wrong_format']),
    ask('signed-with-zero', altered(put('/signature/value', `0x${'00'.repeat(65)}`), WALLET), 'notForYou', notYours('signature_zero')),
    ask('p256-by-stranger', samplePresentation(SAMPLE, BOUND.device, { sign: (digest) => ({ kind: 'p256', value: signP256(digest, STRANGER_KEY) }) }), 'notForYou', notYours('presentation_not_by_holder')),
    ask('passkey-without-user', passkeyOf({ flags: 0 }), 'notForYou', notYours('passkey_answer_differs')),
    ask('passkey-registered-not-asked', passkeyOf({ type: 'webauthn.create' }), 'notForYou', notYours('passkey_answer_differs')),
    ask('passkey-of-stranger', passkeyOf({}, STRANGER_KEY), 'notForYou', notYours('presentation_not_by_holder')),
    ask('passkey-for-another-challenge', altered((file) => put('/audience/challenge', ZERO_HASH)(file), passkey), 'notForYou', notYours('passkey_answer_differs')),
    ask('passkey-answer-altered', altered((file) => {
      const { clientDataJSON } = passkey.signature as { clientDataJSON: string };
      put('/signature/clientDataJSON', clientDataJSON.replace('credence', 'phishing'))(file);
    }, passkey), 'notForYou', notYours('signature_unrecoverable')),
    ask('passkey-answer-is-no-json', altered(put('/signature/clientDataJSON', 'yes'), passkey), 'notForYou', notYours('passkey_answer_differs')),
    ask('passkey-answer-is-a-list', altered(put('/signature/clientDataJSON', '[]'), passkey), 'notForYou', notYours('passkey_answer_differs')),
    ask('passkey-data-cut', altered(put('/signature/authenticatorData', '0x00'), passkey), 'notForYou', notYours('passkey_answer_differs')),
    ask('passkey-s-out-of-range', altered(put('/signature/value', `0x${'ff'.repeat(64)}`), passkey), 'notForYou', notYours('signature_out_of_range')),
    ask('contract-of-holder-not-asked', samplePresentation(SAMPLE, BOUND.contract), 'undetermined', ['signatureValid', 'no_signature'], { asking: 'nothing' }),
    ask('contract-signature-empty', altered(put('/signature/value', '0x'), samplePresentation(SAMPLE, BOUND.contract)), 'malformed', ['wellFormed', 'wrong_format']),
    ask('contract-signature-is-a-number', altered(put('/signature/value', 1), samplePresentation(SAMPLE, BOUND.contract)), 'malformed', ['wellFormed', 'wrong_type']),
    ask('unknown-kind-of-claim', altered(put('/claims', [{ kind: 'incomeAtLeast', threshold: '1', salt: '0x', proof: '0x' }]), WALLET), 'malformed', ['wellFormed', 'wrong_value']),
    ask('threshold-below-hidden-subtree', altered((file) => {
      const other = samplePresentation(SAMPLE, BOUND.wallet, { ...HIDDEN, claims: [AT_LEAST_680] });
      put('/claims', other.claims)(file);
    }, WALLET), 'forged', ['thresholdsMet', 'threshold_not_proven']),
    ask('field-added-after-signing', altered((file) => {
      const credential = file.credential as { fields: unknown[]; hidden: unknown[] };
      credential.fields = JSON.parse(textOf(samplePresentation(SAMPLE, BOUND.wallet, { fields: new Set(['score', 'grade', 'pdWad']) }))).credential.fields;
      credential.hidden = JSON.parse(textOf(samplePresentation(SAMPLE, BOUND.wallet, { fields: new Set(['score', 'grade', 'pdWad']) }))).credential.hidden;
    }, WALLET), 'notForYou', notYours('presentation_not_by_holder')),
    ask('presented-and-revoked', samplePresentation(SAMPLE, BOUND.wallet), 'frozen', ['batchInForce', 'batch_frozen'], { ledger: 'batchFrozen' }),
    ask('two-claims-of-a-kind', altered((file) => {
      const [claim] = JSON.parse(textOf(samplePresentation(SAMPLE, BOUND.wallet, { claims: [AT_LEAST_680] }))).claims as unknown[];
      put('/claims', [claim, claim])(file);
    }, WALLET), 'malformed', ['wellFormed', 'duplicate_field']),
    ask('verifier-is-not-its-name', altered(put('/audience/verifierName', 'Other Bank'), WALLET), 'malformed', ['wellFormed', 'wrong_value']),
    ask('unknown-signature-kind', altered(put('/signature', { kind: 'rsa', value: '0x00' }), WALLET), 'malformed', ['wellFormed', 'wrong_value']),
    ask('presentation-of-version-2', altered(put('/version', 2), WALLET), 'malformed', ['wellFormed', 'wrong_value']),
  ];
}

function thresholdCases(): Case[] {
  const both = samplePresentation(SAMPLE, BOUND.wallet, { ...HIDDEN, claims: [AT_LEAST_680, AT_MOST_2] });
  const customer = SAMPLE.customers[BOUND.wallet] ?? 0;
  const best = thresholdProof('scoreAtLeast', 685, factsOf(customer), secretsOf(customer));
  const resigned = (change: (claims: { threshold: string; proof: string }[]) => void) => {
    const claims = both.claims.map((claim) => ({ ...claim }));
    change(claims);
    // The holder signs whatever it likes; only the chain says what is true.
    return signedAgain({ ...both, claims });
  };
  const inflated = ['thresholdsMet', 'threshold_not_proven'] as const;
  return [
    ask('thresholds', both, 'valid', FINE),
    ask('threshold-of-best-step', samplePresentation(SAMPLE, BOUND.wallet, { ...HIDDEN, claims: [{ kind: 'scoreAtLeast', threshold: 685 }] }), 'valid', FINE),
    ask('threshold-beside-shown-end', samplePresentation(SAMPLE, BOUND.wallet, { fields: new Set(['scoreAtLeast']), claims: [AT_LEAST_680] }), 'valid', FINE),
    ask('threshold-inflated', resigned((claims) => put('/0/threshold', '700')(claims as never)), 'forged', inflated),
    ask('threshold-inflated-one-step', resigned((claims) => {
      put('/0/threshold', '690')(claims as never);
      put('/0/proof', best)(claims as never);
    }), 'forged', inflated),
    ask('pd-threshold-deflated', resigned((claims) => put('/1/threshold', '25')(claims as never)), 'forged', inflated),
    ask('threshold-with-other-salt', resigned((claims) => put('/0/salt', `0x${'00'.repeat(16)}`)(claims as never)), 'forged', inflated),
    ask('threshold-of-other-customer', resigned((claims) => put('/0/proof', textHash('proof'))(claims as never)), 'forged', inflated),
    ask('threshold-off-the-grid', altered(put('/claims/0/threshold', '682'), both), 'malformed', ['wellFormed', 'out_of_range']),
    ask('threshold-below-the-grid', altered(put('/claims/0/threshold', '300'), both), 'malformed', ['wellFormed', 'out_of_range']),
    ask('pd-threshold-above-the-grid', altered(put('/claims/1/threshold', '2500'), both), 'malformed', ['wellFormed', 'out_of_range']),
    ask('threshold-replayed-by-lender', altered((file) => {
      put('/audience/verifierName', 'Other Bank')(file);
      put('/audience/verifier', verifierId('Other Bank'))(file);
    }, both), 'notForYou', ['presentedToYou', 'presentation_not_by_holder'], { audience: OTHER }),
  ];
}

/** Signed again by its holder. */
function signedAgain(presentation: Presentation): Presentation {
  return { ...presentation, signature: { kind: 'ecdsa', value: sign(digestOfPresentation(presentation), HOLDER_KEY) } };
}

function termsCases(): Case[] {
  const whole = textOf(GOOD);
  const thresholds = samplePresentation(SAMPLE, BOUND.wallet, { ...HIDDEN, claims: [AT_LEAST_680, AT_MOST_2] });
  const judge = (name: string, file: string | Presentation, profile: RelyingTerms, reason: string | null, options = {}) =>
    ask(name, file, reason === null ? 'valid' : 'notAccepted', reason === null ? FINE : ['accepted', reason], { profile, ...options });
  return [
    judge('accepted', whole, { issuers: [1], models: [GOOD.credit.model], grades: ['D'], minScore: 650, maxPdBps: 40, maxAgeDays: 1, newestRequired: false }, null),
    judge('accepted-by-thresholds', thresholds, { minScore: 680, maxPdBps: 200, presentationRequired: true, purposes: [PURPOSE] }, null),
    judge('accepted-empty-terms', whole, {}, null),
    judge('other-issuer-wanted', whole, { issuers: [2, 3] }, 'issuer_not_accepted'),
    judge('other-model-wanted', whole, { models: [textHash('model 2')] }, 'model_not_accepted'),
    judge('too-old', whole, { maxAgeDays: 1 }, 'too_old', { now: NOW + 1 }),
    judge('grade-not-accepted', whole, { grades: ['A', 'B'] }, 'grade_not_accepted'),
    judge('grade-not-shown', thresholds, { grades: ['A', 'B'] }, 'grade_not_shown'),
    judge('score-too-low', whole, { minScore: 652 }, 'score_too_low'),
    judge('score-not-proven-enough', thresholds, { minScore: 681 }, 'score_not_shown'),
    judge('score-not-shown', samplePresentation(SAMPLE, BOUND.wallet, HIDDEN), { minScore: 300 }, 'score_not_shown'),
    judge('pd-too-high', whole, { maxPdBps: 39 }, 'pd_too_high'),
    judge('pd-not-shown', thresholds, { maxPdBps: 199 }, 'pd_not_shown'),
    judge('newest-required', whole, { newestRequired: true }, 'newest_required'),
    judge('presentation-required', whole, { presentationRequired: true }, 'presentation_required'),
    judge('purpose-not-accepted', thresholds, { purposes: ['Mortgage'] }, 'purpose_not_accepted'),
    ask('terms-of-altered-file', altered(put('/fields/1/value', '799')), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root'], { profile: { minScore: 700 } }),
  ];
}

/** Presentations, thresholds and the terms of relying parties. */
export function presentationCases(): Case[] {
  return [...holderCases(), ...thresholdCases(), ...termsCases()];
}
