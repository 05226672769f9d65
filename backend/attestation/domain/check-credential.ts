import type { Address } from '../../kernel/hex.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import { type CheckInput, fromFile, fromLedger } from './check-context.ts';
import { checkAnchored, checkIncluded, checkStanding } from './check-ledger.ts';
import type { Check, CheckId } from './check-list.ts';
import { checkNewest } from './check-newest.ts';
import { checkPresented, checkThresholds } from './check-presentation.ts';
import { checkAccepted } from './check-terms.ts';
import type { Credential } from './credential.ts';
import { type FieldName, fieldRoot } from './field-tree.ts';
import { hasRole, KEY_ROLE, type LedgerFacts, statusAt, wasActiveIn } from './ledger-facts.ts';
import type { Recovery } from './signature.ts';
import type { Credit } from './typed-data.ts';

/** Answers every question but the first, in the order of the list. */
export function checkCredential(input: CheckInput): Check[] {
  const { credential, trusted } = input;
  const place = checkPlace(credential.place, trusted);
  const fields = checkFields(credential);
  const ledger = askLedger(input, place, fields);
  const newest = ledger[ledger.length - 1] ?? fields;
  const presented = checkPresented(input);
  const thresholds = checkThresholds(input);
  return [
    ...place,
    fields,
    ...ledger,
    checkExpiry(credential.credit, input.now),
    presented,
    thresholds,
    checkAccepted(input, { fields, newest, presented, thresholds }),
  ];
}

/** The checks from the signature to the newest state. */
function askLedger(input: CheckInput, place: readonly [Check, Check], fields: Check): Check[] {
  const { credential, facts } = input;
  const included = checkIncluded(credential, input.digest);
  const isElsewhere = place.some((item) => item.status === 'fail');
  if (isElsewhere) return withoutLedger(input, { status: 'skipped', reason: 'wrong_chain' }, included);
  if ('problem' in facts) return withoutLedger(input, { status: 'unknown', reason: facts.problem }, included);
  const anchored = checkAnchored(input, facts);
  const isProven = [fields, included, anchored].every((item) => item.status === 'pass');
  const recovery = readSigner(input, isProven);
  const signature = checkSignature(recovery, facts);
  return [
    signature,
    checkAccreditedThen({ credential, facts, recovery, signature, isProven }),
    checkAccreditedNow(facts),
    anchored,
    included,
    ...checkStanding(credential.anchor, facts),
    checkNewest(input, facts),
  ];
}

/** Null when the anchor stands in for the signature: one that is not needed, or not there, or that nobody here can read. */
function readSigner(input: CheckInput, isProven: boolean): Recovery | null {
  if (isProven && input.signature === 'when-unanchored') return null;
  const recovery = input.signers.credential();
  return isProven && 'open' in recovery ? null : recovery;
}

/** Why the ledger gives no answers. */
interface Gap {
  readonly status: 'skipped' | 'unknown';
  readonly reason: string;
}

/** The same when nobody can be asked; what the file alone shows is still said. */
function withoutLedger(input: CheckInput, gap: Gap, included: Check): Check[] {
  const { anchor, receipt } = input.credential;
  const open = (id: CheckId) => fromFile(id)(gap.status, gap.reason);
  const ofAnchor = (id: CheckId) => (anchor === null ? fromFile(id)('skipped', 'no_anchor') : open(id));
  return [
    gap.status === 'skipped' ? open('signatureValid') : signatureAlone(input.signers.credential()),
    open('issuerAccreditedAtSigning'),
    open('issuerAccreditedNow'),
    gap.status === 'skipped' || anchor !== null || receipt !== null ? open('rootAnchored') : fromFile('rootAnchored')('fail', 'no_anchor'),
    included,
    ofAnchor('batchInForce'),
    ofAnchor('notRevoked'),
    ofAnchor('notSuperseded'),
    ofAnchor('notSuspended'),
    input.freshness === null ? fromFile('isNewest')('skipped', 'freshness_not_asked') : open('isNewest'),
  ];
}

function checkPlace(place: LedgerPlace, trusted: LedgerPlace | null): [Check, Check] {
  const [chainSays, contractSays] = [fromFile('rightChain'), fromFile('rightContract')];
  if (trusted === null) return [chainSays('unknown', 'no_trusted_ledger'), contractSays('unknown', 'no_trusted_ledger')];
  const chain = { found: String(place.chainId), expected: String(trusted.chainId) };
  const contract = { found: place.ledger, expected: trusted.ledger };
  return [
    place.chainId === trusted.chainId ? chainSays('pass', 'ok', chain) : chainSays('fail', 'other_chain', chain),
    place.ledger === trusted.ledger ? contractSays('pass', 'ok', contract) : contractSays('fail', 'other_contract', contract),
  ];
}

function checkFields(credential: Credential): Check {
  const say = fromFile('fieldsMatchRoot');
  const computed = fieldRoot(credential);
  const params = { found: computed, expected: credential.credit.credentialRoot };
  if (computed !== credential.credit.credentialRoot) return say('fail', 'fields_differ_from_root', params);
  const contradiction = credential.fields.find((field) => {
    const stated = creditValue(credential.credit, field.name);
    return stated !== null && stated !== field.value;
  });
  if (contradiction !== undefined) return say('fail', 'field_contradicts_credit', { field: contradiction.name });
  return say('pass', 'ok', { shown: String(credential.fields.length) });
}

/** What the signed struct says about a field that stands in both. */
function creditValue(credit: Credit, name: FieldName): string | null {
  switch (name) {
    case 'subjectTag':
      return credit.subjectTag;
    case 'modelHash':
      return credit.model;
    case 'issuedAt':
      return String(credit.issuedAt);
    case 'expiry':
      return String(credit.expiry);
    case 'seq':
      return String(credit.seq);
    case 'holder':
      return credit.holder;
    default:
      return null;
  }
}

/** Without the ledger a signature can be read, but nobody says whose key it is. */
function signatureAlone(recovery: Recovery): Check {
  const say = fromFile('signatureValid');
  if ('reason' in recovery) return say('fail', recovery.reason);
  if ('open' in recovery) return say(recovery.open === 'no_signature' ? 'skipped' : 'unknown', recovery.open);
  return say('unknown', 'issuer_keys_unknown', { signer: recovery.signer });
}

function checkSignature(recovery: Recovery | null, facts: LedgerFacts): Check {
  if (recovery === null) return fromFile('signatureValid')('skipped', 'anchor_proves_issuer');
  if (!('signer' in recovery)) return signatureAlone(recovery);
  const say = fromLedger('signatureValid', facts);
  const params = { signer: recovery.signer };
  if (facts.statuses === null || facts.scope === 'log') return say('unknown', 'issuer_keys_unknown', params);
  return hasRole(facts.keys, recovery.signer, KEY_ROLE.sign, null)
    ? say('pass', 'ok', params)
    : say('fail', 'signer_is_not_issuer', params);
}

interface SigningInput {
  readonly credential: Credential;
  readonly facts: LedgerFacts;
  readonly recovery: Recovery | null;
  readonly signature: Check;
  readonly isProven: boolean;
}

function checkAccreditedThen({ credential, facts, recovery, signature, isProven }: SigningInput): Check {
  const say = fromLedger('issuerAccreditedAtSigning', facts);
  const { issuer, issuedAt } = credential.credit;
  if (facts.scope === 'log') return say('unknown', 'not_in_checkpoint');
  if (facts.statuses === null) return say('fail', 'issuer_unknown', { issuer: String(issuer) });
  if (signature.status === 'fail') return say('skipped', 'signature_invalid');
  // Without a signature the anchoring is the issuer's act: the contract took it from a key of an active issuer.
  const at = recovery === null && credential.anchor !== null ? credential.anchor.time : issuedAt;
  const params = { issuer: String(issuer), time: String(at) };
  if (!wasActiveIn(facts.statuses, at)) return say('fail', 'issuer_not_active_then', params);
  const signer: Address | null = recovery !== null && 'signer' in recovery ? recovery.signer : null;
  // What is anchored may be signed on request later, by a key that is good now.
  const moments = isProven ? [at, facts.asOf.time] : [at];
  if (signer !== null && !moments.some((moment) => hasRole(facts.keys, signer, KEY_ROLE.sign, moment)))
    return say('fail', 'key_not_valid_then', { ...params, signer });
  return say('pass', 'ok', params);
}

function checkAccreditedNow(facts: LedgerFacts): Check {
  const say = fromLedger('issuerAccreditedNow', facts);
  if (facts.scope === 'log') return say('unknown', 'not_in_checkpoint');
  if (facts.statuses === null) return say('fail', 'issuer_unknown');
  if (statusAt(facts.statuses, facts.asOf.time) !== 'active') return say('fail', 'issuer_suspended');
  return say('pass', 'ok', { block: String(facts.asOf.number) });
}

function checkExpiry(credit: Credit, now: number): Check {
  const say = fromFile('notExpired');
  const params = { expiry: String(credit.expiry) };
  return BigInt(now) < credit.expiry ? say('pass', 'ok', params) : say('fail', 'expired', params);
}
