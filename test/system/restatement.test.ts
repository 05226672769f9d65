import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePeriod } from '../../backend/apps/demo/demo-closings.ts';
import { until } from '../../backend/apps/demo/demo-orders.ts';
import type { PastPeriod } from '../../backend/apps/demo/demo-past.ts';
import { makeDeal } from '../../backend/apps/demo/demo-pools.ts';
import { address, hash32 } from '../../backend/kernel/hex.ts';
import { dealAbi } from '../../backend/platform/chain/abi/deal.ts';
import { reconcileDeals } from '../../backend/securitization/deals/reconcile-deals.ts';
import { ClosingPage, ClosingView, PeriodView } from '../../backend/securitization/deals/schemas.ts';
import { headOf, placeInChain } from '../../backend/securitization/domain/report-chain.ts';
import {
  type DealWorld,
  fundedPast,
  moneyOf,
  openDealWorld,
  smallDeal,
  totalsOf,
  viewDeal,
  sellDeal,
  pledgePool,
} from './support/deal-stack.ts';

const CLOSED = 3;

let world: DealWorld;
let deal: string;
let past: PastPeriod[];
let folder: string;

beforeAll(async () => {
  world = await openDealWorld();
  folder = await mkdtemp(join(tmpdir(), 'credence-restate-'));
  const made = await makeDeal(api(), smallDeal('restated', 40, CLOSED));
  deal = made.deal;
  await pledgePool(world, deal, 40);
  await sellDeal(world, deal);
  past = await fundedPast(world.system, deal, made.poolId, CLOSED);
  for (let period = 1; period <= CLOSED; period++) await closePeriod(world.pair, deal, period, quarter(period));
});

afterAll(async () => {
  await world?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

const api = () => world.pair.preparer;
const quarter = (period: number): PastPeriod => {
  const found = past[period - 1];
  if (found === undefined) throw new Error('no quarter');
  return found;
};
const periodPath = (period: number) => `/v1/deals/${deal}/periods/${period}`;
const viewPeriod = (period: number) => api().get(PeriodView, periodPath(period));
const onDeal = () => ({ address: address(deal), abi: dealAbi }) as const;

/** The figures of a quarter with one unit of principal more and of the pool less, and why. */
function corrected(period: number) {
  const { principal, poolEnd } = quarter(period);
  return {
    ...totalsOf(quarter(period)),
    principal: String(principal + 1n),
    poolEnd: String(poolEnd - 1n),
    explanation: 'A repayment of the last day was booked late.',
  };
}

async function approve(id: string): Promise<ClosingView> {
  await world.pair.approver.post(ClosingView, `/v1/period-closings/${id}/decision`, { decision: 'approve' });
  let view = await api().get(ClosingView, `/v1/period-closings/${id}`);
  await until(async () => {
    view = await api().get(ClosingView, `/v1/period-closings/${id}`);
    return view.state === 'closed' || view.state === 'failed';
  });
  return view;
}

const restate = (period: number, body: object) => api().post(ClosingView, `${periodPath(period)}/restatements`, body);

describe('a restatement', () => {
  it('is refused with the field and the reason, and keeps nothing', async () => {
    const kept = await world.system.database.client.periodClosing.count();
    await expect(restate(CLOSED + 1, corrected(1))).rejects.toMatchObject({
      code: 'period_unknown',
      faults: [{ pointer: '/period', code: 'period_not_closed' }],
    });
    await expect(restate(1, { ...totalsOf(quarter(1)), explanation: 'none' })).rejects.toMatchObject({
      code: 'restatement_empty',
      faults: [{ code: 'nothing_changed' }],
    });
    await expect(restate(2, { ...corrected(2), poolEnd: String(quarter(2).poolEnd) })).rejects.toMatchObject({
      code: 'deal_report_invalid',
      faults: [{ pointer: '/poolEnd', code: 'pool_does_not_add_up' }],
    });
    const { poolEnd } = corrected(1);
    await expect(restate(1, { ...corrected(1), late: [String(BigInt(poolEnd) + 1n), '0', '0', '0', '0', '0'] })).rejects.toMatchObject({
      code: 'deal_report_invalid',
      faults: [{ pointer: '/late', code: 'more_than_pool' }],
    });
    await expect(restate(1, { ...corrected(1), isCall: true })).rejects.toMatchObject({ code: 'request_invalid' });
    await expect(restate(1, { ...corrected(1), explanation: ' ' })).rejects.toMatchObject({ code: 'request_invalid' });
    expect(await world.system.database.client.periodClosing.count()).toBe(kept);
  });

  it('takes two people, and then the chain has it while nothing that was paid changes', async () => {
    const paid = await viewPeriod(1);
    const money = await moneyOf(world.system, world.system.signer('servicer').address);
    const state = await world.system.chain.readView({ ...onDeal(), functionName: 'state', args: [] });
    const prepared = await restate(1, corrected(1));
    expect(prepared).toMatchObject({ version: 1, state: 'prepared', explanation: corrected(1).explanation });
    const alone = api().post(ClosingView, `/v1/period-closings/${prepared.id}/decision`, { decision: 'approve' });
    await expect(alone).rejects.toMatchObject({ code: 'four_eyes' });
    await expect(restate(1, corrected(1))).rejects.toMatchObject({ code: 'closing_pending' });
    expect((await approve(prepared.id)).state).toBe('closed');

    const { chain } = world.system;
    const after = await viewPeriod(1);
    const onChain = await chain.readView({ ...onDeal(), functionName: 'restatementsOf', args: [1] });
    expect(after.restated.map(({ hash }) => hash)).toEqual(onChain);
    expect(after.restated).toMatchObject([
      { version: 1, previous: paid.reportHash, explanation: corrected(1).explanation, report: { principal: corrected(1).principal } },
    ]);
    expect({ ...after, restated: [], restatements: 0 }).toEqual({ ...paid, restated: [], restatements: 0 });
    expect(await chain.readView({ ...onDeal(), functionName: 'state', args: [] })).toEqual(state);
    expect(await moneyOf(world.system, world.system.signer('servicer').address)).toBe(money);
  });

  it('leaves the report that was paid on in the chain of reports, and is no link of it itself', async () => {
    const { chain } = world.system;
    const reports = (await viewDeal(world, deal)).periodRows.map(({ reportHash }) => hash32(reportHash));
    expect(await chain.readView({ ...onDeal(), functionName: 'reportsHead', args: [] })).toBe(headOf(reports));
    const [anew] = (await viewPeriod(1)).restated;
    const { before, later } = placeInChain(reports, 1);
    const isReport = (hash: string) => chain.readView({ ...onDeal(), functionName: 'isReport', args: [1n, hash32(hash), before, later] });
    expect(await isReport(reports[0] ?? '')).toBe(true);
    expect(await isReport(anew?.hash ?? '')).toBe(false);
  });

  it('is chained to the one before, by the command line too', async () => {
    const file = join(folder, 'figures.json');
    await writeFile(file, JSON.stringify({ interest: String(quarter(1).interest + 5n) }));
    const { code, stdout, stderr } = await world.stack.cli(
      'deal',
      'restate',
      deal,
      '1',
      '--figures',
      file,
      '--explanation',
      'More',
      '--json',
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const prepared = ClosingView.parse(JSON.parse(stdout));
    expect(prepared).toMatchObject({ version: 2, report: { principal: corrected(1).principal } });
    expect((await approve(prepared.id)).state).toBe('closed');
    const { restated } = await viewPeriod(1);
    expect(restated.map(({ version }) => version)).toEqual([1, 2]);
    expect(restated[1]?.previous).toBe(restated[0]?.hash);
    expect(await world.system.chain.readView({ ...onDeal(), functionName: 'restatementsOf', args: [1] })).toEqual(
      restated.map(({ hash }) => hash),
    );
  });

  it('of the next period begins with the pool that was stated last', async () => {
    const { principal, poolEnd } = quarter(2);
    const asPaid = { ...totalsOf(quarter(2)), interest: '1', explanation: 'The pool began one unit lower.' };
    await expect(restate(2, asPaid)).rejects.toMatchObject({ faults: [{ pointer: '/poolEnd', code: 'pool_does_not_add_up' }] });
    const { id } = await restate(2, { ...asPaid, principal: String(principal), poolEnd: String(poolEnd - 1n) });
    expect((await approve(id)).state).toBe('closed');
  });

  it('can be rejected, and its place is free again', async () => {
    const { id } = await restate(3, corrected3());
    await world.pair.approver.post(ClosingView, `/v1/period-closings/${id}/decision`, { decision: 'reject', note: 'Not so.' });
    expect(await world.system.chain.readView({ ...onDeal(), functionName: 'restatementsOf', args: [3] })).toEqual([]);
    const again = await restate(3, corrected3());
    expect(again.version).toBe(1);
    const { data } = await api().get(ClosingPage, '/v1/period-closings', { deal });
    expect(data.filter(({ version }) => version > 0).map(({ state }) => state)).toContain('rejected');
  });

  it('of one period comes to an end: the seventeenth is refused', async () => {
    const { data } = await api().get(ClosingPage, '/v1/period-closings', { deal, state: 'prepared' });
    for (const { id } of data) expect((await approve(id)).state).toBe('closed');
    const { interest } = quarter(3);
    const next = (at: number) => restate(3, { ...corrected3(), interest: String(interest + BigInt(at)) });
    for (let version = 2; version <= 16; version++) expect((await approve((await next(version)).id)).state).toBe('closed');
    await expect(next(17)).rejects.toMatchObject({
      code: 'restatements_exhausted',
      faults: [{ pointer: '/period', code: 'restated_too_often' }],
    });
    expect(await world.system.chain.readView({ ...onDeal(), functionName: 'restatementsOf', args: [3] })).toHaveLength(16);
  });

  it('leaves database and chain agreed, and is made again by a rebuild of the index', async () => {
    await expect.poll(() => reconcileDeals(world.system), { timeout: 120_000, interval: 500 }).toBe(0);
    const before = await viewPeriod(1);
    const { code, stderr } = await world.stack.cli('index', 'rebuild');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await viewPeriod(1)).toEqual(before);
    expect(await reconcileDeals(world.system)).toBe(0);
  });
});

/** Quarter 3 as it follows from the restated quarter 2. */
function corrected3() {
  const { poolEnd } = quarter(3);
  return { ...totalsOf(quarter(3)), poolEnd: String(poolEnd - 1n), explanation: 'Follows from the quarter before.' };
}
