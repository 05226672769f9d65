import { rankByRisk } from '../../backend/scoring/domain/ranking.ts';
import { seededRandom } from '../../backend/scoring/domain/seeded-random.ts';
import { DEFAULT_RBF, svmLearner } from '../../backend/scoring/domain/svm/train-svm.ts';
import { compareAuc, estimateAuc } from '../../backend/scoring/domain/validation/delong.ts';
import { evaluateLearner } from '../../backend/scoring/domain/validation/evaluate-learner.ts';
import { splitByFolds, takeTraining } from '../../backend/scoring/domain/validation/splits.ts';
import { readGermanCredit } from '../system/support/reference-data.ts';
import type { Bench } from './bench.ts';

const ROWS = 1_000_000;
const BAD_SHARE = 0.1;
const RUNS = 5;

/** CPU milliseconds of one thread at least, over several runs, the first of which also warm up. */
function leastCpu(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Two models of the same million rows: the second sees the truth through more noise. */
function millionRows(): { first: Float64Array; second: Float64Array; target: Uint8Array } {
  const next = seededRandom(1);
  const target = Uint8Array.from({ length: ROWS }, () => (next() < BAD_SHARE ? 1 : 0));
  const first = Float64Array.from(target, (bad) => bad / 2 + next());
  return { first, second: first.map((risk) => risk + next() / 2), target };
}

const german = readGermanCredit();
const germanSplits = splitByFolds(german.target, german.folds ?? new Uint8Array());
/** scikit-learn 1.2's SVC with probabilities on the same folds: mean AUC, and CPU milliseconds to fit one. */
const SKLEARN = { auc: 0.7992, fitMs: 102 };

/** Figures of measuring models and of the machines among them. */
export const benches: Bench[] = [
  {
    room: 'scoring',
    name: 'AUC with DeLong interval of 1M rows, from unsorted risks',
    unit: 'CPU ms',
    better: 'lower',
    target: 1000,
    run: async () => {
      const { first, target } = millionRows();
      return { value: leastCpu(() => estimateAuc(rankByRisk(first, target))) };
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
      return { value: leastCpu(() => compareAuc(first, second, target)) };
    },
  },
  {
    room: 'scoring',
    name: 'cross-validated AUC of the RBF machine, German credit',
    unit: 'AUC',
    better: 'higher',
    target: SKLEARN.auc - 0.002,
    referenceName: 'scikit-learn SVC on the same folds',
    run: async () => ({
      value: evaluateLearner(svmLearner(DEFAULT_RBF), german, germanSplits).mean.auc,
      reference: SKLEARN.auc,
    }),
  },
  {
    room: 'scoring',
    name: 'fit the RBF machine with probabilities, one fold of German credit',
    unit: 'CPU ms',
    better: 'lower',
    target: 300,
    referenceName: 'scikit-learn SVC, measured once on another machine',
    run: async () => {
      const [split] = germanSplits;
      const rows = takeTraining(german, split?.train ?? new Int32Array());
      return { value: leastCpu(() => svmLearner(DEFAULT_RBF)(rows)), reference: SKLEARN.fitMs };
    },
  },
];
