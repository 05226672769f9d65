import { DomainError } from '../../kernel/errors.ts';
import { hash32 } from '../../kernel/hex.ts';
import type { Database } from '../../platform/database/database.ts';
import type { DealImage } from '../domain/deal-image.ts';
import { dateText } from '../domain/plain-date.ts';
import { initialState, type WaterfallState } from '../domain/waterfall-state.ts';
import { explainViews, labelsFor } from './explain-views.ts';
import { imageOf } from './deal-machine.ts';
import { readMachine } from '../domain/machine-text.ts';
import { closingBehind, headBehind } from './closing-document.ts';
import { readReport, type ServicerReport } from './report-args.ts';
import { restatementsOf, type StatedAnew } from './restatements.ts';
import type { ClassPayment, PeriodRow, PeriodView, ReportView, RestatementView } from './schemas.ts';
import { type DealRecord, fileOf, findDeal, type PeriodRecord, periodsOf } from './store.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { runPeriod } from '../domain/waterfall.ts';
import { timeText } from '../../attestation/ledger-views.ts';

export function reportView({ figures, late, ...rest }: ServicerReport): ReportView {
  return {
    period: figures.period,
    interest: String(figures.interest),
    principal: String(figures.principal),
    recoveries: String(figures.recoveries),
    defaults: String(figures.defaults),
    purchases: String(figures.purchases),
    poolEnd: String(figures.poolEnd),
    delinquent: String(figures.delinquent),
    index: String(figures.index),
    late: late.map(String),
    ...rest,
  };
}

/** The state from which a period set out. */
function stateBefore(image: DealImage, earlier: PeriodRecord | undefined): WaterfallState {
  return earlier === undefined ? initialState(image) : readMachine(earlier.machine);
}

export async function periodRows(
  { client }: Pick<Database, 'client'>,
  deal: DealRecord,
  image: DealImage,
  periods: readonly PeriodRecord[],
): Promise<PeriodRow[]> {
  const { chainId, address } = deal;
  const restated = await client.dealRestatement.groupBy({ by: ['period'], where: { chainId, deal: address }, _count: { _all: true } });
  const counts = new Map(restated.map(({ period, _count }) => [period, _count._all]));
  return periods.map((record, place) => rowOf(image, record, stateBefore(image, periods[place - 1]), counts.get(record.period) ?? 0));
}

function rowOf(image: DealImage, record: PeriodRecord, before: WaterfallState, restatements: number): PeriodRow {
  const report = readReport(record.report);
  const { next, outcome } = runPeriod(image, before, { ...report.figures, flags: record.flags });
  return {
    period: record.period,
    paymentDay: dateText(image.dates[record.period] ?? 0),
    closedAt: timeText(record.time),
    transaction: hash32(record.txHash),
    block: String(record.blockNumber),
    report: reportView(report),
    reportHash: hash32(record.reportHash),
    restatements,
    payments: paymentsOf(next, outcome),
    fees: String(outcome.fees.reduce((sum, fee) => sum + fee, 0n)),
    reserve: String(next.reserve),
    isAgreed: record.isAgreed,
  };
}

export function paymentsOf(next: WaterfallState, outcome: ReturnType<typeof runPeriod>['outcome']): ClassPayment[] {
  return next.classes.map(({ balance, unpaid }, place) => ({
    class: place,
    interest: String(outcome.interest[place] ?? 0n),
    principal: String(outcome.principal[place] ?? 0n),
    residual: String(outcome.residual[place] ?? 0n),
    balance: String(balance),
    unpaid: String(unpaid),
  }));
}

/** One period with every step explained. @throws {@link DomainError} `deal_unknown`, `period_unknown` */
export async function viewPeriod(deps: SecuritizationDeps, target: string, period: number): Promise<PeriodView> {
  const deal = await findDeal(deps, target);
  const image = imageOf(deal.image);
  const periods = await periodsOf(deps.database, deal);
  const place = periods.findIndex((record) => record.period === period);
  const record = periods[place];
  if (record === undefined)
    throw new DomainError('period_unknown', 'not_found', 'This period was not closed yet.', { params: { deal: deal.address, period } });
  const before = stateBefore(image, periods[place - 1]);
  const report = { ...readReport(record.report).figures, flags: record.flags };
  const restated = await restatementsOf(deps.database, deal, period);
  const { client } = deps.database;
  const closing = await closingBehind(
    client,
    { chainId: deal.chainId, deal: deal.address, period },
    readReport(record.report).documentHash,
  );
  return {
    ...rowOf(image, record, before, restated.length),
    file: closing === null ? null : (await headBehind(client, closing)).file,
    ...explainViews(image, { before, report, labels: labelsFor(image, await fileOf(deps.database, deal)) }),
    collections: collectionsOf(image),
    opening: openingOf(before),
    restated: restated.map(restatementView),
  };
}

function restatementView({ record, report, explanation }: StatedAnew): RestatementView {
  return {
    version: record.version,
    previous: hash32(record.previous),
    hash: hash32(record.restated),
    reason: hash32(record.reason),
    at: timeText(record.time),
    transaction: hash32(record.txHash),
    report: report === null ? null : reportView(report),
    explanation,
  };
}

export function openingOf({ carriedInterest, carriedPrincipal, reserve }: WaterfallState) {
  return { interest: String(carriedInterest), principal: String(carriedPrincipal), reserve: String(reserve) };
}

export function collectionsOf({ isOneWaterfall, recoveriesArePrincipal }: DealImage) {
  return {
    principalTo: isOneWaterfall ? ('interest' as const) : ('principal' as const),
    recoveriesTo: recoveriesArePrincipal ? ('principal' as const) : ('interest' as const),
  };
}
