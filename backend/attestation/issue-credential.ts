import { randomBytes } from 'node:crypto';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { aloneIn } from '../platform/database/alone.ts';
import type { Tx } from '../platform/database/database.ts';
import { enqueueJob } from '../platform/jobs/enqueue-job.ts';
import { buildCredential } from './domain/build-credential.ts';
import { credentialSecrets, holderBlind, subjectTag } from './domain/customer-secrets.ts';
import { domainSeparator, receiptDigest } from './domain/typed-data.ts';
import { factsOf } from './draft-facts.ts';
import type { IssueDeps } from './issue-batch.ts';
import { issuingOf } from './issue-batch.ts';
import { planIssue } from './issue-plan.ts';
import { earlierKey, readEarlier } from './read-scored.ts';
import { sealFacts } from './sealed-facts.ts';
import { creditFacts } from './store.ts';

export const GATHER_JOB = 'credentials.gather';
/** Time in which the issuer promises to anchor what it gave out with a receipt. */
const PROMISE_SECONDS = 3_600n;
/** Credentials of so many seconds are anchored together. */
const GATHER_SECONDS = 10;

export interface SingleOrder {
  readonly customerId: string;
  readonly validDays: number;
  /** Bind it to the key that the customer has registered. */
  readonly holder: boolean;
  /** Hash of what the customer agreed to when he asked for it; nothing when an officer issues it. */
  readonly consent?: Hash32;
  readonly actor: string;
  readonly requestId: string | null;
}

/**
 * Makes one credential of the customer's newest score at once: signed, with the issuer's signed promise to anchor it
 * within the hour. A job gathers those of a few seconds into one batch.
 * @returns its id
 * @throws {@link DomainError} `customer_unknown`, `customer_erased`, `customer_unscored`, `holder_key_missing`
 */
export async function issueCredential(deps: IssueDeps, order: SingleOrder): Promise<string> {
  const { database, signer, wrap } = deps;
  const issue = await planIssue(deps, order.validDays);
  return aloneIn(database, issuingOf(issue), async (stillAlone) => {
    const { customer, score } = await readSubject(deps, order);
    const key = await openCustomerKey(database.client, wrap, customer.id);
    const last = (await readEarlier(database.client, issue, [customer.id], null)).get(earlierKey(customer.id, 0));
    const subject = { ...score, inputHash: customer.inputHash, source: customer.source, holderKey: customer.holderKey };
    const facts = { ...factsOf(subject, last), consent: order.consent ?? ZERO_HASH };
    const id = `cred_${randomBytes(12).toString('hex')}`;
    const model = hash32(score.scorecardHash);
    const title = { ...issue, model, tag: subjectTag(key, issue.issuer, 0), seq: last === undefined ? 0n : last.seq + 1n };
    const holder = facts.holderKey === null ? null : { key: facts.holderKey, blind: holderBlind(key, id) };
    const { digest } = buildCredential(issue.place, creditFacts(title, facts, holder), credentialSecrets(key, id));
    const anchorBy = issue.issuedAt + PROMISE_SECONDS;
    const signature = await signer.signDigest(digest);
    const receipt = await signer.signDigest(receiptDigest(domainSeparator(issue.place), digest, anchorBy));
    const body = sealFacts(key, id, { ...facts, promise: { place: issue.place, issuer: issue.issuer, model, signature, receipt } });
    await database.write(async (tx) => {
      await stillAlone(tx);
      const { tag, seq } = title;
      const times = { issuedAt: issue.issuedAt, expiry: issue.expiry, anchorBy };
      await tx.credential.create({ data: { id, digest, customerId: customer.id, scoreId: score.id, copy: 0, tag, seq, ...times, body } });
      await orderGathering(tx);
      await appendAudit(tx, {
        actor: order.actor,
        action: 'credential.issued',
        entity: 'credential',
        entityId: id,
        outcome: 'ok',
        requestId: order.requestId,
        detail: { digest, anchorBy: String(anchorBy), isBound: holder !== null },
        at: new Date(),
      });
    });
    return id;
  });
}

async function readSubject({ database }: IssueDeps, { customerId, holder }: SingleOrder) {
  const customer = await database.client.customer.findUnique({
    where: { id: customerId },
    include: { scores: { where: { isLatest: true }, orderBy: { createdAt: 'desc' }, take: 1 } },
  });
  if (customer === null) throw new DomainError('customer_unknown', 'not_found', 'No customer has this id.');
  if (customer.erasedAt !== null) {
    throw new DomainError('customer_erased', 'not_found', 'The personal data of this customer has been erased.');
  }
  const [score] = customer.scores;
  if (score === undefined)
    throw new DomainError('customer_unscored', 'conflict', 'This customer has no score yet; score the source first.');
  if (holder && customer.holderKey === null) {
    throw new DomainError('holder_key_missing', 'conflict', 'This customer has not registered a key to bind the credential to.');
  }
  return { customer: { ...customer, holderKey: holder ? customer.holderKey : null }, score };
}

/** One job for all that are given out within some seconds. */
async function orderGathering(tx: Tx): Promise<void> {
  const slot = Math.floor(Date.now() / 1000 / GATHER_SECONDS);
  const runAt = new Date((slot + 1) * GATHER_SECONDS * 1000);
  await enqueueJob(tx, { kind: GATHER_JOB, payload: {}, uniqueKey: `${GATHER_JOB}:${slot}`, runAt });
}

/** Id of a batch that gathers credentials given out one by one. */
export function gatheredBatchId(): string {
  return `bat_${toHex(randomBytes(12)).slice(2)}`;
}
