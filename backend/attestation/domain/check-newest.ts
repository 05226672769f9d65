import { batchLeaf } from './batch-leaf.ts';
import { type CheckInput, fromFile, fromLedger } from './check-context.ts';
import type { Check } from './check-list.ts';
import { ZERO_HASH } from '../../kernel/hex.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import { readStateProof } from './state-map.ts';

/** Whether the issuer's newest state knows no newer credential of the subject. */
export function checkNewest(input: CheckInput, facts: LedgerFacts): Check {
  const { freshness, credential } = input;
  const { credit, anchor, place } = credential;
  if (freshness === null) return fromFile('isNewest')('skipped', 'freshness_not_asked');
  const say = fromLedger('isNewest', facts);
  if ('problem' in freshness) return say('unknown', freshness.problem);
  const { newest } = facts;
  if (newest === null) return say('skipped', 'no_state_root');
  const { batch } = freshness;
  const params = { batch: String(batch.batch), newest: String(newest.batch), block: String(facts.asOf.number) };
  const isOurs = freshness.place.chainId === place.chainId && freshness.place.ledger === place.ledger;
  if (!isOurs || freshness.issuer !== credit.issuer || freshness.tag !== credit.subjectTag)
    return say('unknown', 'state_proof_of_other', params);
  if (batch.batch < newest.batch) return say('unknown', 'state_proof_stale', params);
  if (batchLeaf(place, credit.issuer, batch) !== newest.leaf) return say('unknown', 'state_proof_not_on_ledger', params);
  if (batch.stateRoot === ZERO_HASH) return say('skipped', 'no_state_root', params);
  const answer = readStateProof(batch.stateRoot, credit.subjectTag, freshness.state);
  if (answer.held === null) return say('unknown', 'state_proof_invalid', params);
  // What is anchored stands in the map itself; what is only promised must be ahead of all that is in it.
  if (!answer.held) return anchor === null ? say('pass', 'ok', params) : say('unknown', 'state_contradicts', params);
  const { index, seq } = answer.entry;
  const found = { ...params, index: String(index), seq: String(seq) };
  if (anchor === null) return seq < credit.seq ? say('pass', 'ok', found) : say('fail', 'newer_exists', found);
  const own = anchor.firstLeaf + anchor.index;
  if (index > own) return say('fail', 'newer_exists', found);
  return index === own && seq === credit.seq ? say('pass', 'ok', found) : say('unknown', 'state_contradicts', found);
}
