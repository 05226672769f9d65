import { randomUUID } from 'node:crypto';
import { cellAt, type Column } from '../intake/domain/columns.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { compileScorecard } from './domain/scorecard/compile-scorecard.ts';
import { countScores, insertScores, readScorecard } from './store.ts';
import type { RunContext, ScoringDeps } from './train-scorecard.ts';

export interface ScoringRequest {
  /** Names the run; asking again for the same run scores nobody twice. */
  readonly runId: string;
  readonly scorecardHash: string;
  readonly source: string;
}

export interface ScoringResult {
  readonly runId: string;
  readonly scored: number;
}

function rowAt(columns: readonly Column[], row: number) {
  return Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));
}

/**
 * Scores all customers of a source with one scorecard, in one transaction: points, reasons, grade and
 * probability of each become the customer's newest score.
 */
export async function scoreCustomers(deps: ScoringDeps, request: ScoringRequest, context: RunContext): Promise<ScoringResult> {
  const { runId, scorecardHash, source } = request;
  const { database } = deps;
  const done = await countScores(database.client, runId);
  if (done > 0) return { runId, scored: done };
  await context.progress(0, 'load');
  const { document } = await readScorecard(database.client, scorecardHash);
  const { ids, columns } = await deps.loadDataset(source, 'scoring');
  await context.progress(300, 'score');
  const card = compileScorecard(document);
  const names = new Set(document.characteristics.map(({ name }) => name));
  const needed = columns.filter(({ name }) => names.has(name));
  const scores = ids.map((customerId, row) => [customerId, card.scoreRow(rowAt(needed, row))] as const);
  await context.progress(600, 'save');
  await database.write(async (tx) => {
    // Alone from here: a worker that lost its lease may still be writing this run, and whoever comes second
    // finds it done; two runs at once would each leave a newest score.
    await takeCommitOrder(tx);
    if ((await countScores(tx, runId)) > 0) return;
    await insertScores(tx, { runId, scorecardHash, createdAt: context.now, nextId: () => `sco_${randomUUID()}` }, scores);
    const detail = { runId, scorecardHash, source, scored: scores.length };
    await appendAudit(tx, {
      actor: context.actor,
      action: 'customers.scored',
      entity: 'scoring-run',
      entityId: runId,
      outcome: 'ok',
      requestId: null,
      detail,
      at: context.now,
    });
    await appendOutbox(tx, { topic: 'scores.completed', key: runId, payload: { runId, scorecardHash, scored: scores.length } });
  });
  return { runId, scored: scores.length };
}
