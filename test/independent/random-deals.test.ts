import { expect, test } from 'vitest';
import { runCampaign, type Machine } from './campaign.ts';
import { unseen } from './expected-sights.ts';
import { randomDeal } from './random-deals.ts';
import { WaterfallOracle } from './waterfall-oracle.ts';

const SEED = 20_261_129;
const PERIODS = 4_000;

test('random deals reach every operation, condition, trigger, test and cure', async () => {
  const { periods, seen } = await runCampaign(SEED, PERIODS, []);
  expect(periods).toBeGreaterThanOrEqual(PERIODS);
  expect(unseen(seen)).toEqual([]);
});

test('a seed gives the same deal and the same history again', async () => {
  const [first, second] = [randomDeal(SEED), randomDeal(SEED)];
  expect(first.image).toEqual(second.image);
  expect(randomDeal(SEED + 1).image).not.toEqual(first.image);
  const histories = await Promise.all([runCampaign(SEED, 50, []), runCampaign(SEED, 50, [])]);
  expect(histories[0]).toEqual(histories[1]);
});

/** The oracle as a machine, wrong by one unit where `spoil` says so. */
function machine(spoil: (amount: bigint) => bigint): Machine {
  return {
    name: 'other',
    open: async (image) => {
      const oracle = new WaterfallOracle(image);
      let state = oracle.atClosing();
      return {
        atClosing: state,
        close: async (report) => {
          try {
            const closed = oracle.close(state, report);
            state = closed.state;
            return { ...closed, state: { ...state, reserve: spoil(state.reserve) } };
          } catch {
            return { refused: 'any' };
          }
        },
      };
    },
  };
}

test('a campaign agrees with a right machine and finds a wrong one, with the seed and the place', async () => {
  expect((await runCampaign(SEED, 500, [machine((amount) => amount)])).mismatches).toEqual([]);
  const { mismatches } = await runCampaign(SEED, 500, [machine((amount) => (amount % 7n === 3n ? amount + 1n : amount))]);
  expect(mismatches.length).toBeGreaterThan(3);
  expect(mismatches[0]).toMatchObject({ machine: 'other', difference: expect.stringContaining('all.state.reserve') });
});
