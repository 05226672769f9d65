import { describe, expect, it } from 'vitest';
import { categoricalColumn, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Classifier, Learner, TrainingRows } from '../classifier.ts';
import { compileTreeModel } from './tree-classifier.ts';
import { fitBoosting } from './fit-boosting.ts';
import { boostingLearner, cartLearner, forestLearner } from './tree-learners.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from './tree-options.ts';

const ORIGIN = { name: 'test', datasetHash: '0x00' };
const ROWS = 120;
const target = Uint8Array.from({ length: ROWS }, (_, row) => Number(row % 3 === 0));
const numbers = (name: string, cell: (row: number) => number | null) =>
  numericColumn(
    name,
    Array.from({ length: ROWS }, (_, row) => cell(row)),
  );
const good = numbers('good', (row) => (row % 3) + row / 1000);

const LEARNERS: readonly [string, Learner][] = [
  ['boosting', boostingLearner(ORIGIN, { ...DEFAULT_BOOSTING, trees: 20 })],
  [
    'boosting without brakes',
    boostingLearner(ORIGIN, { ...DEFAULT_BOOSTING, trees: 60, l2: 0, minLeafRows: 1, minLeafCurvature: 1e-9, learningRate: 1 }),
  ],
  [
    'boosting that draws and stops',
    boostingLearner(ORIGIN, {
      ...DEFAULT_BOOSTING,
      trees: 40,
      minLeafRows: 1,
      rowShare: 0.5,
      columnShare: 0.5,
      earlyStopping: { rounds: 3, share: 0.3 },
    }),
  ],
  ['cart', cartLearner(ORIGIN, { ...DEFAULT_CART, minLeafRows: 1, maxDepth: 64 })],
  ['cart by entropy', cartLearner(ORIGIN, { ...DEFAULT_CART, criterion: 'entropy', complexity: 0.001 })],
  ['forest', forestLearner(ORIGIN, { ...DEFAULT_FOREST, trees: 10, minLeafRows: 1 })],
];

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return `${error.code} ${Object.values(error.params).join(' ')}`.trim();
  }
}

function probabilities(model: Classifier, columns: readonly Column[], rows = ROWS): Float64Array {
  const found = model.predict(columns, rows);
  expect(found.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
  return found;
}

const extreme = [1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 0, -0];

describe.each(LEARNERS)('%s', (_, learn) => {
  it.each<[string, readonly Column[]]>([
    ['a constant column', [numbers('x', () => 7), good]],
    ['nothing but constant columns', [numbers('x', () => 7), numbers('y', () => 0)]],
    ['a column without any value', [numbers('x', () => null), good]],
    ['nothing but missing cells', [numbers('x', () => null), categoricalColumn('c', new Array<null>(ROWS).fill(null))]],
    ['no columns', []],
    ['numbers at the ends of what a double holds', [numbers('x', (row) => extreme[row % extreme.length] ?? null)]],
    ['the same column twice', [good, { ...good, name: 'twin' }]],
    [
      'a level for each row',
      [
        categoricalColumn(
          'c',
          Array.from({ length: ROWS }, (_cell, row) => `level ${row}`),
        ),
      ],
    ],
    ['one level', [categoricalColumn('c', new Array<string>(ROWS).fill('only'))]],
  ])('makes a sound model of %s', (_name, columns) => {
    const model = learn({ columns, target });
    probabilities(model, columns);
    const strange = columns.map(
      (column): Column =>
        column.kind === 'numeric'
          ? { ...column, values: Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN) }
          : categoricalColumn(column.name, ['never seen', null, 'level 1']),
    );
    const [, , missing] = probabilities(model, strange, 3);
    expect(missing).not.toBeNaN();
  });

  it('gives a level that it never saw the probability of a missing one', () => {
    const column = categoricalColumn(
      'c',
      Array.from({ length: ROWS }, (_cell, row) => (row % 10 === 0 ? null : `L${row % 3}`)),
    );
    const [unseen, missing] = probabilities(learn({ columns: [column], target }), [categoricalColumn('c', ['new', null])], 2);
    expect(unseen).toBe(missing);
  });

  it.each<[string, string, TrainingRows]>([
    ['no rows', 'training_rows_invalid', { columns: [], target: new Uint8Array() }],
    ['one class', 'target_one_class', { columns: [good], target: new Uint8Array(ROWS) }],
    ['the other class alone', 'target_one_class', { columns: [good], target: new Uint8Array(ROWS).fill(1) }],
    ['weight on one class alone', 'target_one_class', { columns: [good], target, weights: Float64Array.from(target) }],
    ['an outcome of 2', 'training_rows_invalid 5', { columns: [good], target: target.with(5, 2) }],
    ['an infinite number', 'column_invalid x 1', { columns: [{ kind: 'numeric', name: 'x', values: good.values.with(1, 1 / 0) }], target }],
    ['a short column', 'target_length x', { columns: [numericColumn('x', [1, 2])], target }],
    ['two columns of one name', 'training_rows_invalid good', { columns: [good, good], target }],
    ['more columns than it takes', 'training_rows_invalid 100001', { columns: new Array<Column>(100_001).fill(good), target }],
    ['too few weights', `training_rows_invalid 3 ${ROWS}`, { columns: [good], target, weights: new Float64Array(3) }],
    ['a weight below zero', 'training_rows_invalid 2', { columns: [good], target, weights: new Float64Array(ROWS).fill(1).with(2, -1) }],
    ['a weight of NaN', 'training_rows_invalid 0', { columns: [good], target, weights: new Float64Array(ROWS).fill(Number.NaN) }],
    ['weights of zero', 'training_rows_invalid', { columns: [good], target, weights: new Float64Array(ROWS) }],
    ['weights beyond counting', 'training_rows_invalid', { columns: [good], target, weights: new Float64Array(ROWS).fill(1e308) }],
  ])('refuses %s', (_name, code, training) => {
    expect(codeOf(() => learn(training))).toBe(code);
  });

  it('takes weights of any sensible size', () => {
    for (const weight of [1e-90, 1e-9, 1e90])
      probabilities(learn({ columns: [good], target, weights: new Float64Array(ROWS).fill(weight) }), [good]);
    const uneven = Float64Array.from(target, (__, row) => (row % 2 === 0 ? 1e9 : 1e-9));
    probabilities(learn({ columns: [good], target, weights: uneven }), [good]);
  });

  it('names the column that a prediction lacks, or that is of another kind or too short', () => {
    const model = learn({ columns: [good], target });
    expect(codeOf(() => model.predict([], ROWS))).toBe('scorecard_column_missing good');
    expect(codeOf(() => model.predict([categoricalColumn('good', ['a'])], 1))).toBe('column_kind_mismatch good');
    expect(codeOf(() => model.predict([numericColumn('good', [1])], 2))).toBe('target_length good');
    expect(model.predict([numericColumn('good', [])], 0)).toHaveLength(0);
  });
});

describe('options', () => {
  const columns = [
    good,
    categoricalColumn(
      'c',
      Array.from(target, (_, row) => `L${row % 4}`),
    ),
  ];
  const boost = (options: object) => codeOf(() => boostingLearner(ORIGIN, { ...DEFAULT_BOOSTING, ...options })({ columns, target }));

  it.each<[object, string]>([
    [{ trees: 0 }, 'trees'],
    [{ trees: 1.5 }, 'trees'],
    [{ maxLeaves: 1 }, 'maxLeaves'],
    [{ maxBins: 256 }, 'maxBins'],
    [{ maxDepth: 65 }, 'maxDepth'],
    [{ minLeafRows: 0 }, 'minLeafRows'],
    [{ learningRate: 0 }, 'learningRate'],
    [{ l2: Number.NaN }, 'l2'],
    [{ l2: '5' }, 'l2'],
    [{ rowShare: 0 }, 'rowShare'],
    [{ columnShare: 2 }, 'columnShare'],
    [{ seed: -1 }, 'seed'],
    [{ monotone: { absent: 1 } }, 'monotone/absent'],
    [{ monotone: { c: 1 } }, 'monotone/c'],
    [{ monotone: { good: 2 } }, 'monotone/good'],
    [{ earlyStopping: { rounds: 0, share: 0.2 } }, 'rounds'],
    [{ earlyStopping: { rounds: 5, share: 0.9 } }, 'share'],
  ])('of boosting are refused by name: %j', (options, name) => {
    expect(boost(options)).toBe(`tree_options_invalid ${name}`);
  });

  it('of cart and forest are refused by name', () => {
    const cart = (options: object) => codeOf(() => cartLearner(ORIGIN, { ...DEFAULT_CART, ...options })({ columns, target }));
    const forest = (options: object) => codeOf(() => forestLearner(ORIGIN, { ...DEFAULT_FOREST, ...options })({ columns, target }));
    expect(cart({ criterion: 'error' })).toBe('tree_options_invalid criterion');
    expect(cart({ complexity: -1 })).toBe('tree_options_invalid complexity');
    expect(forest({ criterion: 'error' })).toBe('tree_options_invalid criterion');
    expect(forest({ columnsPerSplit: 0 })).toBe('tree_options_invalid columnsPerSplit');
    expect(forest({ columnsPerSplit: 99 })).toBe('none');
  });
});

describe('a million levels', () => {
  it('neither takes long nor makes a large document', () => {
    const rows = 1_000_000;
    const levels = Array.from({ length: rows }, (_, code) => `level ${code}`);
    const codes = Int32Array.from(levels.keys(), (row) => (row % 4 === 0 ? row % 40 : row));
    const column: Column = { kind: 'categorical', name: 'c', levels, codes };
    const outcomes = Uint8Array.from(codes, (code, row) => Number(code < 20 && row % 3 !== 0));
    const document = fitBoosting({ columns: [column], target: outcomes }, ORIGIN, { ...DEFAULT_BOOSTING, trees: 3 });
    expect(document.inputs[0]).toMatchObject({ name: 'c', kind: 'categorical' });
    expect(JSON.stringify(document).length).toBeLessThan(20_000);
    const found = compileTreeModel(document).predict([categoricalColumn('c', ['level 8', 'level 999999'])], 2);
    expect(found[0]).toBeGreaterThan(found[1] as number);
  });
});
