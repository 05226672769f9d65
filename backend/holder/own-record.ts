import { openCustomerKey } from '../intake/customer-keys.ts';
import { openAttributes } from '../intake/store.ts';
import { viewOutcomes } from '../intake/view-outcomes.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { scoreWords } from './domain/score-words.ts';
import { looksAtCustomer } from './looks.ts';
import type { HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import { viewHolderKey } from './register-holder-key.ts';
import { OwnRecord } from './schemas.ts';

const Reasons = OwnRecord.shape.score.unwrap().shape.reasons;

/** Everything that the house knows of the customer, and who looked at it. */
export async function readOwnRecord({ database, wrap }: HolderDeps, customer: OwnCustomer): Promise<OwnRecord> {
  const { client } = database;
  const { id, externalId, source, createdAt } = customer;
  const key = await openCustomerKey(client, wrap, id);
  const { attributes } = await client.customer.findUniqueOrThrow({ where: { id }, select: { attributes: true } });
  const score = await readScore(client, id);
  const now = BigInt(Math.floor(Date.now() / 1000));
  return {
    id,
    externalId,
    source,
    createdAt: createdAt.toISOString(),
    attributes: openAttributes(key, { id, attributes }),
    outcomes: (await viewOutcomes(client, id, key)).map(({ importId, ...told }) => told),
    score,
    words: score === null ? [] : scoreWords({ ...score, pdWad: BigInt(score.pdWad) }),
    holderKey: viewHolderKey(customer),
    credentials: await client.credential.count({ where: { customerId: id } }),
    activeConsents: await client.consent.count({ where: { customerId: id, state: 'active', until: { gte: now } } }),
    looks: await looksAtCustomer(client, id),
    erasureConfirmation: externalId,
  };
}

async function readScore(client: DatabaseClient, customerId: string): Promise<OwnRecord['score']> {
  const row = await client.score.findFirst({ where: { customerId, isLatest: true }, orderBy: { createdAt: 'desc' } });
  if (row === null) return null;
  const { score, grade, pdWad, scorecardHash, createdAt, reasons } = row;
  return { score, grade, pdWad, scorecardHash, scoredAt: createdAt.toISOString(), reasons: Reasons.parse(JSON.parse(reasons)) };
}
