import { fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { batchLeaf } from './batch-leaf.ts';
import { type CheckInput, fromFile, fromLedger, type Params } from './check-context.ts';
import type { Check } from './check-list.ts';
import type { Anchor, Credential } from './credential.ts';
import { type BatchState, hasRole, KEY_ROLE, type LedgerFacts, revocationPlace } from './ledger-facts.ts';
import { hashLeaves, rootOfPath } from './merkle-tree.ts';

const BATCH_REASON: Readonly<Record<BatchState, string | null>> = {
  live: null,
  superseded: 'batch_superseded',
  revoked: 'batch_revoked',
  frozen: 'batch_frozen',
};

/** Whether the batch of the credential is the one on the ledger, or promised in time. */
export function checkAnchored(input: CheckInput, facts: LedgerFacts): Check {
  const { anchor, place, credit } = input.credential;
  if (anchor === null) return checkPromise(input, facts);
  const say = fromLedger('rootAnchored', facts);
  const params = { batch: String(anchor.batch), block: String(anchor.block), time: String(anchor.time) };
  if (facts.batchLeaf === null) return say('fail', 'batch_not_on_ledger', params);
  if (batchLeaf(place, credit.issuer, anchor) !== facts.batchLeaf) return say('fail', 'batch_differs_from_ledger', params);
  if (facts.anchored !== null && facts.anchored.transaction !== anchor.transaction)
    return say('fail', 'reference_differs_from_ledger', { ...params, field: 'anchor.transaction' });
  if (facts.anchored !== null && facts.anchored.block !== anchor.block)
    return say('fail', 'reference_differs_from_ledger', { ...params, field: 'anchor.block' });
  return say('pass', 'ok', params);
}

/** A credential that is not anchored counts as promised while the issuer's receipt runs. */
function checkPromise(input: CheckInput, facts: LedgerFacts): Check {
  const { receipt } = input.credential;
  if (receipt === null) return fromFile('rootAnchored')('fail', 'no_anchor');
  const say = fromLedger('rootAnchored', facts);
  const promise = { anchorBy: String(receipt.anchorBy) };
  const recovery = input.signers.receipt();
  if ('reason' in recovery) return say('fail', 'receipt_signature_invalid', promise);
  if ('open' in recovery) return say('unknown', recovery.open, promise);
  const params = { ...promise, signer: recovery.signer };
  if (facts.statuses === null || facts.scope === 'log') return say('unknown', 'issuer_keys_unknown', params);
  if (!hasRole(facts.keys, recovery.signer, KEY_ROLE.sign, null)) return say('fail', 'receipt_not_by_issuer', params);
  // A removed key could date a receipt back, and no anchor stands against it.
  if (!hasRole(facts.keys, recovery.signer, KEY_ROLE.sign, facts.asOf.time)) return say('fail', 'receipt_key_ended', params);
  return BigInt(input.now) > receipt.anchorBy ? say('fail', 'receipt_overdue', params) : say('unknown', 'anchor_promised', params);
}

/** Whether the path leads from the credential to the root of its batch; asks nobody. */
export function checkIncluded({ anchor, credit }: Credential, digest: Hash32): Check {
  const say = fromFile('included');
  if (anchor === null) return say('skipped', 'no_anchor');
  const params = { position: String(anchor.index), leaves: String(anchor.leaves) };
  const path = anchor.path.map((hash) => fromHex(hash));
  const root = rootOfPath(hashLeaves(fromHex(digest)), anchor.index, anchor.leaves, path);
  if (root === null || toHex(root) !== anchor.root) return say('fail', 'path_misses_root', params);
  if (anchor.model !== credit.model) return say('fail', 'model_differs_from_batch', params);
  return say('pass', 'ok', params);
}

/** What the ledger says about the standing of the batch and of the credential in it. */
export function checkStanding(anchor: Anchor | null, facts: LedgerFacts): readonly [Check, Check, Check, Check] {
  const ids = ['batchInForce', 'notRevoked', 'notSuperseded', 'notSuspended'] as const;
  if (anchor === null) return skipAll(ids, 'no_anchor');
  if (facts.scope === 'log') {
    const open = (id: (typeof ids)[number]) => fromLedger(id, facts)('unknown', 'not_in_checkpoint');
    return [open(ids[0]), open(ids[1]), open(ids[2]), open(ids[3])];
  }
  const index = anchor.firstLeaf + anchor.index;
  const { bit } = revocationPlace(index);
  const isSet = (bits: bigint) => ((bits >> bit) & 1n) === 1n;
  const isSuperseded = isSet(facts.supersededBits);
  const params: Params = { index: String(index), batch: String(anchor.batch), block: String(facts.asOf.number) };
  const answer = (id: (typeof ids)[number], reason: string | null) =>
    fromLedger(id, facts)(reason === null ? 'pass' : 'fail', reason ?? 'ok', params);
  return [
    answer('batchInForce', BATCH_REASON[facts.batchState]),
    answer('notRevoked', isSet(facts.deadBits) && !isSuperseded ? 'revoked' : null),
    answer('notSuperseded', isSet(facts.deadBits) && isSuperseded ? 'superseded' : null),
    answer('notSuspended', isSet(facts.heldBits) ? 'suspended' : null),
  ];
}

function skipAll(ids: readonly ['batchInForce', 'notRevoked', 'notSuperseded', 'notSuspended'], reason: string) {
  const skip = (id: (typeof ids)[number]) => fromFile(id)('skipped', reason);
  return [skip(ids[0]), skip(ids[1]), skip(ids[2]), skip(ids[3])] as const;
}
