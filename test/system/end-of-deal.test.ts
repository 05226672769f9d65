import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePeriod } from '../../backend/apps/demo/demo-closings.ts';
import { demoDealFile } from '../../backend/apps/demo/demo-deal-file.ts';
import { until } from '../../backend/apps/demo/demo-orders.ts';
import { makeDeal } from '../../backend/apps/demo/demo-pools.ts';
import { address } from '../../backend/kernel/hex.ts';
import { dealAbi } from '../../backend/platform/chain/abi/deal.ts';
import { reconcileDeals } from '../../backend/securitization/deals/reconcile-deals.ts';
import { DraftView, TransactionAccepted } from '../../backend/securitization/deals/schemas.ts';
import { PoolDetail } from '../../backend/securitization/pools/schemas.ts';
import { type DealWorld, fundedPast, openDealWorld, orderAct, smallDeal, viewDeal, sellDeal, pledgePool } from './support/deal-stack.ts';

const DAY_MS = 86_400_000;
const PERIODS = 2;
const LOANS = 300;

let world: DealWorld;
let deal: string;

beforeAll(async () => {
  world = await openDealWorld();
  const { pair, system } = world;
  const { poolId } = await makeDeal(pair.preparer, smallDeal('ending', LOANS, PERIODS));
  deal = await publishKeeping(poolId);
  await pledgePool(world, deal, LOANS);
  await sellDeal(world, deal);
  const past = await fundedPast(system, deal, poolId, PERIODS);
  for (const [at, quarter] of past.entries()) await closePeriod(pair, deal, at + 1, quarter);
});

afterAll(() => world?.close());

/** A deal over the pool that ends after its periods and whose program lets its reserve stand. */
async function publishKeeping(poolId: string): Promise<string> {
  const { preparer } = world.pair;
  const { balanceMinor } = await preparer.get(PoolDetail, `/v1/pools/${poolId}`);
  const plan = { ...smallDeal('keeping', LOANS, PERIODS).plan, periods: PERIODS };
  const whole = demoDealFile(plan, BigInt(balanceMinor), Math.floor(Date.now() / DAY_MS));
  const file = { ...whole, waterfall: whole.waterfall.filter((step) => step.do !== 'drawReserve' && step.do !== 'releaseReserve') };
  const { id } = await preparer.post(DraftView, '/v1/deal-drafts', { file, poolId });
  const path = `/v1/deal-drafts/${id}`;
  await preparer.post(TransactionAccepted, `${path}/publication`, {});
  await until(async () => (await preparer.get(DraftView, path)).deal !== null);
  return (await preparer.get(DraftView, path)).deal ?? '';
}

const machineOf = () => world.system.chain.readView({ address: address(deal), abi: dealAbi, functionName: 'state', args: [] });
const agreed = () => expect.poll(() => reconcileDeals(world.system), { timeout: 120_000, interval: 500 }).toBe(0);

describe('a deal after its last period', () => {
  it('keeps what stands in its reserve until it is swept, on the chain and in the index', async () => {
    await until(async () => (await viewDeal(world, deal)).status === 'redeemed');
    const { reserve, carriedInterest, carriedPrincipal } = await machineOf();
    expect(reserve + carriedInterest + carriedPrincipal).toBeGreaterThan(0n);
    expect(BigInt((await viewDeal(world, deal)).reserve)).toBe(reserve);
    await agreed();
  });

  it('pays it to the classes that are still owed, senior first, unpaid interest before balance', async () => {
    const before = await machineOf();
    const { classes: owed } = await viewDeal(world, deal);
    await orderAct(world, deal, 'sweep');
    await until(async () => (await viewDeal(world, deal)).reserve === '0');
    const after = await machineOf();
    expect([after.reserve, after.carriedInterest, after.carriedPrincipal]).toEqual([0n, 0n, 0n]);
    let left = before.reserve + before.carriedInterest + before.carriedPrincipal;
    const { classes } = await viewDeal(world, deal);
    for (const [place, { isResidual, unpaid, balance, paidInterest, paidPrincipal }] of owed.entries()) {
      const due = isResidual ? left : BigInt(unpaid) + BigInt(balance);
      const amount = left < due ? left : due;
      const interest = isResidual || amount < BigInt(unpaid) ? amount : BigInt(unpaid);
      left -= amount;
      expect(classes[place]).toMatchObject({
        paidInterest: String(BigInt(paidInterest) + interest),
        paidPrincipal: String(BigInt(paidPrincipal) + amount - interest),
        balance: String(BigInt(balance) - (isResidual ? 0n : amount - interest)),
      });
    }
    expect(left).toBe(0n);
    await agreed();
  });
});
