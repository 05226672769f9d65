import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, rowCount } from '../../../intake/domain/columns.ts';
import { randomRows } from '../../../../test/system/support/random-rows.ts';
import { seededRandom } from '../seeded-random.ts';
import { type CompiledTrees, compileTrees, goesLeft } from './compile-trees.ts';
import { fitBoosting } from './fit-boosting.ts';
import { fitCart } from './fit-cart.ts';
import { fitForest } from './fit-forest.ts';
import { setSides } from './shapley.ts';
import { openWasmKernel, portableKernel, type ShapleyKernel } from './shapley-kernel.ts';
import { planShapley, type ShapleyPlan } from './shapley-plan.ts';
import { compileTreeModel } from './tree-classifier.ts';
import type { DocumentTree, TreeModelDocument } from './tree-document.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from './tree-options.ts';

const ORIGIN = { name: 'test', datasetHash: '0x00' };
const SHAPE = { numbers: 3, categories: 2, distinct: 6, missingShare: 0.15 };

function documents(rows: number, seed: number): TreeModelDocument[] {
  const training = randomRows({ ...SHAPE, rows }, seed);
  const small = { minLeafRows: 3, maxDepth: 6 };
  return [
    fitBoosting(training, ORIGIN, { ...DEFAULT_BOOSTING, ...small, trees: 6, l2: 1 }),
    fitCart(training, ORIGIN, { ...DEFAULT_CART, ...small }),
    fitForest(training, ORIGIN, { ...DEFAULT_FOREST, ...small, trees: 4, seed }).document,
  ];
}

/** A row of cells as trees read them: numbers, places of levels, NaN. */
function cellsOf(document: TreeModelDocument, columns: readonly Column[], row: number): number[] {
  return document.inputs.map((input) => {
    const column = columns.find(({ name }) => name === input.name) as Column;
    if (column.kind === 'numeric' || input.kind === 'numeric')
      return column.kind === 'numeric' ? (column.values[row] as number) : Number.NaN;
    const place = input.levels.indexOf(column.levels[column.codes[row] as number] ?? '');
    return place < 0 ? Number.NaN : place;
  });
}

/** Shapley's formula over all coalitions; an input outside of one goes both ways, as the training rows did. */
function bruteForce(document: Pick<TreeModelDocument, 'kind' | 'trees'>, cells: readonly number[]): number[] {
  const trees = compileTrees(document);
  const worthAt = (node: number, coalition: number): number => {
    const input = trees.input[node] as number;
    if (input < 0) return trees.value[node] as number;
    const right = trees.right[node] as number;
    if ((coalition >> input) & 1) return worthAt(goesLeft(trees, node, cells[input] as number) ? node + 1 : right, coalition);
    const left = (trees.cover[node + 1] as number) / (trees.cover[node] as number);
    return left * worthAt(node + 1, coalition) + (1 - left) * worthAt(right, coalition);
  };
  const share = document.kind === 'boosting' ? 1 : document.trees.length;
  const worth = Array.from({ length: 2 ** cells.length }, (_, coalition) =>
    [...trees.roots.subarray(0, -1)].reduce((sum, root) => sum + worthAt(root, coalition) / share, 0),
  );
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return cells.map((_, input) =>
    worth.reduce((sum, without, coalition) => {
      if ((coalition >> input) & 1) return sum;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(cells.length - size - 1)) / factorial(cells.length);
      return sum + weight * ((worth[coalition | (1 << input)] as number) - without);
    }, 0),
  );
}

const DEEP_INPUTS = 13;

/** A path of cuts whose other sides are leaves, of covers that differ by powers of ten. */
function chain(inputs: readonly number[], random: () => number): DocumentTree {
  const [input, ...rest] = inputs;
  const leaf = () => ({ value: random() - 0.5, cover: 10 ** (4 * random() - 2) });
  if (input === undefined) return [leaf()];
  const sides = random() < 0.5 ? [[leaf()], chain(rest, random)] : [chain(rest, random), [leaf()]];
  return [{ input, below: random(), missing: random() < 0.5 ? 'left' : 'right' }, ...sides.flat()];
}

function valuesBy(open: (plan: ShapleyPlan, width: number) => ShapleyKernel | null, trees: CompiledTrees, cells: readonly number[]) {
  const plan = planShapley(trees);
  const kernel = open(plan, cells.length) as ShapleyKernel;
  setSides(kernel.sides, plan, trees.words, Float64Array.from(cells));
  return Float64Array.from(kernel.explain());
}

describe('Shapley values of trees', () => {
  it('are those of the formula over all coalitions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 120 }), fc.integer({ min: 0, max: 1e6 }), (rows, seed) => {
        const { columns } = randomRows({ ...SHAPE, rows: 8 }, seed + 1);
        for (const document of documents(rows, seed)) {
          const { values } = compileTreeModel(document).explain(columns, 8);
          for (let row = 0; row < 8; row++) {
            bruteForce(document, cellsOf(document, columns, row)).forEach((expected, input) => {
              expect(Math.abs((values[row * 5 + input] as number) - expected)).toBeLessThan(1e-10);
            });
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are those of the formula on paths of many inputs, some of them twice, in WebAssembly and without', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const random = seededRandom(seed);
        const all = Array.from({ length: DEEP_INPUTS }, (_, input) => input);
        const paths = [all, all.flatMap((input) => (random() < 0.3 ? [input, Math.floor(random() * DEEP_INPUTS)] : [input])), [4, 4], []];
        const document = { kind: 'boosting' as const, trees: paths.map((inputs) => chain(inputs, random)) };
        const cells = all.map(() => (random() < 0.1 ? Number.NaN : random()));
        const trees = compileTrees(document);
        const values = valuesBy(openWasmKernel, trees, cells);
        expect(valuesBy(portableKernel, trees, cells)).toEqual(values);
        bruteForce(document, cells).forEach((expected, input) => {
          expect(Math.abs((values[input] as number) - expected)).toBeLessThan(1e-10);
        });
      }),
      { numRuns: 12 },
    );
  });

  it('are the same bits in WebAssembly and without', () => {
    const { columns } = randomRows({ ...SHAPE, rows: 400 }, 5);
    for (const document of documents(400, 5)) {
      const trees = compileTrees(document);
      for (let row = 0; row < 40; row++) {
        const cells = cellsOf(document, columns, row);
        expect(valuesBy(openWasmKernel, trees, cells)).toEqual(valuesBy(portableKernel, trees, cells));
      }
    }
  });

  it('are all zero where nothing splits', () => {
    const { columns, target } = randomRows({ ...SHAPE, rows: 10 }, 1);
    const model = compileTreeModel(fitCart({ columns, target }, ORIGIN, DEFAULT_CART));
    const { base, values } = model.explain(columns, 10);
    expect(values).toEqual(new Float64Array(50));
    expect(base).toBe(model.output(columns, 1)[0]);
  });

  it('add up to the output with the base, which is the mean over the training rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 700 }), fc.integer({ min: 0, max: 1e6 }), (rows, seed) => {
        const { columns } = randomRows({ ...SHAPE, rows }, seed);
        for (const document of documents(rows, seed)) {
          const model = compileTreeModel(document);
          const outputs = model.output(columns, rowCount(columns[0] as Column));
          const { base, values, scale } = model.explain(columns, rows);
          expect(scale).toBe(document.kind === 'boosting' ? 'log_odds' : 'probability');
          outputs.forEach((output, row) => {
            const sum = values.subarray(row * 5, row * 5 + 5).reduce((total, value) => total + value, base);
            expect(Math.abs(sum - output)).toBeLessThan(1e-10);
          });
          const mean = outputs.reduce((total, output) => total + output, 0) / rows;
          if (document.kind !== 'forest') expect(Math.abs(mean - base)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 20 },
    );
  });
});
