import { cellAt } from '../../backend/intake/domain/columns.ts';
import type { ClassifierKind } from '../../backend/scoring/domain/classifier.ts';
import { formedLearner, type ModelSettings } from '../../backend/scoring/domain/model-file/formed-learners.ts';
import { sealModelForm } from '../../backend/scoring/domain/model-file/sealed-model.ts';
import { DEFAULT_SCALING } from '../../backend/scoring/domain/scorecard/scaling.ts';
import { buildScoredModel } from '../../backend/scoring/domain/scored-model/build-scored-model.ts';
import { compileScoredModel } from '../../backend/scoring/domain/scored-model/compile-scored-model.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../system/support/reference-data.ts';
import type { Bench } from './bench.ts';
import { leastCpuSeconds } from './cpu-time.ts';

const RUNS = 3;

/** CPU microseconds for one customer at a time, with points and reasons that are exact Shapley values. */
function scoreOne(kind: ClassifierKind, settings: ModelSettings): number {
  const { columns: all, target, ids } = readGermanCredit();
  const columns = all.filter(({ name }) => !GERMAN_PROTECTED.includes(name));
  const { form } = formedLearner({ kind, origin: { name: kind, datasetHash: 'bench' }, seed: 1, settings, monotone: {} })({
    columns,
    target,
  });
  const training = { datasetHash: 'bench', rows: 1000, goods: 700, bads: 300 };
  const file = form.kind === 'trees' ? form.document : sealModelForm({ name: kind, training, options: {}, form });
  const { document } = buildScoredModel(file, { columns, target, datasetHash: 'bench' }, { scaling: DEFAULT_SCALING, wordings: {} });
  const scorer = compileScoredModel(document);
  const rows = ids.map((_, row) => Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)])));
  const seconds = leastCpuSeconds(RUNS, () => {
    const reasons = rows.reduce((sum, row) => sum + scorer.scoreRow(row).reasons.length, 0);
    if (reasons === 0) throw new Error('Nobody lost a point.');
  });
  return (seconds * 1e6) / rows.length;
}

const KINDS: readonly (readonly [name: string, kind: ClassifierKind, settings: ModelSettings, target?: number])[] = [
  ['boosting of 100 trees', 'boosting', { trees: 100 }, 100],
  ['a forest of 100 trees', 'forest', { trees: 100 }, 500],
  ['a linear support vector machine', 'linear_svm', {}],
  ['an RBF support vector machine', 'rbf_svm', {}],
  ['a blend of card and boosting', 'ensemble', {}],
];

/** Figures of models of any kind on customers. */
export const benches: Bench[] = KINDS.map(([name, kind, settings, target]) => ({
  room: 'scoring',
  name: `score one customer with reasons by ${name}`,
  unit: 'CPU µs',
  better: 'lower',
  ...(target === undefined ? {} : { target }),
  run: async () => ({ value: scoreOne(kind, settings) }),
}));
