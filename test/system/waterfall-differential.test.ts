import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Machine, runCampaign } from '../independent/campaign.ts';
import { unseen } from '../independent/expected-sights.ts';
import { openSolidityWaterfall, type SolidityWaterfall } from './support/solidity-waterfall.ts';
import { typescriptWaterfall } from './support/typescript-waterfall.ts';

/** The seed of the first deal; each further deal has the next one. `npm run bench -- securitization --deep` runs many more. */
const SEED = 20_261_129;
const PERIODS = 2_000;

let solidity: SolidityWaterfall;

beforeAll(async () => {
  solidity = await openSolidityWaterfall();
});
afterAll(() => solidity.close());

test('the interpreter, the compiled engine and the exact oracle agree on every posting of random deals', async () => {
  const machines: readonly Machine[] = [typescriptWaterfall, solidity];
  const { periods, refusals, mismatches, seen } = await runCampaign(SEED, PERIODS, machines);
  expect(mismatches).toEqual([]);
  expect(periods).toBeGreaterThanOrEqual(PERIODS);
  expect(refusals).toBeGreaterThan(0);
  // A campaign that never met an operation would say nothing about it.
  expect(unseen(seen)).toEqual([]);
});
