import type { Column } from '../../backend/intake/domain/columns.ts';
import type { TrainingRows } from '../../backend/scoring/domain/classifier.ts';
import { seededRandom } from '../../backend/scoring/domain/seeded-random.ts';
import { compileTreeModel } from '../../backend/scoring/domain/trees/tree-classifier.ts';
import { fitBoosting } from '../../backend/scoring/domain/trees/fit-boosting.ts';
import { fitForest } from '../../backend/scoring/domain/trees/fit-forest.ts';
import { cartLearner, forestLearner } from '../../backend/scoring/domain/trees/tree-learners.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from '../../backend/scoring/domain/trees/tree-options.ts';
import { readGermanCredit } from '../system/support/reference-data.ts';
import type { Bench } from './bench.ts';
import { leastCpuSeconds } from './cpu-time.ts';

const ORIGIN = { name: 'bench', datasetHash: '0x00' };
const ROWS = 150_000;
const COLUMNS = 10;
const EXPLAINED = 2000;
const RUNS = 3;

/** Shaped like bureau data: half of the columns heavy-tailed, half counts that are mostly 0, one in twenty cells missing. */
function bureauRows(rows: number): TrainingRows {
  const random = seededRandom(1);
  const risk = new Float64Array(rows);
  const columns = Array.from({ length: COLUMNS }, (_, place): Column => {
    const values = Float64Array.from(risk, () => {
      if (random() < 0.05) return Number.NaN;
      const draw = random();
      return place % 2 === 0 ? 1 / (1.0001 - draw) : Math.max(0, Math.floor(draw * 40) - 32);
    });
    values.forEach((value, row) => {
      const worth = place % 2 === 0 ? Math.min(value, 20) / 20 - 0.2 : value / 4;
      risk[row] = (risk[row] as number) + (Number.isNaN(value) ? 0.1 : worth) * (1 - place / COLUMNS);
    });
    return { kind: 'numeric', name: `x${place}`, values };
  });
  return { columns, target: Uint8Array.from(risk, (value) => Number(random() < 1 / (1 + Math.exp(3.5 - value)))) };
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const bureau = lazily(() => bureauRows(ROWS));
const boosted = lazily(() => compileTreeModel(fitBoosting(bureau(), ORIGIN, DEFAULT_BOOSTING)));
/**
 * Figures of the tree models. References are measured ones of scikit-learn 1.2.1, one thread of another machine:
 * HistGradientBoosting of 150 trees of 8 leaves on 120,000 x 10 rows (1.67 s, scaled to 150,000) and on 30,000 to predict (0.146 s).
 */
export const benches: Bench[] = [
  {
    room: 'trees',
    name: 'boosting, 150 trees of 8 leaves on 150k rows x 10 columns',
    unit: 'CPU s',
    better: 'lower',
    target: 2.5,
    referenceName: 'scikit-learn 1.2.1, elsewhere',
    run: async () => ({
      value: leastCpuSeconds(RUNS, () => fitBoosting(bureau(), ORIGIN, DEFAULT_BOOSTING)),
      reference: (1.67 * 150) / 120,
    }),
  },
  {
    room: 'trees',
    name: 'predict by 150 trees of 8 leaves',
    unit: 'rows/s',
    better: 'higher',
    target: 100_000,
    referenceName: 'scikit-learn 1.2.1, elsewhere',
    run: async () => ({ value: ROWS / leastCpuSeconds(RUNS, () => boosted().predict(bureau().columns, ROWS)), reference: 30_000 / 0.146 }),
  },
  {
    room: 'trees',
    name: 'Shapley values of one row through 150 trees of 8 leaves',
    unit: 'ms',
    better: 'lower',
    target: 0.1,
    run: async () => ({ value: (leastCpuSeconds(RUNS, () => boosted().explain(bureau().columns, EXPLAINED)) / EXPLAINED) * 1000 }),
  },
  {
    room: 'trees',
    name: 'Shapley values of one German customer through a forest of 100 trees',
    unit: 'ms',
    better: 'lower',
    target: 0.5,
    run: async () => {
      const { columns, target } = readGermanCredit();
      const forest = compileTreeModel(fitForest({ columns, target }, ORIGIN, DEFAULT_FOREST).document);
      return { value: (leastCpuSeconds(RUNS, () => forest.explain(columns, target.length)) / target.length) * 1000 };
    },
  },
  {
    room: 'trees',
    name: 'random forest, 100 trees on 15k rows x 10 columns',
    unit: 'CPU s',
    better: 'lower',
    run: async () => {
      const rows = bureauRows(ROWS / 10);
      return { value: leastCpuSeconds(RUNS, () => forestLearner(ORIGIN, DEFAULT_FOREST)(rows)) };
    },
  },
  {
    room: 'trees',
    name: 'classification tree of depth 5 on 150k rows x 10 columns',
    unit: 'CPU s',
    better: 'lower',
    run: async () => ({ value: leastCpuSeconds(RUNS, () => cartLearner(ORIGIN, DEFAULT_CART)(bureau())) }),
  },
];
