import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Machine } from '../independent/campaign.ts';
import type { Report } from '../independent/waterfall/deal-state.ts';
import { type DealPlan, type StepPlan, writeImage } from '../independent/waterfall/write-image.ts';
import { Refused, WaterfallOracle } from '../independent/waterfall-oracle.ts';
import { openSolidityWaterfall, type SolidityWaterfall } from './support/solidity-waterfall.ts';
import { typescriptWaterfall } from './support/typescript-waterfall.ts';

const MOST = 2n ** 96n - 1n;
const WAD_MOST = 2n ** 64n - 1n;
const [INTEREST, TOPUP, RELEASE, REST] = [2, 7, 8, 14];
const LAST_PERIOD = 7;

const step = (op: number, target: number, condition = 0): StepPlan => ({ op, target, condition, argument: 0, source: 0, mode: 0 });

function plan(balance: bigint, rate: bigint, steps: readonly StepPlan[]): DealPlan {
  const plain = { dayCount: 3, stepUpFrom: 0, stepUp: 0n, floor: 0n, cap: 0n, spread: 0n };
  return {
    flags: 0,
    periods: 2,
    lastRevolving: 0,
    reserve: { kind: 3, amount: 0n, paidIn: 0n, rate: WAD_MOST },
    overCollateral: { current: 0n, original: 0n, least: 0n },
    originalPool: balance,
    classes: [
      { ...plain, original: balance, rate, flags: 0 },
      { ...plain, original: 0n, rate: 0n, flags: 4 },
    ],
    fees: [],
    tests: [],
    triggers: [],
    schedule: [],
    dates: [20_000, 20_365, 20_730],
    steps,
  };
}

const report = (period: number, interest: bigint, poolEnd: bigint): Report => ({
  ...{ period, interest, poolEnd, principal: 0n, recoveries: 0n, defaults: 0n, purchases: 0n, delinquent: 0n, index: 0n },
  ...{ isLate: false, isServicerDefault: false, isCall: false, accelerates: false },
});

let solidity: SolidityWaterfall;
let machines: readonly Machine[];
beforeAll(async () => {
  solidity = await openSolidityWaterfall();
  machines = [typescriptWaterfall, solidity];
});
afterAll(() => solidity.close());

/** Interest of the two periods: the first one is closed, the second one refused, by all. */
async function expectRefusal(deal: DealPlan, interest: readonly [bigint, bigint]): Promise<void> {
  const image = writeImage(deal);
  const oracle = new WaterfallOracle(image);
  const reports = interest.map((amount, at) => report(at + 1, amount, deal.originalPool)) as [Report, Report];
  const first = oracle.close(oracle.atClosing(), reports[0]);
  expect(() => oracle.close(first.state, reports[1])).toThrow(Refused);
  for (const machine of machines) {
    const opened = await machine.open(image);
    expect(await opened.close(reports[0])).toEqual(first);
    expect({ machine: machine.name, ...(await opened.close(reports[1])) }).toEqual({ machine: machine.name, refused: expect.any(String) });
  }
}

describe('an amount of more than 96 bits refuses the period, in every implementation', () => {
  test('interest that is unpaid on the way, though most of it is paid in the same period', async () => {
    const rate = 10n ** 18n;
    await expectRefusal(plan(2n ** 95n, rate, [step(INTEREST, 1)]), [0n, MOST]);
  });

  test('what one payee is paid', async () => {
    await expectRefusal(plan(1_000n, 0n, [step(REST, 1, LAST_PERIOD)]), [MOST, 1n]);
  });

  test('a reserve that is filled by more than that, which must not lose the upper part', async () => {
    await expectRefusal(plan(MOST, 0n, [step(TOPUP, 0, LAST_PERIOD)]), [MOST, MOST]);
  });

  test('a reserve that is filled and released again', async () => {
    await expectRefusal(plan(MOST, 0n, [step(TOPUP, 0, LAST_PERIOD), step(RELEASE, 0)]), [MOST, 2n]);
  });
});
