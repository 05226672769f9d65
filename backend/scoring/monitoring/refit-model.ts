import { randomUUID } from 'node:crypto';
import { canonicalJson, jsonOf } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { takeRows } from '../../intake/domain/columns.ts';
import { sigmoid } from '../domain/calibration/calibrator.ts';
import { compareRefit, type RefitComparison } from '../domain/monitoring/refit-comparison.ts';
import { usualCutOff } from '../domain/monitoring/training-reference.ts';
import { scoreAt } from '../domain/scorecard/scaling.ts';
import { compileRegistryDocument } from '../domain/scored-model/registry-document.ts';
import { TrainRequest } from '../schemas.ts';
import { readScorecard } from '../store.ts';
import { rowsKnownSince } from '../rows-known-since.ts';
import type { OutcomeDeps } from '../scoring-deps.ts';
import { type RunContext, trainOnRows } from '../train-scorecard.ts';

export const REFIT_CAUSES = ['alert', 'schedule', 'asked'] as const;

export interface RefitOrder {
  readonly jobId: string;
  readonly scorecardHash: string;
  readonly cause: (typeof REFIT_CAUSES)[number];
}

/** Outcomes of each kind that a comparison needs at least, among customers whom the card has not seen. */
const LEAST_OUTCOMES = 10;

type Finding = { readonly candidateHash: string; readonly comparison: RefitComparison } | { readonly fault: DomainError };

/**
 * Trains a card anew with the settings of `scorecardHash` on the newest rows of its source, and proposes it with a comparison on customers
 * whose outcomes became known after the card was trained; to the refit each of them is scored by a card that was trained without them. Nothing goes live: a
 * person takes the proposal up or dismisses it. Where no card can be made the proposal says why. Run again, the job makes no second one.
 * @returns the id of the proposal
 */
export async function refitModel(deps: OutcomeDeps, order: RefitOrder, context: RunContext): Promise<string> {
  const { database } = deps;
  const { jobId, scorecardHash, cause } = order;
  const known = await database.client.modelRefit.findUnique({ where: { jobId }, select: { id: true } });
  if (known !== null) return known.id;
  const found = await makeCandidate(deps, scorecardHash, context).catch(lastingFault);
  return database.write(async (tx) => {
    await takeCommitOrder(tx);
    const made = await tx.modelRefit.findUnique({ where: { jobId }, select: { id: true } });
    if (made !== null) return made.id;
    const id = `ref_${randomUUID()}`;
    const outcome =
      'fault' in found
        ? { state: 'failed', fault: `${found.fault.code}: ${found.fault.message}` }
        : { state: 'pending', candidateHash: found.candidateHash, comparison: canonicalJson(jsonOf(found.comparison)) };
    await tx.modelRefit.create({ data: { id, jobId, scorecardHash, cause, requestedBy: context.actor, ...outcome } });
    await appendAudit(tx, {
      actor: context.actor,
      action: outcome.state === 'failed' ? 'refit.failed' : 'refit.proposed',
      entity: 'scorecard',
      entityId: scorecardHash,
      outcome: outcome.state === 'failed' ? 'failed' : 'ok',
      requestId: null,
      detail: { id, cause, ...('fault' in found ? { code: found.fault.code } : { candidate: found.candidateHash }) },
      at: new Date(),
    });
    await appendOutbox(tx, { topic: 'refit.changed', key: id, payload: { hash: scorecardHash, state: outcome.state } });
    return id;
  });
}

/** A refusal that stays one is told in the proposal; anything else is a fault of the job. */
function lastingFault(error: unknown): Finding {
  if (error instanceof DomainError && !error.retryable) return { fault: error };
  throw error;
}

async function makeCandidate(deps: OutcomeDeps, scorecardHash: string, context: RunContext): Promise<Finding> {
  const { client } = deps.database;
  const champion = await readScorecard(client, scorecardHash);
  const order = await client.scorecardOrder.findUnique({ where: { scorecardHash } });
  if (order === null)
    throw new DomainError('refit_settings_unknown', 'unprocessable', 'The settings of this scorecard were not kept when it was trained.');
  await context.progress(0, 'load');
  const request = TrainRequest.parse(JSON.parse(order.request));
  const dataset = await deps.loadDataset(request.source, 'matured');
  const readAt = new Date();
  const unseen = await unseenRows(deps.loadOutcomes, order.readAt, { ...dataset, source: request.source });
  const { kept, trained } = await trainOnRows(deps, { request, dataset, readAt }, context);
  await context.progress(950, 'compare');
  const scores = {
    champion: compileRegistryDocument(champion.document).scoreColumns(dataset.columns.map((column) => takeRows(column, unseen))),
    challenger: Int32Array.from(unseen, (row) => scoreAt(trained.document.scaling, sigmoid(trained.unseen[row] ?? 0))),
  };
  const target = Uint8Array.from(unseen, (row) => dataset.target[row] ?? 0);
  return { candidateHash: kept.hash, comparison: compareRefit(scores, target, usualCutOff(champion.report.validation)) };
}

/**
 * Rows of customers whose outcome became known after the card in use had read its own: those who came later, and those who were there
 * without an outcome.
 * @throws {@link DomainError} `refit_outcomes_too_few`
 */
async function unseenRows(
  loadOutcomes: OutcomeDeps['loadOutcomes'],
  readAt: Date,
  dataset: { readonly source: string; readonly ids: readonly string[]; readonly target: Uint8Array },
): Promise<Int32Array> {
  const { rows, goods, bads } = await rowsKnownSince(loadOutcomes, readAt, dataset);
  if (Math.min(goods, bads) < LEAST_OUTCOMES)
    throw new DomainError(
      'refit_outcomes_too_few',
      'unprocessable',
      `Since the scorecard was trained ${goods} good and ${bads} bad outcomes of customers of ${dataset.source} whom it has not seen have become known; a refit needs ${LEAST_OUTCOMES} of each.`,
      { params: { source: dataset.source, goods, bads } },
    );
  return rows;
}
