import { utf8 } from '../../attestation/domain/words.ts';
import { DomainError } from '../../kernel/errors.ts';
import { hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { initialState, REPORT_FLAG, type WaterfallState } from '../domain/waterfall-state.ts';
import { runPeriod } from '../domain/waterfall.ts';
import type { Order, SecuritizationDeps } from '../open-securitization.ts';
import { readMachine } from '../domain/machine-text.ts';
import { imageOf } from './deal-machine.ts';
import { stateReport } from './next-report.ts';
import { keepPrepared } from './prepare-closing.ts';
import { readReport, reportText, type ServicerReport } from './report-args.ts';
import { reportHash, restatementDigest } from './report-digest.ts';
import { lastStated, restatementsOf, type StatedAnew } from './restatements.ts';
import type { RestateReport } from './schemas.ts';
import { type DealRecord, findDeal, type PeriodRecord, periodsOf } from './store.ts';

/** A period that needs more than this is not corrected but reported wrongly; the contract would take any number. */
const RESTATEMENTS_MAX = 16;

interface ClosedPeriod {
  readonly record: PeriodRecord;
  readonly restated: readonly StatedAnew[];
  /** State that the period set out from; its pool is what the period before was last stated to end with. */
  readonly before: WaterfallState;
}

/**
 * Prepares the restatement of a closed period. The figures are checked as those of a closing are; nothing is signed until another
 * person approves, and nothing that was paid changes then either: the difference belongs in the next report.
 * @throws {@link DomainError} `deal_unknown`, `period_unknown`, `restatements_exhausted`, `restatement_empty`,
 * `deal_report_invalid`, `closing_pending`
 */
export async function prepareRestatement(
  deps: SecuritizationDeps,
  { target, period }: { readonly target: string; readonly period: number },
  { explanation, ...input }: RestateReport,
  order: Order,
): Promise<string> {
  const deal = await findDeal(deps, target);
  const closed = await closedPeriod(deps, deal, period);
  const { record, restated } = closed;
  const version = restated.length + 1;
  if (version > RESTATEMENTS_MAX)
    throw new DomainError('restatements_exhausted', 'conflict', `A period is restated at most ${RESTATEMENTS_MAX} times.`, {
      params: { period, restatements: restated.length },
      faults: [{ pointer: '/period', code: 'restated_too_often', detail: `it was restated ${restated.length} times` }],
    });
  const paidOn = readReport(record.report);
  const isCall = (paidOn.figures.flags & REPORT_FLAG.call) !== 0;
  const { report, document } = stateReport(deal, period, { ...input, isCall }, { more: { version, explanation } });
  requireChange(lastStated(record, restated), report);
  requireSound(deal, closed, report);
  const restatement = {
    period,
    version,
    previous: hash32(restated.at(-1)?.record.restated ?? record.reportHash),
    restated: reportHash(report),
    reason: hash32(keccakHex(utf8(explanation))),
  };
  const digest = restatementDigest({ chainId: deal.chainId, deal: deal.address }, restatement);
  return keepPrepared(deps, deal, { version, report, document, digest }, order);
}

async function closedPeriod({ database }: SecuritizationDeps, deal: DealRecord, period: number): Promise<ClosedPeriod> {
  const periods = await periodsOf(database, deal);
  const record = periods[period - 1];
  if (record === undefined)
    throw new DomainError('period_unknown', 'not_found', 'This period was not closed yet; report it instead.', {
      params: { deal: deal.address, period },
      faults: [{ pointer: '/period', code: 'period_not_closed', detail: `the last closed period is ${deal.lastPeriod}` }],
    });
  const restated = await restatementsOf(database, deal, period);
  const earlier = periods[period - 2];
  if (earlier === undefined) return { record, restated, before: initialState(imageOf(deal.image)) };
  const { figures } = lastStated(earlier, await restatementsOf(database, deal, period - 1));
  return { record, restated, before: { ...readMachine(earlier.machine), pool: figures.poolEnd } };
}

/** The document says what it restates, so its hash differs in any case; the figures have to. */
function requireChange(before: ServicerReport, after: ServicerReport): void {
  if (reportText({ ...before, documentHash: after.documentHash }) !== reportText(after)) return;
  throw new DomainError(
    'restatement_empty',
    'unprocessable',
    'Every figure is the one that was stated last; there is nothing to restate.',
    {
      faults: [{ pointer: '', code: 'nothing_changed', detail: 'change at least one figure' }],
    },
  );
}

function requireSound({ image }: DealRecord, { record, before }: ClosedPeriod, { figures, late }: ServicerReport): void {
  runPeriod(imageOf(image), before, { ...figures, flags: record.flags });
  const all = late.reduce((sum, amount) => sum + amount, 0n);
  if (all <= figures.poolEnd) return;
  throw new DomainError('deal_report_invalid', 'unprocessable', 'The balances that are late do not fit in the pool.', {
    faults: [{ pointer: '/late', code: 'more_than_pool', detail: `${all} is more than the pool ${figures.poolEnd}` }],
  });
}
