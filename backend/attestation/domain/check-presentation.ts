import { fromHex, toHex, ZERO_HASH } from '../../kernel/hex.ts';
import { type CheckInput, fromFile } from './check-context.ts';
import type { Check } from './check-list.ts';
import { fieldLeaf, fieldLevels } from './field-tree.ts';
import { holderCommitment } from './holder-key.ts';
import { CHAIN_SLOT, chainEndOf } from './threshold-chain.ts';

/** Whether the holder of the credential signed this presentation, for this verifier, and for now. */
export function checkPresented(input: CheckInput): Check {
  const say = fromFile('presentedToYou');
  const { presentation, audience, credential } = input;
  if (presentation === null) return say('skipped', 'no_presentation');
  const { holder, audience: named } = presentation;
  if (credential.credit.holder === ZERO_HASH) return say('fail', 'credential_not_bound');
  if (holderCommitment(holder.key, holder.blind) !== credential.credit.holder) return say('fail', 'holder_differs', { holder: holder.key });
  const recovery = input.signers.holder();
  if ('reason' in recovery) return say('fail', recovery.reason, { holder: holder.key });
  if ('open' in recovery) return say('unknown', recovery.open, { holder: holder.key });
  const params = { holder: holder.key, verifier: named.verifierName, purpose: named.purpose, until: String(named.until) };
  if (recovery.signer !== holder.key) return say('fail', 'presentation_not_by_holder', { ...params, signer: recovery.signer });
  if (BigInt(input.now) > named.until) return say('fail', 'presentation_expired', params);
  if (audience === null) return say('unknown', 'audience_not_named', params);
  if (audience.verifier !== named.verifier) return say('fail', 'for_another_verifier', params);
  if (audience.challenge !== undefined && audience.challenge !== named.challenge) return say('fail', 'challenge_differs', params);
  if (audience.purpose !== undefined && audience.purpose !== named.purpose) return say('fail', 'purpose_differs', params);
  return say('pass', 'ok', params);
}

/** Whether each claimed threshold is proven by the chain whose end the credential holds. */
export function checkThresholds({ presentation, credential }: CheckInput): Check {
  const say = fromFile('thresholdsMet');
  const claims = presentation?.claims ?? [];
  if (claims.length === 0) return say('skipped', 'no_threshold');
  const leaves = fieldLevels(credential)[0] ?? [];
  for (const { kind, threshold, salt, proof } of claims) {
    const slot = CHAIN_SLOT[kind];
    const [end, leaf] = [chainEndOf(kind, Number(threshold), proof), leaves[slot] ?? null];
    const isProven = end !== null && leaf !== null && toHex(fieldLeaf(slot, fromHex(salt), fromHex(end))) === toHex(leaf);
    if (!isProven) return say('fail', 'threshold_not_proven', { kind, threshold });
  }
  return say('pass', 'ok', { thresholds: claims.map(({ kind, threshold }) => `${kind} ${threshold}`).join(', ') });
}
