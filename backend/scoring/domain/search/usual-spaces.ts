import type { ClassifierKind } from '../classifier.ts';
import type { SearchSpace } from './space.ts';

const whole = (low: number, high: number) => ({ kind: 'range', low, high, scale: 'linear', isWhole: true }) as const;
const logarithmic = (low: number, high: number) => ({ kind: 'range', low, high, scale: 'log', isWhole: false }) as const;

/** What is searched over by default: the few hyper-parameters of each kind that matter most. */
export const USUAL_SPACES: Readonly<Record<ClassifierKind, SearchSpace>> = {
  scorecard: { ridge: logarithmic(0.1, 10), maxBins: whole(3, 9), minBinShare: { kind: 'choice', values: [0, 0.03, 0.06] } },
  cart: { maxDepth: whole(3, 9), minLeafRows: whole(10, 90) },
  forest: { minLeafRows: whole(3, 21), columnsPerSplit: { kind: 'choice', values: [0, 3, 6] } },
  boosting: { trees: whole(50, 250), learningRate: logarithmic(0.02, 0.1), maxLeaves: whole(4, 12) },
  linear_svm: { cost: logarithmic(0.01, 1) },
  rbf_svm: { cost: logarithmic(0.3, 3), gamma: logarithmic(0.003, 0.1) },
  ensemble: { boostingTrees: whole(50, 250), boostingLearningRate: logarithmic(0.02, 0.1) },
};
