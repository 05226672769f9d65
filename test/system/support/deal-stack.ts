import { DEMO_PAIR } from '../../../backend/apps/demo/demo-accounts.ts';
import { cashOf, type Pair } from '../../../backend/apps/demo/demo-closings.ts';
import type { DemoDealPlan } from '../../../backend/apps/demo/demo-deal-file.ts';
import { admitInvestors, orderDeposit, subscribe } from '../../../backend/apps/demo/demo-investors.ts';
import { orderByHouse, until, waitForBlocks } from '../../../backend/apps/demo/demo-orders.ts';
import { type PastPeriod, replayPool } from '../../../backend/apps/demo/demo-past.ts';
import { type DemoPeople, openDemoPeople } from '../../../backend/apps/demo/demo-people.ts';
import type { DemoDeal } from '../../../backend/apps/demo/demo-pools.ts';
import { openSystem, type System } from '../../../backend/apps/open-system.ts';
import type { Address } from '../../../backend/kernel/hex.ts';
import { createOrganization, createUser } from '../../../backend/platform/auth/accounts.ts';
import { depositTokenAbi } from '../../../backend/platform/chain/abi/deposit-token.ts';
import { loadConfig } from '../../../backend/platform/config/config.ts';
import { DealView, PledgesAccepted, TransactionAccepted } from '../../../backend/securitization/deals/schemas.ts';
import { securitizationPlace } from '../../../backend/securitization/open-securitization.ts';
import { TapeDetail } from '../../../backend/securitization/pools/schemas.ts';
import { tapeText } from './sample-loans.ts';
import { createStack, type Stack } from './stack.ts';

const HALF = 5n * 10n ** 17n;
/** Every seventh loan defaults, one after another from the second month on. */
const DEFAULTS_EVERY = 7n;
const MONTHS = 36n;

/** An installation with two people, on which deals are made and closed. */
export interface DealWorld {
  readonly stack: Stack;
  readonly system: System;
  readonly pair: Pair;
  close(): Promise<void>;
}

export async function openDealWorld(): Promise<DealWorld> {
  const stack = await createStack();
  await stack.run('chain');
  await stack.run('worker');
  const system = await openSystem(loadConfig({ ...stack.env }), 'cli');
  const organizationId = await createOrganization(system.database, { name: 'Bank', slug: 'bank', kind: 'issuer' });
  const membership = { organizationId, role: 'risk_officer' } as const;
  for (const email of [DEMO_PAIR.preparer, DEMO_PAIR.approver]) {
    await createUser(system.database, { name: email, email, password: 'a long password', membership });
  }
  const people: DemoPeople = await openDemoPeople(system);
  const pair = { preparer: await people.as(DEMO_PAIR.preparer), approver: await people.as(DEMO_PAIR.approver) };
  await admitInvestors(system);
  return {
    stack,
    system,
    pair,
    close: async () => {
      await people.close();
      await system.close();
      await stack.stop();
    },
  };
}

/** A tape of `count` loans that no other tape has. */
export function smallTape(name: string, count: number): string {
  const rows = Array.from({ length: count }, (_, at) => ({
    loan_id: `${name}-${at}`,
    obligor: `${name}-${at}`,
    balance: `${800 + (at % 90)}.00`,
  }));
  return tapeText(rows);
}

/** A deal over `count` loans of a tape of its own; `closed` of its quarters are over. */
export function smallDeal(name: string, count: number, closed: number): DemoDeal {
  const text = new TextEncoder().encode(smallTape(name, count));
  const plan: DemoDealPlan = {
    name,
    label: { en: name, zh: name },
    description: { en: name, zh: name },
    coupons: ['3%', '5%'],
    netLoss: [{ from: 1, threshold: '4%' }],
    periods: closed + 4,
    closed,
  };
  return {
    tapeName: `tape of ${name}`,
    tape: (api) =>
      api.upload(TapeDetail, '/v1/tapes', { profile: 'credence', name: `tape of ${name}`, fileName: 'a.csv' }, text, 'text/csv'),
    poolName: `pool of ${name}`,
    wish: { currency: 'EUR', target: { count: 1_000_000 } },
    plan,
  };
}

/** What the quarters of a pool bring when some of its loans default; the servicer is given the cash for all of them. */
export async function fundedPast(system: System, deal: string, poolId: string, periods: number): Promise<PastPeriod[]> {
  const past = await replayPool(system, poolId, {
    periods,
    recovery: { shareWad: HALF, lagMonths: 3 },
    fate: ({ key, balanceMinor }) =>
      BigInt(key) % DEFAULTS_EVERY === 0n
        ? { defaultMonth: 2 + Number(BigInt(key) % MONTHS), lost: balanceMinor }
        : { defaultMonth: null, lost: 0n },
  });
  const cash = past.reduce((sum, period) => sum + cashOf(period), 0n);
  await waitForBlocks(
    system,
    await orderByHouse(system, [await orderDeposit(system, system.signer('servicer').address, cash, `test:${deal}`)]),
  );
  return past;
}

export const viewDeal = ({ pair }: DealWorld, deal: string): Promise<DealView> => pair.preparer.get(DealView, `/v1/deals/${deal}`);

export const orderAct = ({ pair }: DealWorld, deal: string, act: string) =>
  pair.preparer.post(TransactionAccepted, `/v1/deals/${deal}/acts`, { act });

/** Pledges all `loans` of the deal's pool to it. */
export async function pledgePool(world: DealWorld, deal: string, loans: number): Promise<void> {
  await world.pair.preparer.post(PledgesAccepted, `/v1/deals/${deal}/pledges`, {});
  await until(async () => (await viewDeal(world, deal)).pledged === loans);
}

/** Opens the offering of a pledged deal, lets the investors of the demo subscribe to it all, and closes it. */
export async function sellDeal(world: DealWorld, deal: string): Promise<void> {
  await orderAct(world, deal, 'open');
  await until(async () => (await viewDeal(world, deal)).status === 'offering');
  await subscribe(world.system, world.pair.preparer, [await viewDeal(world, deal)]);
  await orderAct(world, deal, 'close-offering');
  await until(async () => (await viewDeal(world, deal)).status === 'amortizing');
}

export async function moneyOf(system: System, account: Address): Promise<bigint> {
  const { deposits } = await securitizationPlace(system);
  return system.chain.readView({ address: deposits, abi: depositTokenAbi, functionName: 'balanceOf', args: [account] });
}

/** The totals of a quarter as a servicer states them who has no file of the loans. */
export function totalsOf({ interest, principal, recoveries, defaults, poolEnd, late, loanCount, tapeRoot }: PastPeriod) {
  const amounts = { interest, principal, recoveries, defaults, poolEnd };
  const texts = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]));
  return { ...texts, late: late.map(String), loanCount, tapeRoot };
}
