import { expect, test } from 'vitest';
import { type Design, SubmitterWorld } from '../../../../test/system/support/submitter-world.ts';

/** A run that failed is looked at alone by its seed: `CREDENCE_SIM_SEED=<n> CREDENCE_SIM_WORLDS=1`. */
const FIRST_SEED = Number(process.env['CREDENCE_SIM_SEED'] ?? 1);
const WORLDS = Number(process.env['CREDENCE_SIM_WORLDS'] ?? 10_000);

test(`each order happens exactly once in ${WORLDS} worlds of crashes, faults and reorgs`, { timeout: 120_000 }, async () => {
  const sum = { crashes: 0, faults: 0, reorgs: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + WORLDS; seed++) {
    const world = new SubmitterWorld(seed, 'sound');
    const fault = await world.run();
    if (fault !== undefined) expect.fail(`seed ${seed}: ${fault}`);
    for (const kind of ['crashes', 'faults', 'reorgs'] as const) sum[kind] += world.count[kind];
  }
  // Worlds in which nothing goes wrong would prove nothing.
  if (WORLDS >= 1_000) for (const [kind, times] of Object.entries(sum)) expect(times, kind).toBeGreaterThan(WORLDS);
});

test('the same seed gives the same world', async () => {
  const [one, other] = [new SubmitterWorld(7, 'sound'), new SubmitterWorld(7, 'sound')];
  await Promise.all([one.run(), other.run()]);
  expect(one.count).toEqual(other.count);
});

test.for<[Design, number]>([
  ['re-sign', 100],
  ['nonce from node', 100],
  ['no persist', 100],
  ['no reorg check', 20],
  ['two submitters', 100],
])('the worlds find a submitter with the fault "%s"', async ([design, least]) => {
  let found = 0;
  for (let seed = 1; seed <= 1_000; seed++) {
    if ((await new SubmitterWorld(seed, design).run()) !== undefined) found += 1;
  }
  expect(found).toBeGreaterThan(least);
});
