import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../kernel/errors.ts';
import { randomRows } from '../../../../test/system/support/random-rows.ts';
import { fitBoosting } from './fit-boosting.ts';
import { fitCart } from './fit-cart.ts';
import { fitForest } from './fit-forest.ts';
import { compileTreeModel } from './tree-classifier.ts';
import { hashTreeModel, sealTreeModel, type TreeModelDocument, treeModelText } from './tree-document.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from './tree-options.ts';
import { readTreeModel, validateTreeModel } from './validate-tree-document.ts';

const ORIGIN = { name: 'Test model', datasetHash: '0x00' };
const training = randomRows({ rows: 200, numbers: 2, categories: 2, distinct: 6, missingShare: 0.2 }, 1);
const document = fitBoosting(training, ORIGIN, { ...DEFAULT_BOOSTING, trees: 5 });
const cart = fitCart(training, ORIGIN, DEFAULT_CART);
const forest = fitForest(training, ORIGIN, { ...DEFAULT_FOREST, trees: 3 }).document;

type Path = readonly (string | number)[];

/** A copy with one member changed, or taken out, and its hash made good again. */
function changed(source: TreeModelDocument, path: Path, value: unknown): unknown {
  const copy: unknown = JSON.parse(treeModelText(source));
  let place = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) place = place[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  try {
    return sealTreeModel(copy as TreeModelDocument);
  } catch {
    return copy;
  }
}

function faultsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'tree_model_invalid') throw error;
    return error.faults.map((fault) => `${fault.pointer} ${fault.code}`);
  }
}

const tree = document.trees[0] ?? [];
const leaf = tree.findIndex((node) => 'value' in node);
const cut = ['trees', 1, document.trees[1]?.findIndex((node) => 'below' in node) ?? 0];
const subset =
  document.trees.flatMap((nodes, at) => nodes.flatMap((node, place) => ('levels' in node ? [['trees', at, place]] : [])))[0] ?? [];
const at = (path: Path) => `/${path.join('/')}`;

describe('readTreeModel', () => {
  it.each([document, cart, forest])('reads back what was written, to the byte', (source) => {
    const text = treeModelText(source);
    const read = readTreeModel(text);
    expect(treeModelText(read)).toBe(text);
    expect(hashTreeModel(read)).toBe(source.contentHash);
    const predict = (model: TreeModelDocument) => compileTreeModel(model).predict(training.columns, 200);
    expect(predict(read)).toEqual(predict(source));
  });

  it('refuses a file with any one byte changed, and says where', () => {
    const text = treeModelText(cart);
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 127 }), (place, flip) => {
        const tampered = bytes.slice();
        tampered[place] = (tampered[place] as number) ^ flip;
        expect(faultsOf(() => readTreeModel(new TextDecoder().decode(tampered)))).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(faultsOf(() => readTreeModel(text.replace('"Test model"', '"Best model"')))).toEqual(['/contentHash hash']);
    expect(faultsOf(() => readTreeModel(`${text} `))).toEqual([' canonical']);
    expect(faultsOf(() => readTreeModel(text.slice(1)))).toEqual([' json']);
  });

  it('names another version or type alone, whatever else is wrong', () => {
    expect(faultsOf(() => readTreeModel(treeModelText(document).replace('"version":1', '"version":2')))).toEqual(['/version choice']);
    expect(faultsOf(() => validateTreeModel({ type: 'CredenceScorecard', version: 1 }))).toEqual(['/type choice']);
    expect(faultsOf(() => validateTreeModel([]))).toEqual([' type']);
  });
});

describe('validateTreeModel', () => {
  it.each<[Path, unknown, string[]]>([
    [['kind'], 'stump', ['/kind choice']],
    [['name'], 7, ['/name type']],
    [['name'], '\ud800', ['/name type']],
    [['extra'], 1, ['/extra unknown']],
    [
      ['training'],
      null,
      ['/training type', '/training/datasetHash type', '/training/rows range', '/training/goods range', '/training/bads range'],
    ],
    [['training', 'rows'], -1, ['/training/rows range']],
    [['options'], [], ['/options type']],
    [['options', 'trees'], null, ['/options/trees type']],
    [['base'], 1e9, ['/base range']],
    [['inputs', 0, 'kind'], 'date', ['/inputs/0/kind choice']],
    [['inputs', 1, 'name'], 'n0', ['/inputs/1/name duplicate']],
    [['inputs', 2, 'levels', 0], 'L1', ['/inputs/2/levels duplicate']],
    [['trees'], {}, ['/trees type']],
    [['trees', 0], [], ['/trees/0 shape']],
    [['trees', 0, tree.length], { value: 1, cover: 1 }, [`/trees/0/${tree.length} shape`]],
    [['trees', 0], tree.slice(0, -1), ['/trees/0 shape']],
    [['trees', 0], Array.from({ length: 70 }, () => ({ input: 0, below: 1, missing: 'left' })), ['/trees/0/65 depth']],
    [['trees', 0, leaf, 'cover'], 0, [`/trees/0/${leaf}/cover range`]],
    [['trees', 0, leaf, 'value'], '1', [`/trees/0/${leaf}/value type`]],
    [['trees', 0, leaf, 'value'], undefined, [`/trees/0/${leaf}/value required`, `/trees/0/${leaf}/value type`]],
    [[...cut, 'input'], 99, [`${at(cut)}/input range`]],
    [[...cut, 'input'], 'n0', [`${at(cut)}/input range`]],
    [[...cut, 'below'], 'low', [`${at(cut)}/below type`]],
    [[...cut, 'missing'], 'up', [`${at(cut)}/missing choice`]],
    [[...subset, 'levels'], [900], [`${at(subset)}/levels/0 range`]],
    [[...subset, 'levels'], [0, 1, 2, 3, 4, 5, 6, 7], [`${at(subset)}/levels length`]],
    [[...subset, 'input'], 0, [`${at(subset)}/below required`, `${at(subset)}/levels unknown`, `${at(subset)}/below type`]],
  ])('names the fault at %j', (path, value, expected) => {
    expect(faultsOf(() => validateTreeModel(changed(document, path, value)))).toEqual(expected);
  });

  it('holds probabilities within bounds and counts trees by kind', () => {
    const place = cart.trees[0]?.findIndex((node) => 'value' in node) ?? 0;
    expect(faultsOf(() => validateTreeModel(changed(cart, ['trees', 0, place, 'value'], 1.5)))).toEqual([`/trees/0/${place}/value range`]);
    expect(faultsOf(() => validateTreeModel(changed(cart, ['trees'], [])))).toEqual(['/trees length']);
    expect(faultsOf(() => validateTreeModel(changed(forest, ['trees'], [])))).toEqual(['/trees length']);
    expect(faultsOf(() => validateTreeModel(changed(document, ['trees'], [])))).toEqual([]);
  });

  it('reports at most a hundred faults', () => {
    const many = Array.from({ length: 300 }, () => [{ value: 'x', cover: 'y' }]);
    expect(faultsOf(() => validateTreeModel(changed(document, ['trees'], many)))).toHaveLength(100);
  });

  it('answers any JSON with a refusal, and what it accepts predicts and explains without NaN', () => {
    const paths = fc.constantFrom<Path>(
      ['base'],
      ['inputs', 0],
      ['trees', 0],
      ['trees', 0, 0],
      ['trees', 0, leaf, 'cover'],
      [...cut, 'below'],
      [...subset, 'levels'],
    );
    const values = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(1e-150, 1e150, -1000, 1.79e308, null, []));
    fc.assert(
      fc.property(paths, values, (path, value) => {
        const candidate = changed(document, path, value);
        if (faultsOf(() => validateTreeModel(candidate)).length > 0) return;
        const model = compileTreeModel(validateTreeModel(candidate));
        expect(model.predict(training.columns, 200).some(Number.isNaN)).toBe(false);
        const { base, values: parts } = model.explain(training.columns, 20);
        expect([base, ...parts].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
