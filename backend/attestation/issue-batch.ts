import { type KeyWrap, openCustomerKeys } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database, DatabaseClient, Tx } from '../platform/database/database.ts';
import { hmacSha256 } from '../platform/vault/vault.ts';
import { buildCredential, type CreditFacts, fieldSalt, flatHashes, leafOrder, subjectTag } from './domain/build-credential.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import type { Credential } from './domain/credential.ts';
import { hashLeaves, MerkleTree } from './domain/merkle-tree.ts';
import { utf8 } from './domain/words.ts';
import { enqueueAnchor } from './anchor-batch.ts';
import { issuerOfKey } from './register-issuer.ts';
import { sealBody } from './store.ts';

export interface IssueDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  /** Signs credentials and anchors. */
  readonly signer: Signer;
  readonly wrap: KeyWrap;
}

export interface IssueOrder {
  /** The scoring run whose scores become credentials. */
  readonly runId: string;
  readonly validDays: number;
  readonly actor: string;
  readonly requestId: string | null;
}

/** Where the job stands; `share` in parts per thousand. */
export type ReportProgress = (share: number, step: string) => Promise<void>;

type ScoredRow = Awaited<ReturnType<typeof readScores>>[number];

interface Issue {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly issuedAt: bigint;
  readonly expiry: bigint;
}

interface IssuedRow {
  readonly id: string;
  readonly scoreId: string;
  readonly customerId: string;
  readonly digest: Hash32;
  readonly body: Uint8Array<ArrayBuffer>;
}

const CHUNK = 500;
const REPORT_EVERY = 100;
const DAY = 86_400n;

/** One batch for one run: the same run always names the same batch. */
export function batchIdOf(runId: string): string {
  return `bat_${keccakHex(utf8(`batch ${runId}`)).slice(2, 26)}`;
}

/** One credential for one score. */
export function credentialIdOf(scoreId: string): string {
  return `cred_${keccakHex(utf8(`credential ${scoreId}`)).slice(2, 26)}`;
}

/**
 * Builds and signs a credential for each score of a run, and stores them with their batch and the
 * transaction that anchors it, all in one database transaction. Run again, it finds the batch and does
 * nothing, so a worker may be killed at any moment.
 * @throws {@link DomainError} `run_unknown`, `run_mixed`, `ledger_not_deployed`, `issuer_not_registered`
 */
export async function issueBatch(deps: IssueDeps, order: IssueOrder, report: ReportProgress): Promise<{ batchId: string; leaves: number }> {
  const { client } = deps.database;
  const batchId = batchIdOf(order.runId);
  const existing = await client.batch.findUnique({ where: { id: batchId } });
  if (existing !== null) return { batchId, leaves: existing.leaves };
  const scores = await readScores(client, order.runId);
  const model = singleModel(scores);
  const issue = await planIssue(deps, order.validDays);
  await report(10, 'sign');
  const issued = await signCredentials(deps, issue, scores, report);
  if (issued.length === 0) throw new DomainError('run_unknown', 'not_found', 'No customer of this scoring run can be given a credential.');
  const leaves = hashLeaves(flatHashes(issued.map((row) => row.digest)));
  const positions = leafOrder(leaves);
  const tree = new MerkleTree(flatHashes(positions.map((i) => hash32(toHex(leaves.subarray(i * 32, i * 32 + 32))))));
  const rows = positions.flatMap((from, position) => {
    const row = issued[from];
    return row === undefined ? [] : [{ ...row, batchId, position, issuedAt: issue.issuedAt, expiry: issue.expiry }];
  });
  await report(900, 'store');
  const root = hash32(toHex(tree.root));
  await deps.database.write((tx) => storeBatch(tx, { deps, order, issue, batchId, root, model, rows }));
  return { batchId, leaves: rows.length };
}

function readScores(client: DatabaseClient, runId: string) {
  return client.score.findMany({
    where: { runId },
    orderBy: { id: 'asc' },
    include: { customer: { select: { inputHash: true, source: true, erasedAt: true } } },
  });
}

function singleModel(scores: readonly ScoredRow[]): Hash32 {
  const [first] = scores;
  if (first === undefined) throw new DomainError('run_unknown', 'not_found', 'No scoring run with scores has this id.');
  if (scores.some((score) => score.scorecardHash !== first.scorecardHash)) {
    throw new DomainError('run_mixed', 'unprocessable', 'The scores of this run come from several scorecards; a batch holds one.');
  }
  return hash32(first.scorecardHash);
}

async function planIssue({ database, chain, signer }: IssueDeps, validDays: number): Promise<Issue> {
  const head = await chain.readHead();
  const deployment = await currentDeployment(database.client, head.chainId, 'CreditLedger');
  if (deployment === null) {
    throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
  }
  const place = { chainId: head.chainId, ledger: deployment.address };
  const { issuer, from } = await issuerOfKey(chain, place, signer.address);
  // The chain's clock rules over ours: a credential must not seem older than the accreditation of its key.
  const wall = BigInt(Math.floor(Date.now() / 1000));
  const issuedAt = [wall, head.timestamp, from].reduce((latest, time) => (time > latest ? time : latest));
  return { place, issuer, issuedAt, expiry: issuedAt + BigInt(validDays) * DAY };
}

async function signCredentials(deps: IssueDeps, issue: Issue, scores: readonly ScoredRow[], report: ReportProgress): Promise<IssuedRow[]> {
  const { database, signer, wrap } = deps;
  const customerIds = scores.map((score) => score.customerId);
  const keys = await openCustomerKeys(database.client, wrap, customerIds);
  const earlier = await earlierCredentials(database.client, issue, customerIds);
  const issued: IssuedRow[] = [];
  for (const [done, score] of scores.entries()) {
    const key = keys.get(score.customerId);
    // Erased between scoring and issue: nothing may be said about this customer any more.
    if (key === undefined || score.customer.erasedAt !== null) continue;
    const id = credentialIdOf(score.id);
    const facts = creditFacts(issue, score, key, earlier.get(score.customerId));
    const built = buildCredential(issue.place, facts, (index) => fieldSalt(hmacSha256, key, id, index));
    const signature = await signer.signDigest(built.digest);
    const credential: Credential = { place: issue.place, ...built, signature, anchor: null };
    issued.push({ id, scoreId: score.id, customerId: score.customerId, digest: built.digest, body: sealBody(key, id, credential) });
    if (done % REPORT_EVERY === 0) await report(10 + Math.floor((880 * done) / scores.length), 'sign');
  }
  return issued;
}

function creditFacts(issue: Issue, score: ScoredRow, key: Uint8Array, earlier: Earlier | undefined): CreditFacts {
  return {
    issuer: issue.issuer,
    subjectTag: subjectTag(hmacSha256, key, issue.issuer, 0),
    score: score.score,
    grade: score.grade,
    pdWad: BigInt(score.pdWad),
    modelHash: hash32(score.scorecardHash),
    inputHash: hash32(score.customer.inputHash),
    reasonCodes: reasonCodes(score.reasons),
    issuedAt: issue.issuedAt,
    expiry: issue.expiry,
    seq: earlier === undefined ? 0n : BigInt(earlier.count),
    previous: earlier === undefined ? ZERO_HASH : earlier.digest,
    holder: ZERO_HASH,
    sourceHash: keccakHex(utf8(score.customer.source)),
    consentHash: ZERO_HASH,
  };
}

function reasonCodes(json: string): string[] {
  const reasons: unknown = JSON.parse(json);
  if (!Array.isArray(reasons)) return [];
  return reasons.map((reason: unknown) =>
    typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : String(reason),
  );
}

interface Earlier {
  readonly count: number;
  readonly digest: Hash32;
}

/** How many credentials each customer has from this issuer, and the newest of them. */
async function earlierCredentials(client: DatabaseClient, issue: Issue, customerIds: readonly string[]): Promise<Map<string, Earlier>> {
  const earlier = new Map<string, Earlier>();
  const batch = { chainId: issue.place.chainId, ledger: issue.place.ledger, issuerId: issue.issuer };
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    const rows = await client.credential.findMany({
      where: { customerId: { in: customerIds.slice(at, at + CHUNK) }, batch },
      orderBy: [{ issuedAt: 'asc' }, { batch: { createdAt: 'asc' } }],
      select: { customerId: true, digest: true },
    });
    for (const row of rows) {
      earlier.set(row.customerId, { count: (earlier.get(row.customerId)?.count ?? 0) + 1, digest: hash32(row.digest) });
    }
  }
  return earlier;
}

interface StoreOrder {
  readonly deps: IssueDeps;
  readonly order: IssueOrder;
  readonly issue: Issue;
  readonly batchId: string;
  readonly root: Hash32;
  readonly model: Hash32;
  readonly rows: readonly (IssuedRow & {
    readonly batchId: string;
    readonly position: number;
    readonly issuedAt: bigint;
    readonly expiry: bigint;
  })[];
}

async function storeBatch(tx: Tx, { deps, order, issue, batchId, root, model, rows }: StoreOrder): Promise<void> {
  // First, because it orders all writers: the numbers counted below hold until this transaction ends.
  await appendAudit(tx, {
    actor: order.actor,
    action: 'batch.issued',
    entity: 'batch',
    entityId: batchId,
    outcome: 'ok',
    requestId: order.requestId,
    detail: { runId: order.runId, leaves: rows.length, root },
    at: new Date(),
  });
  if ((await tx.batch.findUnique({ where: { id: batchId } })) !== null) {
    throw new DomainError('batch_exists', 'conflict', 'Another worker has issued this batch meanwhile.', { retryable: true });
  }
  const own = { chainId: issue.place.chainId, ledger: issue.place.ledger, issuerId: issue.issuer };
  await tx.batch.create({
    data: { id: batchId, ...own, root, leaves: rows.length, model, stateRoot: ZERO_HASH, createdBy: order.actor },
  });
  for (let at = 0; at < rows.length; at += CHUNK) await tx.credential.createMany({ data: rows.slice(at, at + CHUNK) });
  await enqueueAnchor(tx, { sender: deps.signer.address, ...own, batchId, root, leaves: rows.length, model, attempt: 1 });
}
