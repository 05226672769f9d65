import { issueCredential } from '../attestation/issue-credential.ts';
import { DomainError } from '../kernel/errors.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Action, HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import { viewOwnCredential } from './own-credentials.ts';
import type { OwnCredentialRow } from './schemas.ts';

const MOST_A_DAY = 20;
const DAY_SECONDS = 86_400;

/**
 * A fresh credential of the customer's newest score, bound to his key and made because he asked for it.
 * @throws {@link DomainError} `own_credentials_enough`, and as `issueCredential`
 */
export async function issueOwnCredential(
  deps: HolderDeps,
  customer: OwnCustomer,
  validDays: number,
  { actor, requestId, now }: Action,
): Promise<OwnCredentialRow> {
  const { database, chain, wrap } = deps;
  await requireFewToday(deps, customer.id, now);
  const asked = { ask: 'credential', at: now.toISOString(), validDays };
  const consent = keccakHex(new TextEncoder().encode(canonicalJson({ ...asked, holder: customer.holderKey })));
  const order = { customerId: customer.id, validDays, holder: true, consent, actor, requestId };
  const id = await issueCredential({ database, chain, wrap, signer: deps.signer('issuer') }, order);
  // With the holder key out of the credential, the hash in it can be made again from this entry.
  const entry = {
    action: 'credential.asked_for',
    entity: 'credential',
    entityId: id,
    outcome: 'ok',
    detail: { ...asked, consent },
  } as const;
  await database.write((tx) => appendAudit(tx, { ...entry, actor, requestId, at: now }));
  return viewOwnCredential(deps, customer, id);
}

/** Each costs two signatures of the issuer, of which a day has only so many for everybody. */
async function requireFewToday({ database }: HolderDeps, customerId: string, now: Date): Promise<void> {
  const since = BigInt(Math.floor(now.getTime() / 1000) - DAY_SECONDS);
  const today = await database.client.credential.count({ where: { customerId, anchorBy: { not: null }, issuedAt: { gt: since } } });
  if (today < MOST_A_DAY) return;
  throw new DomainError('own_credentials_enough', 'rate_limited', `A customer is given ${MOST_A_DAY} fresh credentials a day at most.`, {
    params: { retryAfterSeconds: DAY_SECONDS },
  });
}
