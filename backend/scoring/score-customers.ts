import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openCustomerKeys } from '../intake/customer-keys.ts';
import { cellAt, type Column, type Dataset } from '../intake/domain/columns.ts';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { assignModel } from './domain/registry/assign-model.ts';
import { compileRegistryDocument, inputsOfDocument } from './domain/scored-model/registry-document.ts';
import { sealInputs } from './registry/score-inputs.ts';
import { countScores, insertScores, modelsInUse, type NewScore, readScorecard, type ScoreRole } from './store.ts';
import type { RunContext, ScoringDeps } from './train-scorecard.ts';

/** Longest stretch of scoring before other work of the process has its turn. */
const TURN_MS = 50;

export interface ScoringRequest {
  /** Names the run; asking again for the same run scores nobody twice. */
  readonly runId: string;
  readonly source: string;
  /** The one card that scores all customers; without it the models in use do, each its part. */
  readonly scorecardHash?: string | undefined;
}

/** What one model did in a run. */
export interface ModelRun {
  readonly runId: string;
  readonly scorecardHash: string;
  readonly role: ScoreRole;
  readonly scored: number;
}

export interface ScoringResult {
  /** Run of the first model, the champion unless a card was named. */
  readonly runId: string;
  /** Customers, each counted once. */
  readonly scored: number;
  readonly models: readonly ModelRun[];
}

/** A model with the rows that it scores. */
interface Lane {
  readonly runId: string;
  readonly scorecardHash: string;
  readonly role: ScoreRole;
  readonly rows: Int32Array;
}

function rowAt(columns: readonly Column[], row: number) {
  return Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));
}

/**
 * Scores all customers of a source, in one transaction: points, reasons, grade and probability, with the attributes that they were made
 * of, sealed under each customer's key. Scores by champion and challengers become the customers' newest; those of a shadow or of a card
 * on trial stand beside them.
 * @throws {@link DomainError} `scorecard_unknown`, `scorecard_corrupt`, `scorecard_column_missing`, `champion_missing`
 */
export async function scoreCustomers(deps: ScoringDeps, request: ScoringRequest, context: RunContext): Promise<ScoringResult> {
  const { source } = request;
  const { database } = deps;
  await context.progress(0, 'load');
  const { ids, columns } = await deps.loadDataset(source, 'scoring');
  const lanes = await lanesOf(database.client, request, ids);
  await context.progress(300, 'score');
  const scored: (readonly [Lane, readonly NewScore[]])[] = [];
  for (const lane of lanes) scored.push([lane, await scoreLane(deps, lane, { ids, columns })]);
  await context.progress(600, 'save');
  await database.write(async (tx) => {
    // Alone from here: a worker that lost its lease may still be writing this run, and whoever comes second
    // finds it done; two runs at once would each leave a newest score.
    await takeCommitOrder(tx);
    if ((await countRuns(tx, lanes)) > 0) return;
    for (const [{ runId, scorecardHash, role }, scores] of scored) {
      await insertScores(tx, { runId, scorecardHash, role, createdAt: context.now, nextId: () => `sco_${randomUUID()}` }, scores);
      const detail = { runId, scorecardHash, role, source, scored: scores.length };
      const entry = { actor: context.actor, action: 'customers.scored', entity: 'scoring-run', entityId: runId, outcome: 'ok' } as const;
      await appendAudit(tx, { ...entry, requestId: null, detail, at: context.now });
      await appendOutbox(tx, { topic: 'scores.completed', key: runId, payload: { runId, scorecardHash, role, scored: scores.length } });
    }
  });
  const models = lanes.map(({ rows, ...lane }) => ({ ...lane, scored: rows.length }));
  return { runId: request.runId, scored: ids.length, models };
}

async function countRuns(client: DatabaseClient, lanes: readonly Lane[]): Promise<number> {
  let count = 0;
  for (const { runId } of lanes) count += await countScores(client, runId);
  return count;
}

/** Who scores which rows; each model has a run of its own, since a batch of credentials names one model. */
async function lanesOf(client: DatabaseClient, { runId, scorecardHash }: ScoringRequest, ids: readonly string[]): Promise<readonly Lane[]> {
  const models = await modelsInUse(client);
  const all = Int32Array.from(ids.keys());
  if (scorecardHash !== undefined) {
    const isChampion = models.some(({ hash, role }) => hash === scorecardHash && role === 'champion');
    return [{ runId, scorecardHash, role: isChampion ? 'champion' : 'trial', rows: all }];
  }
  if (!models.some(({ role }) => role === 'champion'))
    throw new DomainError('champion_missing', 'conflict', 'No scorecard is in use as champion; put one in use, or name the card to try.');
  const owners = ids.map((id) => assignModel(id, models)?.hash);
  const order = { champion: 0, challenger: 1, shadow: 2 } as const;
  return [...models]
    .sort((left, right) => order[left.role] - order[right.role])
    .map(({ hash, role }, place) => ({
      runId: place === 0 ? runId : `${runId}.${place}`,
      scorecardHash: hash,
      role,
      rows: role === 'shadow' ? all : all.filter((row) => owners[row] === hash),
    }));
}

async function scoreLane(
  { database, wrap }: ScoringDeps,
  { runId, scorecardHash, rows }: Lane,
  { ids, columns }: Pick<Dataset, 'ids' | 'columns'>,
): Promise<NewScore[]> {
  const { document } = await readScorecard(database.client, scorecardHash);
  const card = compileRegistryDocument(document);
  const names = new Set(inputsOfDocument(document).map(({ name }) => name));
  const needed = columns.filter(({ name }) => names.has(name));
  const scoredIds = Array.from(rows, (row) => ids[row] as string);
  const keys = await openCustomerKeys(database.client, wrap, scoredIds);
  const scores: NewScore[] = [];
  let turnEnd = performance.now() + TURN_MS;
  for (const row of rows) {
    if (performance.now() > turnEnd) {
      // A forest takes milliseconds a customer: the lease of the job must be renewed meanwhile.
      await nextTurn();
      turnEnd = performance.now() + TURN_MS;
    }
    const customerId = ids[row] as string;
    const inputs = rowAt(needed, row);
    const key = keys.get(customerId);
    const sealed = key === undefined ? null : sealInputs(key, inputs, { customerId, runId, scorecardHash });
    scores.push({ customerId, scored: card.scoreRow(inputs), inputs: sealed });
  }
  return scores;
}
