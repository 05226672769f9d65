import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericColumn } from '../../../intake/domain/columns.ts';
import { crossValidatedAuc, pickRows, randomRows } from '../../../../test/system/support/random-rows.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { seededRandom, shuffle } from '../seeded-random.ts';
import { fitCart } from './fit-cart.ts';
import { fitForest } from './fit-forest.ts';
import { compileTreeModel } from './tree-classifier.ts';
import { type DocumentTree, treeModelText } from './tree-document.ts';
import { cartLearner, forestLearner } from './tree-learners.ts';
import { DEFAULT_CART, DEFAULT_FOREST } from './tree-options.ts';

const ORIGIN = { name: 'test', datasetHash: '0x00' };
const SHAPE = { rows: 300, numbers: 3, categories: 2, distinct: 8, missingShare: 0.1 };
const seeds = fc.integer({ min: 0, max: 1e6 });

interface Pruned {
  readonly leaves: readonly { readonly share: number; readonly rate: number }[];
}

/** Every way of cutting a tree back, by its leaves. */
function cutsBack(tree: DocumentTree, rows: number): Pruned[] {
  let at = 0;
  const visit = (): { ways: Pruned[]; share: number; bads: number } => {
    const node = tree[at++];
    if (node === undefined || 'value' in node) {
      const share = (node?.cover ?? 0) / rows;
      const rate = node?.value ?? 0;
      return { ways: [{ leaves: [{ share, rate }] }], share, bads: share * rate };
    }
    const left = visit();
    const right = visit();
    const share = left.share + right.share;
    const bads = left.bads + right.bads;
    const parted = left.ways.flatMap((one) => right.ways.map((other) => ({ leaves: [...one.leaves, ...other.leaves] })));
    return { ways: [{ leaves: [{ share, rate: bads / share }] }, ...parted], share, bads };
  };
  return visit().ways;
}

function costOf({ leaves }: Pruned, complexity: number, criterion: 'gini' | 'entropy'): number {
  const entropy = (share: number) => (share === 0 ? 0 : -share * Math.log2(share));
  return leaves.reduce((sum, { share, rate }) => {
    const impurity = criterion === 'gini' ? 1 - rate ** 2 - (1 - rate) ** 2 : entropy(rate) + entropy(1 - rate);
    return sum + share * impurity + complexity;
  }, 0);
}

function leavesOf(tree: DocumentTree): number {
  return tree.filter((node) => 'value' in node).length;
}

describe('fitCart', () => {
  it('holds the bad rate of the rows of each leaf, and no leaf is too small or too deep', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('gini' as const, 'entropy' as const), (seed, criterion) => {
        const training = randomRows(SHAPE, seed);
        const document = fitCart(training, ORIGIN, { ...DEFAULT_CART, criterion, maxDepth: 4, minLeafRows: 9 });
        const rates = compileTreeModel(document).predict(training.columns, SHAPE.rows);
        const leaves = (document.trees[0] ?? []).flatMap((node) => ('value' in node ? [node] : []));
        expect(leaves.length).toBeLessThanOrEqual(16);
        for (const rate of new Set(rates)) {
          const rows = [...rates.keys()].filter((row) => rates[row] === rate);
          const bads = rows.filter((row) => training.target[row] === 1).length;
          expect(rate).toBeCloseTo(bads / rows.length, 8);
          const cover = leaves.filter(({ value }) => value === rate).reduce((sum, leaf) => sum + leaf.cover, 0);
          expect(cover).toBe(rows.length);
          expect(rows.length).toBeGreaterThanOrEqual(9);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is pruned to the cheapest of all its parts', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        fc.constantFrom('gini' as const, 'entropy' as const),
        (seed, complexity, criterion) => {
          const training = randomRows({ ...SHAPE, rows: 80 }, seed);
          const options = { ...DEFAULT_CART, criterion, maxDepth: 3, minLeafRows: 4 };
          const whole = fitCart(training, ORIGIN, options).trees[0] ?? [];
          const pruned = fitCart(training, ORIGIN, { ...options, complexity }).trees[0] ?? [];
          const ways = cutsBack(whole, 80);
          const costs = ways.map((way) => costOf(way, complexity, criterion));
          const cheapest = Math.min(...costs);
          expect(costOf(cutsBack(pruned, 80).at(-1) as Pruned, complexity, criterion)).toBeCloseTo(cheapest, 7);
          const smallest = Math.min(
            ...ways.filter((_, way) => (costs[way] as number) < cheapest - 1e-6).map(({ leaves }) => leaves.length),
            1e9,
          );
          expect(leavesOf(pruned)).toBeLessThanOrEqual(smallest);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes for the same rows in any order', () => {
    const training = randomRows(SHAPE, 4);
    const order = shuffle(Int32Array.from(training.target.keys()), seededRandom(1));
    const options = { ...DEFAULT_CART, maxDepth: 8, minLeafRows: 2 };
    expect(treeModelText(fitCart(pickRows(training, order), ORIGIN, options))).toBe(treeModelText(fitCart(training, ORIGIN, options)));
  });

  it('keeps to the number of leaves, the best splits first', () => {
    const training = randomRows(SHAPE, 8);
    const counts = [2, 3, 5, 9].map((maxLeaves) =>
      leavesOf(fitCart(training, ORIGIN, { ...DEFAULT_CART, maxLeaves, minLeafRows: 2 }).trees[0] ?? []),
    );
    expect(counts).toEqual([2, 3, 5, 9]);
  });

  it('beats a tree of depth 5 of scikit-learn on the German data', () => {
    expect(crossValidatedAuc(readGermanCredit(), cartLearner(ORIGIN, DEFAULT_CART))).toBeGreaterThanOrEqual(0.7028);
  });
});

describe('fitForest', () => {
  it('follows from its seed', () => {
    const training = randomRows(SHAPE, 6);
    const options = { ...DEFAULT_FOREST, trees: 5 };
    expect(fitForest(training, ORIGIN, options)).toEqual(fitForest(training, ORIGIN, options));
    expect(fitForest(training, ORIGIN, { ...options, seed: 2 }).document.trees).not.toEqual(
      fitForest(training, ORIGIN, options).document.trees,
    );
  });

  it('predicts the mean of its trees', () => {
    const training = randomRows(SHAPE, 6);
    const { document } = fitForest(training, ORIGIN, { ...DEFAULT_FOREST, trees: 7 });
    const alone = document.trees.map((tree) => compileTreeModel({ ...document, trees: [tree] }).predict(training.columns, SHAPE.rows));
    compileTreeModel(document)
      .predict(training.columns, SHAPE.rows)
      .forEach((probability, row) => {
        expect(probability).toBeCloseTo(alone.reduce((sum, rates) => sum + (rates[row] as number), 0) / 7, 12);
      });
  });

  it('measures itself on rows its trees had not drawn, as cross-validation does', () => {
    const { columns, target } = readGermanCredit();
    const { outOfBag } = fitForest({ columns, target }, ORIGIN, DEFAULT_FOREST);
    expect(outOfBag?.rows).toBe(1000);
    expect(Math.abs((outOfBag?.auc ?? 0) - 0.799)).toBeLessThan(0.02);
    expect(outOfBag?.brier).toBeLessThan(0.17);
  });

  it('says nothing about rows that were not drawn when they are all of one class', () => {
    const training = { columns: [numericColumn('x', [1, 2])], target: Uint8Array.of(0, 1) };
    const measured = [1, 2, 3, 4, 5].map((seed) => fitForest(training, ORIGIN, { ...DEFAULT_FOREST, trees: 1, seed }).outOfBag);
    expect(measured).toEqual([null, null, null, null, null]);
  });

  it('reaches the accuracy of scikit-learn on the German data', () => {
    expect(crossValidatedAuc(readGermanCredit(), forestLearner(ORIGIN, DEFAULT_FOREST))).toBeGreaterThanOrEqual(0.797);
  });
});
