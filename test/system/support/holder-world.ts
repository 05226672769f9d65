import { privateKeyToAccount } from 'viem/accounts';
import { gatherPending } from '../../../backend/attestation/gather-pending.ts';
import { ledgerProjection } from '../../../backend/attestation/ledger-projection.ts';
import { ensureIssuer } from '../../../backend/attestation/register-issuer.ts';
import { insertCustomers } from '../../../backend/intake/store.ts';
import { canonicalJson } from '../../../backend/kernel/canonical-json.ts';
import type { Hex } from '../../../backend/kernel/hex.ts';
import { keccakHex } from '../../../backend/kernel/keccak.ts';
import { createOrganization, createUser } from '../../../backend/platform/auth/accounts.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { syncIndex } from '../../../backend/platform/chain/index/sync-index.ts';
import { sendTransaction } from '../../../backend/platform/chain/send-transaction.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import type { DatabaseUnderTest } from './databases.ts';
import { type ApiUnderTest, openApi } from './test-api.ts';
import { emailOf, ORIGIN, PASSWORD, SECRETS, seedMembers, signIn } from './test-server.ts';

/** One customer with a wallet of his own. */
export const WALLET = privateKeyToAccount(`0x${'7e'.repeat(32)}`);
export const LENDERS = ['harbour', 'summit'] as const;
const PEOPLE = 3;

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface HolderWorld {
  readonly api: ApiUnderTest;
  readonly database: Database;
  /** Ids of customers with a score of 640, 641, 642. */
  readonly customers: readonly string[];
  /** Signs in and remembers the session under the name. */
  enter(name: string, email: string, password?: string): Promise<void>;
  /** Asks as somebody who entered, or as a visitor. */
  ask<T = Record<string, unknown>>(
    who: string | null,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<Answer<T>>;
  /** Does what the worker does: puts credentials that wait on the chain, and follows its events. */
  anchor(): Promise<void>;
  close(): Promise<void>;
}

/** The whole API over a local chain with an issuer, a house with members, two lenders and three scored customers. */
export async function openHolderWorld(under: DatabaseUnderTest): Promise<HolderWorld> {
  const { database } = under;
  const api = await openApi(under);
  const { chain, place, admin, issuer } = api.ledger;
  await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
  await seedMembers(database, 'bank');
  for (const slug of LENDERS) {
    const organizationId = await createOrganization(database, { name: `${slug} lending`, slug, kind: 'lender' });
    await createUser(database, {
      name: slug,
      email: `lender@${slug}.example`,
      password: PASSWORD,
      membership: { organizationId, role: 'lender' },
    });
  }
  const customers = await seedPeople(database);
  const cookies = new Map<string, string>();
  const enter = async (name: string, email: string, password = PASSWORD) => {
    cookies.set(name, await signIn(api.server, email, password));
  };
  await enter('officer', emailOf('risk_officer', 'bank'));
  await enter('operator', emailOf('operator', 'bank'));
  for (const slug of LENDERS) await enter(slug, `lender@${slug}.example`);
  return {
    api,
    database,
    customers,
    enter,
    async ask<T>(who: string | null, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object) {
      const cookie = who === null ? {} : { cookie: cookies.get(who) ?? '' };
      const payload = body === undefined ? {} : { payload: body };
      const answer = await api.server.inject({ method, url, headers: { origin: ORIGIN, ...cookie }, ...payload });
      return { status: answer.statusCode, body: answer.json<T>() };
    },
    anchor: () => anchorWaiting(api, database),
    close: () => api.close(),
  };
}

async function anchorWaiting({ ledger, system }: ApiUnderTest, database: Database): Promise<void> {
  const { chain, place, issuer } = ledger;
  await gatherPending({ database, chain, wrap: system.wrap, signer: issuer });
  const waiting = await database.client.chainTransaction.findMany({ where: { state: 'new' }, orderBy: { createdAt: 'asc' } });
  for (const row of waiting) {
    const sent = await sendTransaction(chain, issuer, { to: place.ledger, data: row.data as Hex, abi: creditLedgerAbi });
    const data = { state: 'mined', txHash: sent.txHash, gasUsed: sent.gasUsed, blockNumber: sent.blockNumber };
    await database.client.chainTransaction.update({ where: { id: row.id }, data });
  }
  const contract = { contract: 'CreditLedger', address: place.ledger, abi: creditLedgerAbi, fromBlock: 0n };
  const index = { database, chain, contracts: [contract], projections: [ledgerProjection(place.ledger)] };
  for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
}

async function seedPeople(database: Database): Promise<string[]> {
  const ids = Array.from({ length: PEOPLE }, (_, i) => `cus_person_${i}`);
  const hash = keccakHex(new TextEncoder().encode('model'));
  await database.write(async (tx) => {
    const run = { source: 'people', fileName: 'people.csv', fileHash: hash, schemaId: 'sample', encoding: 'utf-8', state: 'done' };
    await tx.importRun.create({ data: { id: 'imp_people', ...run, rows: PEOPLE, accepted: PEOPLE, rejected: 0, createdBy: 'test' } });
    const rest = [...ids];
    const context = { importId: 'imp_people', source: 'people', createdAt: new Date(), nextId: () => rest.shift() ?? '' };
    const records = ids.map((_, i) => ({ line: i + 2, externalId: `P-${i}`, attributes: { age: 30 + i, purpose: 'car' } }));
    await insertCustomers(tx, { masterKey: SECRETS.masterKey }, context, records);
    const model = {
      hash,
      name: 'Sample',
      document: '{}',
      validation: '{}',
      state: 'live',
      role: 'champion',
      datasetHash: hash,
      rows: PEOPLE,
      createdBy: 'test',
    };
    await tx.scorecard.create({ data: model });
    await tx.score.createMany({
      data: ids.map((customerId, i) => ({
        id: `sco_${i}`,
        customerId,
        scorecardHash: hash,
        score: 640 + i,
        grade: 'C',
        pdWad: '51234567890123456',
        reasons: canonicalJson([{ code: 'R01', characteristic: 'duration', pointsLost: 9 }]),
        points: '[]',
        runId: 'run-1',
      })),
    });
  });
  return ids;
}
