import { describe, expect, it } from 'vitest';
import type { NumericColumn } from '../../../intake/domain/columns.ts';
import { randomRows } from '../../../../test/system/support/random-rows.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import type { TrainingRows } from '../classifier.ts';
import { fitBoosting } from './fit-boosting.ts';
import { fitCart } from './fit-cart.ts';
import { fitForest } from './fit-forest.ts';
import { compileTreeModel } from './tree-classifier.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from './tree-options.ts';

const ORIGIN = { name: 'German credit', datasetHash: '0x00' };
const OPTIONS = { ...DEFAULT_BOOSTING, trees: 12, maxLeaves: 6, minLeafRows: 8 };

interface Cut {
  readonly gain: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** The best cut of `rows`, tried one by one without histograms, binning or shortcuts. */
function bestCut(columns: readonly NumericColumn[], rows: readonly number[], worth: (rows: readonly number[]) => number): Cut {
  let best: Cut = { gain: 0, left: [], right: [] };
  const before = worth(rows);
  for (const { values } of columns) {
    const cuts = new Set(rows.map((row) => values[row] as number).filter((value) => !Number.isNaN(value)));
    for (const cut of cuts) {
      for (const missingLeft of [false, true]) {
        const goesLeft = (row: number) => (Number.isNaN(values[row]) ? missingLeft : (values[row] as number) <= cut);
        const left = rows.filter(goesLeft);
        const right = rows.filter((row) => !goesLeft(row));
        if (left.length < OPTIONS.minLeafRows || right.length < OPTIONS.minLeafRows) continue;
        const gain = worth(left) + worth(right) - before;
        if (gain > best.gain + 1e-9) best = { gain, left, right };
      }
    }
  }
  return best;
}

/** Boosting as a textbook writes it down; gives the log-odds of the training rows. */
function boostPlainly({ columns, target }: TrainingRows): number[] {
  const numeric = columns.filter((column) => column.kind === 'numeric');
  const all = [...target.keys()];
  const bads = target.reduce((sum, outcome) => sum + outcome, 0);
  const outputs = all.map(() => Math.log(bads / (target.length - bads)));
  for (let tree = 0; tree < OPTIONS.trees; tree++) {
    const rates = outputs.map((output) => 1 / (1 + Math.exp(-output)));
    const residual = (rows: readonly number[]) => rows.reduce((sum, row) => sum + (target[row] as number) - (rates[row] as number), 0);
    const curvature = (rows: readonly number[]) =>
      rows.reduce((sum, row) => sum + (rates[row] as number) * (1 - (rates[row] as number)), OPTIONS.l2);
    const worth = (rows: readonly number[]) => residual(rows) ** 2 / curvature(rows);
    const leaves = [{ rows: all, cut: bestCut(numeric, all, worth) }];
    while (leaves.length < OPTIONS.maxLeaves) {
      leaves.sort((one, other) => other.cut.gain - one.cut.gain);
      const first = leaves[0];
      if (first === undefined || first.cut.gain === 0) break;
      leaves.shift();
      for (const rows of [first.cut.left, first.cut.right]) leaves.push({ rows: [...rows], cut: bestCut(numeric, rows, worth) });
    }
    for (const { rows } of leaves) {
      const step = (OPTIONS.learningRate * residual(rows)) / curvature(rows);
      for (const row of rows) outputs[row] = (outputs[row] as number) + step;
    }
  }
  return outputs;
}

describe('trees grown on histograms', () => {
  it.each([1, 2, 3])('boost as the textbook does, rows of seed %i', (seed) => {
    const training = randomRows({ rows: 300, numbers: 3, categories: 0, distinct: 40, missingShare: 0.1 }, seed);
    const outputs = compileTreeModel(fitBoosting(training, ORIGIN, OPTIONS)).output(training.columns, 300);
    boostPlainly(training).forEach((expected, row) => {
      expect(outputs[row]).toBeCloseTo(expected, 6);
    });
  });

  it('are the same to the byte on every machine', () => {
    const { columns, target } = readGermanCredit();
    const documents = [
      fitBoosting({ columns, target }, ORIGIN, DEFAULT_BOOSTING),
      fitCart({ columns, target }, ORIGIN, { ...DEFAULT_CART, criterion: 'entropy' }),
      fitForest({ columns, target }, ORIGIN, { ...DEFAULT_FOREST, trees: 10 }).document,
    ];
    expect(documents.map(({ contentHash }) => contentHash)).toEqual([
      '0x8a4de963b5d00a8c4fa4f5f2a0339a9b64348ffa4fb1077013b759a111d97169',
      '0x18bee1b05b5561713720bf728ec2a1c3cfd564135030d683b18cee379a27ba76',
      '0x242c4d3867b50444e10380e702c6bb7634309829fef8e3c920cc016d74bc9572',
    ]);
  });
});
