import { type CampaignResult, runCampaign } from '../independent/campaign.ts';
import { unseen } from '../independent/expected-sights.ts';
import { openSolidityWaterfall } from '../system/support/solidity-waterfall.ts';
import { typescriptWaterfall } from '../system/support/typescript-waterfall.ts';
import type { Bench } from './bench.ts';

const SEED = 1_000_000;
const PERIODS = 100_000;
const SHOWN = 10;

interface Measured extends CampaignResult {
  readonly seconds: number;
}

async function compare(): Promise<Measured> {
  const solidity = await openSolidityWaterfall();
  try {
    const began = performance.now();
    const result = await runCampaign(SEED, PERIODS, [typescriptWaterfall, solidity]);
    tell(result);
    return { ...result, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await solidity.close();
  }
}

/** The counts in words, and the first disagreements with the seeds that bring them back. */
function tell({ firstSeed, deals, periods, refusals, mismatches, seen }: CampaignResult): void {
  const lines = [
    `${deals} deals from seed ${firstSeed}: ${periods} periods closed, ${refusals} refused, ${mismatches.length} disagreements`,
  ];
  for (const [what, count] of [...seen].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))) lines.push(`${what}: ${count}`);
  for (const { machine, seed, period, difference } of mismatches.slice(0, SHOWN))
    lines.push(`${machine}, seed ${seed}, period ${period}: ${difference}`);
  process.stderr.write(lines.map((line) => `    ${line}\n`).join(''));
}

let measuring: Promise<Measured> | undefined;
const measured = (): Promise<Measured> => {
  measuring ??= compare();
  return measuring;
};

const base = { room: 'securitization', deep: true } as const;

export const benches: Bench[] = [
  {
    ...base,
    name: 'random deals: periods closed alike by TypeScript, Solidity and the exact oracle',
    unit: 'periods',
    better: 'higher',
    target: PERIODS,
    run: async () => ({ value: (await measured()).periods - (await measured()).mismatches.length }),
  },
  {
    ...base,
    name: 'random deals: disagreements of the three',
    unit: '',
    better: 'lower',
    target: 0,
    run: async () => ({ value: (await measured()).mismatches.length }),
  },
  {
    ...base,
    name: 'random deals: operations, conditions, triggers and cures never met',
    unit: '',
    better: 'lower',
    target: 0,
    run: async () => ({ value: unseen((await measured()).seen).length }),
  },
  {
    ...base,
    name: 'random deals: periods compared',
    unit: 'periods/s',
    better: 'higher',
    run: async () => {
      const { periods, seconds } = await measured();
      return { value: periods / seconds };
    },
  },
];
