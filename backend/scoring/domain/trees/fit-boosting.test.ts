import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { crossValidatedAuc, pickRows, randomRows } from '../../../../test/system/support/random-rows.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import type { TrainingRows } from '../classifier.ts';
import { logLoss } from '../metrics.ts';
import { seededRandom, shuffle } from '../seeded-random.ts';
import { fitBoosting } from './fit-boosting.ts';
import { compileTreeModel } from './tree-classifier.ts';
import { treeModelText } from './tree-document.ts';
import { boostingLearner } from './tree-learners.ts';
import { type BoostingOptions, DEFAULT_BOOSTING } from './tree-options.ts';

const ORIGIN = { name: 'test', datasetHash: '0x00' };
const SHAPE = { rows: 400, numbers: 3, categories: 2, distinct: 30, missingShare: 0.1 };

function boost(training: TrainingRows, options: Partial<BoostingOptions> = {}) {
  return fitBoosting(training, ORIGIN, { ...DEFAULT_BOOSTING, trees: 20, ...options });
}

function textOf(training: TrainingRows, options: Partial<BoostingOptions> = {}): string {
  return treeModelText(boost(training, options));
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe('fitBoosting', () => {
  it('gives the same bytes for the same rows in any order, weighted or not', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, weighted) => {
        const drawn = randomRows(SHAPE, seed);
        const random = seededRandom(seed + 7);
        const training = weighted ? { ...drawn, weights: Float64Array.from(drawn.target, () => random() * 3) } : drawn;
        const order = shuffle(Int32Array.from(training.target.keys()), random);
        expect(textOf(pickRows(training, order))).toBe(textOf(training));
      }),
      { numRuns: 20 },
    );
  });

  it('takes a weight of two as two rows, and leaves rows without weight out', () => {
    const training = randomRows(SHAPE, 5);
    const weights = Float64Array.from(training.target, (_, row) => row % 3);
    const rows = Int32Array.from([...weights].flatMap((weight, row) => Array.from({ length: weight }, () => row)));
    const options = { minLeafRows: 1, minLeafCurvature: 1, levelSmoothing: 0 };
    const weighted = compileTreeModel(boost({ ...training, weights }, options)).output(training.columns, SHAPE.rows);
    const repeated = compileTreeModel(boost(pickRows(training, rows), options)).output(training.columns, SHAPE.rows);
    weighted.forEach((output, row) => {
      expect(output).toBeCloseTo(repeated[row] as number, 8);
    });
  });

  it('steps as Newton does: each leaf of the first tree holds its residuals over curvature and ridge', () => {
    const training = randomRows(SHAPE, 11);
    const { trees, base } = boost(training, { trees: 1, learningRate: 1 });
    const outputs = compileTreeModel(boost(training, { trees: 1, learningRate: 1 })).output(training.columns, SHAPE.rows);
    const rate = 1 / (1 + Math.exp(-base));
    for (const leaf of trees[0] ?? []) {
      if (!('value' in leaf)) continue;
      const rows = [...outputs.keys()].filter((row) => Math.abs((outputs[row] as number) - base - leaf.value) < 1e-9);
      const residuals = rows.reduce((sum, row) => sum + (training.target[row] as number) - rate, 0);
      expect(rows.length).toBe(leaf.cover);
      expect(leaf.value).toBeCloseTo(residuals / (rows.length * rate * (1 - rate) + DEFAULT_BOOSTING.l2), 7);
    }
    expect(trees[0]?.filter((node) => 'value' in node)).toHaveLength(DEFAULT_BOOSTING.maxLeaves);
  });

  it('lowers the loss on its own rows with each tree', () => {
    const training = randomRows(SHAPE, 3);
    const losses = [1, 5, 20, 80].map((trees) =>
      logLoss(compileTreeModel(boost(training, { trees })).predict(training.columns, SHAPE.rows), training.target),
    );
    expect([...losses].sort((left, right) => right - left)).toEqual(losses);
  });

  it('never falls along a rising column, whatever the other columns hold', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom<1 | -1>(1, -1), (seed, direction) => {
        const training = randomRows({ ...SHAPE, distinct: 12 }, seed);
        const document = boost(training, {
          monotone: { n0: direction, n2: -direction as 1 | -1 },
          trees: 40,
          minLeafRows: 3,
          maxLeaves: 20,
          l2: 0,
        });
        const model = compileTreeModel(document);
        const along = Array.from({ length: 14 }, (_, value) => value - 1);
        for (const row of [0, 17, 101, 250]) {
          const at = new Int32Array(along.length).fill(row);
          const others = pickRows(training, at).columns;
          const vary = (name: string) => others.map((column): Column => (column.name === name ? numericColumn(name, along) : column));
          for (const [name, sign] of [
            ['n0', direction],
            ['n2', -direction],
          ] as const) {
            const outputs = model.output(vary(name), along.length);
            for (let step = 1; step < along.length; step++)
              expect(((outputs[step] as number) - (outputs[step - 1] as number)) * sign).toBeGreaterThanOrEqual(-1e-12);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('would not be monotone by itself', () => {
    const turns = Array.from({ length: 10 }, (_, seed) => {
      const along = Array.from({ length: 12 }, (_value, step) => step);
      const training = randomRows({ ...SHAPE, distinct: 12 }, seed);
      const columns = pickRows(training, new Int32Array(along.length)).columns;
      const outputs = compileTreeModel(boost(training, { trees: 40, minLeafRows: 3, l2: 0 })).output(
        columns.map((column): Column => (column.name === 'n0' ? numericColumn('n0', along) : column)),
        along.length,
      );
      const steps = [...outputs.subarray(1)].map((output, step) => output - (outputs[step] as number));
      return steps.some((step) => step > 1e-6) && steps.some((step) => step < -1e-6);
    });
    expect(turns).toContain(true);
  });

  it('stops early where held-out loss no longer falls, and keeps the trees up to there', () => {
    const training = randomRows({ ...SHAPE, rows: 1000 }, 2);
    const stopped = boost(training, { trees: 400, learningRate: 0.3, earlyStopping: { rounds: 10, share: 0.2 } });
    expect(stopped.trees.length).toBeGreaterThan(0);
    expect(stopped.trees.length).toBeLessThan(390);
    const shorter = boost(training, { trees: stopped.trees.length, learningRate: 0.3, earlyStopping: { rounds: 10, share: 0.2 } });
    expect(shorter.trees).toEqual(stopped.trees);
  });

  it('draws rows and columns by seed', () => {
    const training = randomRows(SHAPE, 9);
    const some = { rowShare: 0.5, columnShare: 0.5 };
    expect(textOf(training, { ...some, seed: 3 })).toBe(textOf(training, { ...some, seed: 3 }));
    expect(boost(training, { ...some, seed: 3 }).trees).not.toEqual(boost(training, { ...some, seed: 4 }).trees);
    for (const tree of boost(training, some).trees) {
      const inputs = new Set(tree.flatMap((node) => ('input' in node ? [node.input] : [])));
      expect(inputs.size).toBeLessThanOrEqual(3);
      expect(tree.reduce((sum, node) => sum + ('cover' in node ? node.cover : 0), 0)).toBe(200);
    }
  });

  it('reaches the accuracy of the best library on the German data', () => {
    expect(crossValidatedAuc(readGermanCredit(), boostingLearner(ORIGIN, DEFAULT_BOOSTING))).toBeGreaterThanOrEqual(0.794);
  });
});
