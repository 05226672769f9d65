import { classLossDistribution } from '../../backend/securitization/domain/analytics/class-loss-distribution.ts';
import { classLoss } from '../../backend/securitization/domain/analytics/class-flows.ts';
import { openDealModel } from '../../backend/securitization/domain/analytics/deal-assumptions.ts';
import { simulatePool } from '../../backend/securitization/domain/analytics/loss-distribution.ts';
import { scenarioGrid } from '../../backend/securitization/domain/analytics/scenario-grid.ts';
import { WAD } from '../../backend/securitization/domain/integer-division.ts';
import type { LoanColumns } from '../../backend/securitization/domain/projection/loan-columns.ts';
import { projectLines } from '../../backend/securitization/domain/projection/pool-projector.ts';
import { projectColumns } from '../../backend/securitization/domain/projection/project-columns.ts';
import type { RepLine } from '../../backend/securitization/domain/projection/rep-line.ts';
import { BASE_CASE, threeClassDeal } from '../vectors/three-class-deal.ts';
import type { Bench } from './bench.ts';

const LOANS = 100_000;
const MONTHS = 60;
const PATHS = 10_000;
const LINES = 100;

function tape(): LoanColumns {
  const of = <T>(make: (length: number) => T) => make(LOANS);
  const loans: LoanColumns = {
    balance: of((n) => Float64Array.from({ length: n }, (_, at) => 100_000 + ((at * 7919) % 2_000_000))),
    annualRate: of((n) => Float64Array.from({ length: n }, (_, at) => 0.05 + (at % 97) / 400)),
    remaining: of((n) => new Uint16Array(n).fill(MONTHS)),
    age: of((n) => Uint16Array.from({ length: n }, (_, at) => at % 24)),
    kind: of((n) => new Uint8Array(n)),
  };
  return loans;
}

function manyLines(): RepLine[] {
  return Array.from({ length: LINES }, (_, at) => ({
    balance: 1_000_000n + BigInt(at) * 5_000n,
    annualRate: (BigInt(600 + at * 17) * WAD) / 10_000n,
    remaining: 24 + (at % 37),
    age: at % 12,
    amortisation: 'level' as const,
  }));
}

function model() {
  const lines = manyLines();
  return openDealModel(
    threeClassDeal(
      lines.reduce((sum, { balance }) => sum + balance, 0n),
      MONTHS,
    ),
    lines,
  );
}

function milliseconds(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function gridOf100(): number {
  const deal = model();
  const axes = {
    prepay: [WAD / 2n, WAD, 2n * WAD, 3n * WAD],
    default: [0n, WAD, 2n * WAD, 4n * WAD, 8n * WAD],
    recovery: [0n, WAD / 4n, WAD / 2n, (3n * WAD) / 4n, WAD],
  };
  return milliseconds(() => {
    if (scenarioGrid(deal, BASE_CASE, axes, (run) => classLoss(run, 0)).length !== 100) throw new Error('The grid has not 100 cells.');
  });
}

function seniorLosses(): number {
  const deal = model();
  const obligors = Array.from({ length: 2_100 }, (_, at) => ({ count: 1, exposure: 5_000 + at, pd: 0.02 + (at % 700) / 5_000, lgd: 0.7 }));
  return milliseconds(() => {
    const pool = simulatePool(obligors, { correlation: 0.2, paths: PATHS, seed: 1 });
    const { classes } = classLossDistribution(deal, BASE_CASE, pool, { knots: 100, checks: 10 });
    if (classes[0]?.losses.length !== PATHS) throw new Error('Paths are missing.');
  });
}

export const benches: Bench[] = [
  {
    room: 'securitization',
    name: '100,000 loans x 60 months, each posting rounded to the cent (doubles)',
    unit: 'ms',
    better: 'lower',
    target: 1_000,
    run: async () => {
      const loans = tape();
      return { value: milliseconds(() => void projectColumns(loans, BASE_CASE, MONTHS)) };
    },
  },
  {
    room: 'securitization',
    name: '100 rep lines x 60 months, exact integers',
    unit: 'ms',
    better: 'lower',
    run: async () => {
      const lines = manyLines();
      return { value: milliseconds(() => void projectLines(lines, BASE_CASE, MONTHS)) };
    },
  },
  {
    room: 'securitization',
    name: 'loss distribution of three classes, 2,100 loans, 10,000 paths',
    unit: 'ms',
    better: 'lower',
    target: 5_000,
    run: async () => ({ value: seniorLosses() }),
  },
  {
    room: 'securitization',
    name: 'grid of 100 scenarios, 100 rep lines, 60 exact periods each',
    unit: 'ms',
    better: 'lower',
    target: 10_000,
    run: async () => ({ value: gridOf100() }),
  },
];
