import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, ZERO_HASH } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import { aloneIn, type StillAlone } from '../platform/database/alone.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { enqueueAnchor, withNext } from './anchor-batch.ts';
import { type DraftOrder, draftBatch } from './batch-draft.ts';
import { type BatchPlan, readPlan, writePlan } from './batch-plan.ts';
import { batchIdOf, type Issue, planIssue } from './issue-plan.ts';
import { sequenceBefore } from './issuer-log.ts';
import { stateRootAfter } from './issuer-state.ts';
import { olderOf } from './supersede-older.ts';
import { isOwnScore } from '../scoring/store.ts';
import { type OrderedBatch, orderBatch, writeBatch } from './write-batch.ts';

export interface IssueDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  /** Anchors, and signs single credentials. */
  readonly signer: Signer;
  readonly wrap: KeyWrap;
}

export interface IssueOrder {
  /** The scoring run whose scores become credentials. */
  readonly runId: string;
  readonly validDays: number;
  /** Unlinkable copies beside each customer's own credential. */
  readonly copies: number;
  readonly supersede: BatchPlan['supersede'];
  readonly actor: string;
  readonly requestId: string | null;
}

/** Where the job stands; `share` in parts per thousand. */
export type ReportProgress = (share: number, step: string) => Promise<void>;

/** Name of the work of which an issuer does one piece at a time: numbers and state of each batch follow from the one before. */
export function issuingOf({ place, issuer }: Pick<Issue, 'place' | 'issuer'>): string {
  return `issue:${place.chainId}:${place.ledger}:${issuer}`;
}

/**
 * Makes a credential for each score of a run and orders the transaction that anchors them, which is the issuer's
 * signature for all of them. Stored in many short transactions and shown with the last; run again after a crash it goes
 * on where it stopped, and run again after that it does nothing.
 * @throws {@link DomainError} `run_unknown`, `run_mixed`, `ledger_not_deployed`, `issuer_not_registered`, `supersede_too_wide`
 */
export async function issueBatch(deps: IssueDeps, order: IssueOrder, report: ReportProgress): Promise<{ batchId: string; leaves: number }> {
  const batchId = batchIdOf(order.runId);
  const finished = await finishedBatch(deps.database.client, batchId);
  if (finished !== null) return finished;
  const issue = await planIssue(deps, order.validDays);
  return aloneIn(deps.database, issuingOf(issue), async (stillAlone) => {
    const meanwhile = await finishedBatch(deps.database.client, batchId);
    return meanwhile ?? buildAlone({ ...deps, stillAlone, order, batchId, report }, issue);
  });
}

async function finishedBatch(client: DatabaseClient, batchId: string): Promise<{ batchId: string; leaves: number } | null> {
  const batch = await client.batch.findUnique({ where: { id: batchId }, select: { leaves: true, state: true } });
  return batch === null || batch.state === 'building' ? null : { batchId, leaves: batch.leaves };
}

interface Building extends IssueDeps {
  readonly stillAlone: StillAlone;
  readonly order: IssueOrder;
  readonly batchId: string;
  readonly report: ReportProgress;
}

async function buildAlone(building: Building, fresh: Issue): Promise<{ batchId: string; leaves: number }> {
  const { database, wrap, order, batchId, report } = building;
  const { client } = database;
  const model = await singleModel(client, order.runId);
  const begun = await client.batch.findUnique({ where: { id: batchId } });
  // What an interrupted run has stored is of use only with the times that it was made with.
  const times = begun === null ? fresh : readPlan(begun.plan);
  const issue = { ...fresh, issuedAt: times.issuedAt, expiry: times.expiry };
  const place = { ...issue.place, issuerId: issue.issuer };
  const { sequence } = await sequenceBefore(client, place, { exceptBatch: batchId, expected: null });
  if (order.supersede === 'previous' && sequence !== null) await olderOf(client, place, sequence.entries, { runId: order.runId });
  const scores = await client.score.count({ where: { runId: order.runId } });
  const plan = { client, wrap, issue, model, runId: order.runId, batchId, copies: order.copies, scores };
  const built = await buildRows(building, { issue, plan, begun });
  if (built === null) {
    await dropBatch(building);
    return buildAlone(building, fresh);
  }
  await report(950, 'state');
  // Worked out before the last transaction, which finds it made.
  if (sequence !== null) await stateRootAfter(client, place, withNext(sequence, { ...built, id: batchId }));
  await closeBatch(building, built);
  return { batchId, leaves: built.leaves };
}

interface RowsOrder {
  readonly issue: Issue;
  readonly plan: DraftOrder;
  /** What an interrupted run has begun. */
  readonly begun: { readonly root: string } | null;
}

/** Makes and stores all rows, of which only root and number are kept; null when what was begun is another batch. */
async function buildRows(building: Building, { issue, plan, begun }: RowsOrder): Promise<Pick<OrderedBatch, 'root' | 'leaves'> | null> {
  const batch = await draftInOrder(plan, building.report);
  if (begun !== null && begun.root !== batch.root) return null;
  if (begun === null) await openBatch(building, issue, plan.model, batch);
  await writeBatch({ ...building, issue, batch }, (share) => building.report(520 + Math.floor(420 * share), 'store'));
  return { root: batch.root, leaves: batch.leaves };
}

/** The unordered columns, some hundred bytes a credential, go with the end of this function. */
async function draftInOrder(plan: DraftOrder, report: ReportProgress): Promise<OrderedBatch> {
  const draft = await draftBatch(plan, (share) => report(10 + Math.floor(490 * share), 'hash'));
  if (draft.rows.length === 0) {
    throw new DomainError('run_unknown', 'not_found', 'No customer of this scoring run can be given a credential.');
  }
  await report(510, 'tree');
  return orderBatch(draft);
}

async function singleModel(client: DatabaseClient, runId: string): Promise<Hash32> {
  const models = await client.score.groupBy({ by: ['scorecardHash', 'role'], where: { runId } });
  const [first] = models;
  if (first === undefined) throw new DomainError('run_unknown', 'not_found', 'No scoring run with scores has this id.');
  if (models.length > 1) {
    throw new DomainError('run_mixed', 'unprocessable', 'The scores of this run come from several scorecards; a batch holds one.');
  }
  if (!isOwnScore(first.role)) {
    throw new DomainError(
      'run_not_own',
      'conflict',
      'The scores of this run stand beside those of the model in use; nothing is attested of them.',
      {
        params: { role: first.role },
      },
    );
  }
  return hash32(first.scorecardHash);
}

/** The row that holds the others together; nobody is shown it until the batch is whole. */
async function openBatch(
  { database, stillAlone, order, batchId }: Building,
  issue: Issue,
  model: Hash32,
  batch: OrderedBatch,
): Promise<void> {
  const { copies, supersede } = order;
  await database.write(async (tx) => {
    await stillAlone(tx);
    await tx.batch.create({
      data: {
        id: batchId,
        ...issue.place,
        issuerId: issue.issuer,
        root: batch.root,
        leaves: batch.leaves,
        model,
        stateRoot: ZERO_HASH,
        state: 'building',
        plan: writePlan({ issuedAt: issue.issuedAt, expiry: issue.expiry, copies, supersede }),
        createdBy: order.actor,
      },
    });
  });
}

async function closeBatch(
  { database, stillAlone, order, batchId, signer }: Building,
  { root, leaves }: Pick<OrderedBatch, 'root' | 'leaves'>,
): Promise<void> {
  await database.write(async (tx) => {
    // First, because it orders all writers: the numbers counted below hold until this transaction ends.
    await appendAudit(tx, {
      actor: order.actor,
      action: 'batch.issued',
      entity: 'batch',
      entityId: batchId,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { runId: order.runId, leaves, root, copies: order.copies, supersede: order.supersede },
      at: new Date(),
    });
    await stillAlone(tx);
    await tx.batch.update({ where: { id: batchId }, data: { state: 'built', createdAt: new Date() } });
    await enqueueAnchor(tx, { sender: signer.address, batchId, attempt: 1 });
  });
}

const DROPPED_AT_ONCE = 20_000;

/** Takes back an unfinished batch whose scores or customers have changed since. */
async function dropBatch({ database, stillAlone, batchId }: Building): Promise<void> {
  const { client } = database;
  const { leaves } = await client.batch.findUniqueOrThrow({ where: { id: batchId } });
  for (let left = leaves; left > 0; left -= DROPPED_AT_ONCE) {
    await database.write(async (tx) => {
      await stillAlone(tx);
      await tx.credential.deleteMany({ where: { batchId, position: { gte: left - DROPPED_AT_ONCE } } });
    });
  }
  await database.write(async (tx) => {
    await stillAlone(tx);
    await tx.batch.delete({ where: { id: batchId } });
  });
}
