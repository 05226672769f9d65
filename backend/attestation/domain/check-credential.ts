import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { type LedgerPlace, batchLeaf } from './batch-leaf.ts';
import type { Check, CheckId, CheckSource, CheckStatus } from './check-list.ts';
import type { Anchor, Credential } from './credential.ts';
import { type FieldName, fieldRoot } from './field-tree.ts';
import { hasRole, KEY_ROLE, type LedgerFacts, revocationPlace, statusAt } from './ledger-facts.ts';
import { hashLeaves, rootOfPath } from './merkle-tree.ts';
import type { Recovery } from './signature.ts';
import type { Credit } from './typed-data.ts';

/** Everything the checks of a well-formed credential look at. */
export interface CheckInput {
  readonly credential: Credential;
  readonly digest: Hash32;
  /** The ledger that the verifier relies on. */
  readonly trusted: LedgerPlace | null;
  /** What the ledger says, or why it could not be asked. */
  readonly facts: LedgerFacts | { readonly problem: string };
  /** `when-unanchored` leaves the signature out where the anchor proves the issuer already. */
  readonly signature: 'always' | 'when-unanchored';
  recover(): Recovery;
  /** Seconds. */
  readonly now: number;
}

type Params = Readonly<Record<string, string>>;

function check(id: CheckId, source: CheckSource, status: CheckStatus, reason: string, params: Params = {}): Check {
  return { id, status, reason, params, source };
}

/** Answers every question but the first, in the order of the list. */
export function checkCredential(input: CheckInput): Check[] {
  const { credential, facts, trusted } = input;
  const place = checkPlace(credential.place, trusted);
  const fields = checkFields(credential);
  const included = checkIncluded(credential, input.digest);
  const expiry = checkExpiry(credential.credit, input.now);
  const isElsewhere = place.some((item) => item.status === 'fail');
  if (isElsewhere || 'problem' in facts) {
    const open: Gap =
      isElsewhere || !('problem' in facts) ? { status: 'skipped', reason: 'wrong_chain' } : { status: 'unknown', reason: facts.problem };
    return [...place, fields, ...withoutLedger(input, open, included), expiry];
  }
  const anchored = checkAnchored(credential, facts);
  const isProven = [fields, included, anchored].every((item) => item.status === 'pass');
  const recovery = input.signature === 'when-unanchored' && isProven ? null : input.recover();
  const signature = checkSignature(recovery, facts);
  return [
    ...place,
    fields,
    signature,
    checkAccreditedThen(credential, facts, recovery, signature),
    checkAccreditedNow(facts),
    anchored,
    included,
    checkRevoked(credential.anchor, facts),
    expiry,
  ];
}

/** Why the ledger gives no answers. */
interface Gap {
  readonly status: 'skipped' | 'unknown';
  readonly reason: string;
}

/** The checks from the signature to the revocation when nobody can be asked; what the file alone shows is still said. */
function withoutLedger({ credential, recover }: CheckInput, gap: Gap, included: Check): Check[] {
  const open = (id: CheckId) => check(id, 'file', gap.status, gap.reason);
  const accredited = [open('issuerAccreditedAtSigning'), open('issuerAccreditedNow')];
  if (gap.status === 'skipped') return [open('signatureValid'), ...accredited, open('rootAnchored'), included, open('notRevoked')];
  const isAnchored = credential.anchor !== null;
  return [
    signatureAlone(recover()),
    ...accredited,
    isAnchored ? open('rootAnchored') : check('rootAnchored', 'file', 'fail', 'no_anchor'),
    included,
    isAnchored ? open('notRevoked') : check('notRevoked', 'file', 'skipped', 'no_anchor'),
  ];
}

function checkPlace(place: LedgerPlace, trusted: LedgerPlace | null): [Check, Check] {
  if (trusted === null) {
    const open = (id: CheckId) => check(id, 'file', 'unknown', 'no_trusted_ledger');
    return [open('rightChain'), open('rightContract')];
  }
  const chain = { found: String(place.chainId), expected: String(trusted.chainId) };
  const contract = { found: place.ledger, expected: trusted.ledger };
  return [
    place.chainId === trusted.chainId
      ? check('rightChain', 'file', 'pass', 'ok', chain)
      : check('rightChain', 'file', 'fail', 'other_chain', chain),
    place.ledger === trusted.ledger
      ? check('rightContract', 'file', 'pass', 'ok', contract)
      : check('rightContract', 'file', 'fail', 'other_contract', contract),
  ];
}

function checkFields(credential: Credential): Check {
  const computed = fieldRoot(credential);
  const params = { found: computed, expected: credential.credit.credentialRoot };
  if (computed !== credential.credit.credentialRoot) return check('fieldsMatchRoot', 'file', 'fail', 'fields_differ_from_root', params);
  const contradiction = credential.fields.find((field) => {
    const stated = creditValue(credential.credit, field.name);
    return stated !== null && stated !== field.value;
  });
  if (contradiction !== undefined)
    return check('fieldsMatchRoot', 'file', 'fail', 'field_contradicts_credit', { field: contradiction.name });
  return check('fieldsMatchRoot', 'file', 'pass', 'ok', { shown: String(credential.fields.length) });
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
  if ('reason' in recovery) return check('signatureValid', 'file', 'fail', recovery.reason);
  return check('signatureValid', 'file', 'unknown', 'issuer_keys_unknown', { signer: recovery.signer });
}

function checkSignature(recovery: Recovery | null, facts: LedgerFacts): Check {
  if (recovery === null) return check('signatureValid', 'file', 'skipped', 'anchor_proves_issuer');
  if ('reason' in recovery) return check('signatureValid', 'file', 'fail', recovery.reason);
  const params = { signer: recovery.signer };
  if (facts.statuses === null) return check('signatureValid', facts.source, 'unknown', 'issuer_keys_unknown', params);
  if (!hasRole(facts.keys, recovery.signer, KEY_ROLE.sign, null))
    return check('signatureValid', facts.source, 'fail', 'signer_is_not_issuer', params);
  return check('signatureValid', facts.source, 'pass', 'ok', params);
}

function checkAccreditedThen(credential: Credential, facts: LedgerFacts, recovery: Recovery | null, signature: Check): Check {
  const id = 'issuerAccreditedAtSigning';
  const { issuer, issuedAt } = credential.credit;
  if (facts.statuses === null) return check(id, facts.source, 'fail', 'issuer_unknown', { issuer: String(issuer) });
  if (signature.status === 'fail') return check(id, facts.source, 'skipped', 'signature_invalid');
  // Without a signature the anchoring is the issuer's act: the contract took it from a key of an active issuer.
  const at = recovery === null && credential.anchor !== null ? credential.anchor.time : issuedAt;
  const params = { issuer: String(issuer), time: String(at) };
  if (statusAt(facts.statuses, at) !== 'active') return check(id, facts.source, 'fail', 'issuer_not_active_then', params);
  const signer: Address | null = recovery !== null && 'signer' in recovery ? recovery.signer : null;
  if (signer !== null && !hasRole(facts.keys, signer, KEY_ROLE.sign, at)) {
    return check(id, facts.source, 'fail', 'key_not_valid_then', { ...params, signer });
  }
  return check(id, facts.source, 'pass', 'ok', params);
}

function checkAccreditedNow(facts: LedgerFacts): Check {
  const id = 'issuerAccreditedNow';
  if (facts.statuses === null) return check(id, facts.source, 'fail', 'issuer_unknown');
  if (statusAt(facts.statuses, facts.asOf.time) !== 'active') return check(id, facts.source, 'fail', 'issuer_suspended');
  return check(id, facts.source, 'pass', 'ok', { block: String(facts.asOf.number) });
}

function checkAnchored(credential: Credential, facts: LedgerFacts): Check {
  const id = 'rootAnchored';
  const { anchor, place, credit } = credential;
  if (anchor === null) return check(id, 'file', 'fail', 'no_anchor');
  const params = { batch: String(anchor.batch), block: String(anchor.block), time: String(anchor.time) };
  if (facts.batchLeaf === null) return check(id, facts.source, 'fail', 'batch_not_on_ledger', params);
  if (batchLeaf(place, credit.issuer, anchor) !== facts.batchLeaf)
    return check(id, facts.source, 'fail', 'batch_differs_from_ledger', params);
  if (facts.anchored !== null && facts.anchored.transaction !== anchor.transaction) {
    return check(id, facts.source, 'fail', 'reference_differs_from_ledger', { ...params, field: 'anchor.transaction' });
  }
  if (facts.anchored !== null && facts.anchored.block !== anchor.block) {
    return check(id, facts.source, 'fail', 'reference_differs_from_ledger', { ...params, field: 'anchor.block' });
  }
  return check(id, facts.source, 'pass', 'ok', params);
}

function checkIncluded(credential: Credential, digest: Hash32): Check {
  const id = 'included';
  const { anchor, credit } = credential;
  if (anchor === null) return check(id, 'file', 'skipped', 'no_anchor');
  const params = { position: String(anchor.index), leaves: String(anchor.leaves) };
  const path = anchor.path.map((hash) => fromHex(hash));
  const root = rootOfPath(hashLeaves(fromHex(digest)), anchor.index, anchor.leaves, path);
  if (root === null || toHex(root) !== anchor.root) return check(id, 'file', 'fail', 'path_misses_root', params);
  if (anchor.model !== credit.model) return check(id, 'file', 'fail', 'model_differs_from_batch', params);
  return check(id, 'file', 'pass', 'ok', params);
}

function checkRevoked(anchor: Anchor | null, facts: LedgerFacts): Check {
  const id = 'notRevoked';
  if (anchor === null) return check(id, 'file', 'skipped', 'no_anchor');
  const index = anchor.firstLeaf + anchor.index;
  const isRevoked = ((facts.revokedBits >> revocationPlace(index).bit) & 1n) === 1n;
  const params = { index: String(index), block: String(facts.asOf.number) };
  return isRevoked ? check(id, facts.source, 'fail', 'revoked', params) : check(id, facts.source, 'pass', 'ok', params);
}

function checkExpiry(credit: Credit, now: number): Check {
  const params = { expiry: String(credit.expiry) };
  return BigInt(now) < credit.expiry
    ? check('notExpired', 'file', 'pass', 'ok', params)
    : check('notExpired', 'file', 'fail', 'expired', params);
}
