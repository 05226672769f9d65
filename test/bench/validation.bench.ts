import { rankByRisk } from '../../backend/scoring/domain/ranking.ts';
import { seededRandom } from '../../backend/scoring/domain/seeded-random.ts';
import { compareAuc, estimateAuc } from '../../backend/scoring/domain/validation/delong.ts';
import type { Bench } from './bench.ts';
import { leastCpuSeconds } from './cpu-time.ts';

const ROWS = 1_000_000;
const BAD_SHARE = 0.1;
const RUNS = 5;

/** Two models of the same million rows: the second sees the truth through more noise. */
function millionRows(): { first: Float64Array; second: Float64Array; target: Uint8Array } {
  const next = seededRandom(1);
  const target = Uint8Array.from({ length: ROWS }, () => (next() < BAD_SHARE ? 1 : 0));
  const first = Float64Array.from(target, (bad) => bad / 2 + next());
  return { first, second: first.map((risk) => risk + next() / 2), target };
}

/** Figures of measuring models. */
export const benches: Bench[] = [
  {
    room: 'scoring',
    name: 'AUC with DeLong interval of 1M rows, from unsorted risks',
    unit: 'CPU ms',
    better: 'lower',
    target: 1000,
    run: async () => {
      const { first, target } = millionRows();
      return { value: 1000 * leastCpuSeconds(RUNS, () => estimateAuc(rankByRisk(first, target))) };
    },
  },
  {
    room: 'scoring',
    name: 'paired DeLong test of two models on 1M rows',
    unit: 'CPU ms',
    better: 'lower',
    target: 4000,
    run: async () => {
      const { first, second, target } = millionRows();
      return { value: 1000 * leastCpuSeconds(RUNS, () => compareAuc(first, second, target)) };
    },
  },
];
