import type { FastifyInstance } from 'fastify';
import type { Anchor } from '../../../backend/attestation/domain/credential.ts';
import { type CredentialFile, credentialFile } from '../../../backend/attestation/domain/credential.ts';
import { issueBatch } from '../../../backend/attestation/issue-batch.ts';
import { ledgerProjection } from '../../../backend/attestation/ledger-projection.ts';
import { ensureIssuer } from '../../../backend/attestation/register-issuer.ts';
import { anchorAt, batchTree, openCredential, placedCredential } from '../../../backend/attestation/store.ts';
import { hash32, type Hex } from '../../../backend/kernel/hex.ts';
import { createOrganization, createUser } from '../../../backend/platform/auth/accounts.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { type IndexParts, syncIndex } from '../../../backend/platform/chain/index/sync-index.ts';
import { sendTransaction } from '../../../backend/platform/chain/send-transaction.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import { runJobs } from '../../../backend/platform/jobs/run-jobs.ts';
import { createLogger } from '../../../backend/platform/log/logger.ts';
import type { RelianceDeps } from '../../../backend/reliance/open-reliance.ts';
import { relianceJobs } from '../../../backend/reliance/reliance-jobs.ts';
import { relianceRoutes } from '../../../backend/reliance/routes.ts';
import { watchProjection } from '../../../backend/reliance/watch-projection.ts';
import { type LedgerChain, openLedgerChain } from './ledger-chain.ts';
import { seedScores, WRAP } from './scored-customers.ts';
import { openServer, PASSWORD, signIn } from './test-server.ts';

export const silent = createLogger({ name: 'test', level: 'silent' });

/** A bank that has issued, two lenders that rely on it, and the server between them. */
export interface RelianceWorld {
  readonly ledger: LedgerChain;
  readonly deps: RelianceDeps;
  readonly server: FastifyInstance;
  readonly lenders: readonly [Lender, Lender];
  /** A member of the bank. */
  readonly bank: Lender;
  readonly files: readonly CredentialFile[];
  /** Reads new blocks into the index, and the watch list with it. */
  catchUp(): Promise<void>;
  readonly index: IndexParts;
  /** Works off the queued jobs until a condition holds. */
  work(isDone: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export interface Lender {
  readonly organizationId: string;
  readonly cookie: string;
}

export interface WorldOptions {
  readonly credentials: number;
  readonly webhookHosts?: readonly string[];
  /** Another chain than one of our own; closed with the world. */
  readonly ledger?: LedgerChain;
}

export async function openRelianceWorld(database: Database, options: WorldOptions): Promise<RelianceWorld> {
  const { credentials, webhookHosts = [] } = options;
  const ledger = options.ledger ?? (await openLedgerChain(database));
  const { chain, place, admin, issuer } = ledger;
  await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
  const contract = { contract: 'CreditLedger', address: place.ledger, abi: creditLedgerAbi, fromBlock: 0n };
  const projections = [ledgerProjection(place.ledger), watchProjection(place.ledger)];
  const index = { database, chain, contracts: [contract], projections };
  const deps: RelianceDeps = { database, chain, wrap: WRAP, config: { webhookHosts }, signer: () => issuer };
  const files = await issueFiles(database, ledger, index, credentials);
  const server = await openServer(database, { routes: [relianceRoutes(deps)], chain });
  await server.ready();
  const join = async (slug: string, kind: string, role: 'lender' | 'risk_officer'): Promise<Lender> => {
    const organizationId = await createOrganization(database, { name: `House of ${slug}`, slug, kind: kind as 'lender' });
    const email = `${role}@${slug}.example`;
    await createUser(database, { name: slug, email, password: PASSWORD, membership: { organizationId, role } });
    return { organizationId, cookie: await signIn(server, email) };
  };
  const lenders = [await join('east', 'lender', 'lender'), await join('west', 'lender', 'lender')] as const;
  return {
    ledger,
    deps,
    server,
    lenders,
    bank: await join('bank', 'issuer', 'risk_officer'),
    files,
    index,
    catchUp: () => catchUp(index),
    work: (isDone) => work(deps, isDone),
    close: async () => {
      await server.close();
      await ledger.close();
    },
  };
}

async function catchUp(index: IndexParts): Promise<void> {
  for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
}

async function issueFiles(database: Database, ledger: LedgerChain, index: IndexParts, count: number): Promise<CredentialFile[]> {
  const { chain, issuer, place } = ledger;
  await seedScores(database, { runId: 'run-1', count });
  const order = { runId: 'run-1', validDays: 30, copies: 0, supersede: 'none', actor: 'user:test', requestId: null } as const;
  const { batchId } = await issueBatch({ database, chain, signer: issuer, wrap: WRAP }, order, async () => undefined);
  const row = await database.client.chainTransaction.findFirstOrThrow({ where: { refId: batchId, state: 'new' } });
  const { txHash } = await sendTransaction(chain, issuer, { to: place.ledger, data: row.data as Hex, abi: creditLedgerAbi });
  await database.client.chainTransaction.update({ where: { id: row.id }, data: { state: 'mined', txHash } });
  await catchUp(index);
  const rows = await database.client.credential.findMany({ where: { batchId }, include: { batch: true }, orderBy: { position: 'asc' } });
  const files: CredentialFile[] = [];
  for (const each of rows) {
    const { credential } = await openCredential(database.client, WRAP, each);
    const signature = await issuer.signDigest(hash32(each.digest));
    files.push(credentialFile({ ...credential, signature, anchor: await anchorOf(database, each) }));
  }
  return files;
}

async function anchorOf(database: Database, row: Parameters<typeof placedCredential>[0]): Promise<Anchor> {
  const found = placedCredential(row);
  if (found === null) throw new Error('the batch is not anchored');
  return anchorAt(found.placed, await batchTree(database.client, found.row), found.position);
}

async function work(deps: RelianceDeps, isDone: () => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  const { database } = deps;
  const handlers = relianceJobs(deps);
  const running = runJobs({ database, logger: silent, workerId: `w-${Math.random()}`, handlers, signal: stop.signal, pollMs: 5 });
  try {
    await until(isDone);
  } finally {
    stop.abort();
    await running;
  }
}

/** Waits until a condition holds. */
export async function until(isTrue: () => Promise<boolean>, deadlineMs = 180_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('it did not come to that in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
