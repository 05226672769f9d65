import { address } from '../../kernel/hex.ts';
import { dealInspectorAbi } from '../../platform/chain/abi/deal-inspector.ts';
import { dateText } from '../domain/plain-date.ts';
import { packPosting, REPORT_FLAG } from '../domain/waterfall-state.ts';
import { runPeriod } from '../domain/waterfall.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { imageOf } from './deal-machine.ts';
import { readMachine } from '../domain/machine-text.ts';
import { explainViews, labelsFor } from './explain-views.ts';
import { collectionsOf, openingOf, paymentsOf } from './period-views.ts';
import { nextReport } from './next-report.ts';
import { requireLive } from './prepare-closing.ts';
import type { ServicerReport } from './report-args.ts';
import { contractReport, reportDigest } from './report-digest.ts';
import type { PreviewView, ReportInput } from './schemas.ts';
import { type DealRecord, fileOf, findDeal } from './store.ts';
import { triggerViews } from './trigger-views.ts';

const DAY_SECONDS = 86_400n;

/**
 * All that closing the next period with a report would do, found by our own interpreter, and by the contract where the chain
 * answers; nothing is kept or signed.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`, `deal_report_invalid`, and what the contract would refuse
 */
export async function previewClosing(deps: SecuritizationDeps, target: string, input: ReportInput): Promise<PreviewView> {
  const deal = await findDeal(deps, target);
  requireLive(deal);
  return previewReport(deps, deal, nextReport(deal, input).report);
}

/** The same for a report that is made already. @throws {@link DomainError} `deal_report_invalid`, and what the contract would refuse */
export async function previewReport(deps: SecuritizationDeps, deal: DealRecord, report: ServicerReport): Promise<PreviewView> {
  const { inspector } = await securitizationPlace(deps);
  const image = imageOf(deal.image);
  const before = readMachine(deal.machine ?? '');
  const { timestamp } = await deps.chain.readHead();
  const lateFrom = BigInt((image.dates[report.figures.period] ?? 0) + image.lateDays) * DAY_SECONDS;
  const isLate = timestamp >= lateFrom || deal.latePeriod === report.figures.period;
  const flags = report.figures.flags | (isLate ? REPORT_FLAG.late : 0) | (deal.isServicerDefault ? REPORT_FLAG.servicerDefault : 0);
  const figures = { ...report.figures, flags };
  const { next, outcome, postings } = runPeriod(image, before, figures);
  const [, theirs, cash, digest] = await deps.chain.readView({
    address: inspector,
    abi: dealInspectorAbi,
    functionName: 'previewClose',
    args: [address(deal.address), contractReport(report)],
  });
  const own = reportDigest({ chainId: deal.chainId, deal: deal.address }, report);
  const isPosted =
    postings.length === theirs.postings.length && postings.every((posting, place) => packPosting(posting) === theirs.postings[place]);
  return {
    period: report.figures.period,
    paymentDay: dateText(image.dates[report.figures.period] ?? 0),
    cash: String(cash),
    digest: own,
    isAgreed: isPosted && digest.toLowerCase() === own,
    ...explainViews(image, { before, report: figures, labels: labelsFor(image, await fileOf(deps.database, deal)) }),
    payments: paymentsOf(next, outcome),
    collections: collectionsOf(image),
    opening: openingOf(before),
    reserve: String(next.reserve),
    triggers: triggerViews(image, next, []),
  };
}
