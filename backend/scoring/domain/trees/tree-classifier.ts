import { type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Classifier } from '../classifier.ts';
import { addLeafValues, type CompiledTrees, compileTrees } from './compile-trees.ts';
import { probabilityOf } from '../portable-math.ts';
import { TreeExplainer } from './shapley.ts';
import type { TreeInput, TreeModelDocument } from './tree-document.ts';

/** What each input adds to the output of each row. */
export interface Explanation {
  /** Log-odds for boosting, probability for cart and forest. */
  readonly scale: 'log_odds' | 'probability';
  /** Mean output over the training rows, as the trees' covers weigh them. */
  readonly base: number;
  /** Row by row, one Shapley value per input: `base` plus a row's values is its output. */
  readonly values: Float64Array;
}

export interface TreeClassifier extends Classifier {
  readonly document: TreeModelDocument;
  /** Log-odds for boosting, probability for cart and forest. @throws as `predict` */
  output(columns: readonly Column[], rows: number): Float64Array;
  /** Exact path-dependent Shapley values. @throws as `predict` */
  explain(columns: readonly Column[], rows: number): Explanation;
}

/** Rows that are laid out side by side at a time: enough to pay for the change of tree, few enough for the cache. */
const BLOCK = 512;

/** Reads rows `start` up to `start + count` of one input into every `width`-th cell from `place` on. */
type CellReader = (cells: Float64Array, span: { readonly start: number; readonly count: number }, place: number, width: number) => void;

function numbersReader(values: Float64Array): CellReader {
  return (cells, { start, count }, place, width) => {
    for (let row = 0; row < count; row++) cells[row * width + place] = values[start + row] as number;
  };
}

function levelsReader(codes: Int32Array, levels: readonly string[], known: readonly string[]): CellReader {
  const places = new Map(known.map((level, place) => [level, place]));
  const placeOf = Float64Array.from(levels, (level) => places.get(level) ?? Number.NaN);
  return (cells, { start, count }, place, width) => {
    for (let row = 0; row < count; row++) cells[row * width + place] = placeOf[codes[start + row] as number] ?? Number.NaN;
  };
}

function readerOf(input: TreeInput, columns: readonly Column[], rows: number): CellReader {
  const { name } = input;
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw new DomainError('scorecard_column_missing', 'unprocessable', `The model needs the column ${name}.`, { params: { column: name } });
  }
  if (rowCount(column) < rows) {
    throw new DomainError('target_length', 'invalid', `Column ${name} has fewer rows than asked for.`, { params: { column: name } });
  }
  if (column.kind === 'numeric' && input.kind === 'numeric') return numbersReader(column.values);
  if (column.kind === 'categorical' && input.kind === 'categorical') return levelsReader(column.codes, column.levels, input.levels);
  throw new DomainError('column_kind_mismatch', 'unprocessable', `Column ${name} is ${column.kind}, the model takes it as ${input.kind}.`, {
    params: { column: name },
  });
}

type BlockVisitor = (cells: Float64Array, start: number, count: number) => void;

function visitBlocks(inputs: readonly TreeInput[], columns: readonly Column[], rows: number, visit: BlockVisitor): void {
  const readers = inputs.map((input) => readerOf(input, columns, rows));
  const cells = new Float64Array(Math.min(BLOCK, rows) * inputs.length);
  for (let start = 0; start < rows; start += BLOCK) {
    const count = Math.min(BLOCK, rows - start);
    readers.forEach((read, place) => {
      read(cells, { start, count }, place, inputs.length);
    });
    visit(cells, start, count);
  }
}

function outputsOf(document: TreeModelDocument, trees: CompiledTrees, columns: readonly Column[], rows: number): Float64Array {
  const sums = new Float64Array(rows).fill(document.base);
  visitBlocks(document.inputs, columns, rows, (cells, start, count) => {
    addLeafValues(trees, cells, document.inputs.length, sums.subarray(start, start + count));
  });
  return document.kind === 'boosting' ? sums : sums.map((sum) => sum / document.trees.length);
}

/** The model of a valid document, ready to predict and to explain. */
export function compileTreeModel(document: TreeModelDocument): TreeClassifier {
  const trees = compileTrees(document);
  // Made when somebody first asks why: it takes longer than to lay out the trees.
  let explained: { readonly explainer: TreeExplainer; readonly mean: number } | null = null;
  const { kind, inputs } = document;
  const boosted = kind === 'boosting';
  const output = (columns: readonly Column[], rows: number) => outputsOf(document, trees, columns, rows);
  return {
    kind,
    document,
    inputs: inputs.map(({ name }) => name),
    output,
    predict: (columns, rows) => {
      const outputs = output(columns, rows);
      return boosted ? outputs.map(probabilityOf) : outputs;
    },
    explain: (columns, rows) => {
      const values = new Float64Array(rows * inputs.length);
      const width = inputs.length;
      explained ??= { explainer: new TreeExplainer(trees, inputs.length), mean: meanOutput(trees) };
      const { explainer, mean } = explained;
      visitBlocks(inputs, columns, rows, (cells, start, count) => {
        explainer.explain(cells.subarray(0, count * width), values.subarray(start * width, (start + count) * width));
      });
      const share = boosted ? 1 : document.trees.length;
      if (!boosted) for (let place = 0; place < values.length; place++) values[place] = (values[place] as number) / share;
      const base = (document.base + mean) / share;
      return { scale: boosted ? 'log_odds' : 'probability', base, values };
    },
  };
}

/** Sum over the trees of their mean leaf value, weighed by cover. */
function meanOutput({ roots, input, value, cover }: CompiledTrees): number {
  let sum = 0;
  for (let tree = 0; tree + 1 < roots.length; tree++) {
    let weighed = 0;
    let total = 0;
    for (let node = roots[tree] as number; node < (roots[tree + 1] as number); node++) {
      if ((input[node] as number) >= 0) continue;
      weighed += (value[node] as number) * (cover[node] as number);
      total += cover[node] as number;
    }
    sum += weighed / total;
  }
  return sum;
}
