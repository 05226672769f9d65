import type { Column } from '../../../intake/domain/columns.ts';
import { woeColumn } from '../binning/woe-column.ts';
import { choleskyFactor, choleskySolve } from '../regression/linear-algebra.ts';
import { fitLogistic } from '../regression/logistic-regression.ts';
import { fitModel, type ModelOptions, optionsFor } from '../scorecard/fit-model.ts';
import { columnIn } from './build-segmented.ts';
import { isLargeEnough, type SegmentLimits } from './segment-limits.ts';
import { assignLeaves, rowsByLeaf, type SegmentTest, type SegmentTree } from './segment-tree.ts';
import { type GroupedColumn, type SplitCandidate, splitCandidates } from './split-candidates.ts';

export interface SearchOptions extends SegmentLimits {
  readonly maxSegments: number;
}

/** What a regression of some rows says of each: by how much its probability misses the outcome, and how much it weighs. */
interface Fitted {
  readonly rows: Int32Array;
  readonly residuals: Float64Array;
  readonly curvature: Float64Array;
}

/** Sums of one group of rows: score vector, information matrix in row-major order, rows and bads. */
interface Sums {
  readonly score: Float64Array;
  readonly information: Float64Array;
  rows: number;
  bads: number;
}

interface Ground {
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
  /** Weights of evidence of the characteristics of the model of all rows. */
  readonly woes: readonly Float64Array[];
  readonly options: ModelOptions;
  readonly search: SearchOptions;
}

interface Split {
  readonly test: SegmentTest;
  readonly gain: number;
}

function fitRows({ woes, target, options }: Ground, rows: Int32Array): Fitted {
  const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number);
  const own = Uint8Array.from(rows, (row) => target[row] as number);
  const columns = woes.map(take);
  const { intercept, terms } = fitLogistic(columns, own, options.regression);
  const residuals = new Float64Array(rows.length);
  const curvature = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    let value = intercept.coefficient;
    for (let term = 0; term < columns.length; term++)
      value += (terms[term] as { coefficient: number }).coefficient * ((columns[term] as Float64Array)[at] as number);
    const probability = 1 / (1 + Math.exp(-value));
    residuals[at] = (own[at] as number) - probability;
    curvature[at] = probability * (1 - probability);
  }
  return { rows, residuals, curvature };
}

function emptySums(size: number): Sums {
  return { score: new Float64Array(size), information: new Float64Array(size * size), rows: 0, bads: 0 };
}

/** One pass over the rows gives the sums of every group, from which those of any side of any test are added. */
function sumGroups({ woes, target }: Ground, { rows, residuals, curvature }: Fitted, { groups, count }: GroupedColumn): Sums[] {
  const size = woes.length + 1;
  const sums = Array.from({ length: count }, () => emptySums(size));
  const row = new Float64Array(size);
  row[0] = 1;
  for (let at = 0; at < rows.length; at++) {
    const place = rows[at] as number;
    const own = sums[groups[at] as number] as Sums;
    for (let term = 1; term < size; term++) row[term] = (woes[term - 1] as Float64Array)[place] as number;
    own.rows++;
    own.bads += target[place] as number;
    const [residual, weight] = [residuals[at] as number, curvature[at] as number];
    for (let left = 0; left < size; left++) {
      const value = row[left] as number;
      own.score[left] = (own.score[left] as number) + residual * value;
      const weighted = weight * value;
      for (let right = 0; right <= left; right++) {
        const cell = left * size + right;
        own.information[cell] = (own.information[cell] as number) + weighted * (row[right] as number);
      }
    }
  }
  return sums;
}

function addSums(sums: readonly Sums[], chosen: (group: number) => boolean, size: number): Sums {
  const total = emptySums(size);
  sums.forEach((own, group) => {
    if (!chosen(group)) return;
    own.score.forEach((value, at) => {
      total.score[at] = (total.score[at] as number) + value;
    });
    own.information.forEach((value, at) => {
      total.information[at] = (total.information[at] as number) + value;
    });
    total.rows += own.rows;
    total.bads += own.bads;
  });
  return total;
}

/** A weight too small to move what rows tell, which keeps a side in which a characteristic never changes from having no inverse. */
const RIDGE = 1e-3;

/** score' x information^-1 x score. */
function quadratic({ score, information }: Sums): number {
  const size = score.length;
  const matrix = Float64Array.from(information);
  for (let at = 0; at < size; at++) matrix[at * size + at] = (matrix[at * size + at] as number) + RIDGE;
  const solved = choleskySolve(choleskyFactor(matrix, size), score);
  return score.reduce((total, value, at) => total + value * (solved[at] as number), 0);
}

/**
 * The score test of one regression against one on each side of a test (Andrews 1993; Zeileis, Hothorn and Hornik 2008): what twice the
 * logarithm of the likelihood would gain, less the price of the further coefficients by the Bayesian information criterion.
 */
function gainOf(sums: readonly Sums[], { left }: SplitCandidate, { search }: Ground): number {
  const size = (sums[0] as Sums).score.length;
  const sides = [true, false].map((side) => addSums(sums, (group) => left[group] === side, size));
  if (!sides.every((side) => isLargeEnough(side, search))) return Number.NEGATIVE_INFINITY;
  const rows = sides.reduce((total, side) => total + side.rows, 0);
  return sides.reduce((total, side) => total + quadratic(side), 0) - size * Math.log(rows);
}

/** The best split of the given rows; null when none gains. Of equal gains the first in the order of the columns counts. */
function bestSplit(ground: Ground, rows: Int32Array): Split | null {
  const fitted = fitRows(ground, rows);
  let best: Split | null = null;
  for (const column of ground.columns) {
    const grouped = splitCandidates(column, ground.target, optionsFor(column.name, ground.options).specials, rows);
    if (grouped.candidates.length === 0) continue;
    const sums = sumGroups(ground, fitted, grouped);
    for (const candidate of grouped.candidates) {
      const gain = gainOf(sums, candidate, ground);
      if (gain > (best?.gain ?? 0)) best = { test: candidate.test, gain };
    }
  }
  return best;
}

interface OpenLeaf {
  readonly rows: Int32Array;
  readonly split: Split | null;
  sides: readonly [OpenLeaf, OpenLeaf] | null;
}

/**
 * Proposes segments: of all splits of all columns that a model may use the one that gains most, then the best one of either side, and so
 * on while a split gains. The weights of evidence are those of the model of all rows, whose coefficients are compared between the sides.
 * A proposal is no proof: it has to be tried on rows that the search has not seen.
 * @throws {@link DomainError} of `fitModel`
 */
export function proposeSegments(
  columns: readonly Column[],
  target: Uint8Array,
  options: ModelOptions,
  search: SearchOptions,
): SegmentTree<null> {
  const usable = columns.filter(({ name }) => !options.exclude.includes(name) && name !== options.selection.stability?.by);
  const byName = columnIn(columns);
  const woes = fitModel(columns, target, options).characteristics.flatMap(({ binning, term }) =>
    term === null ? [] : [woeColumn(binning, byName(binning.name))],
  );
  const ground: Ground = { columns: usable, target, woes, options, search };
  const open = (rows: Int32Array): OpenLeaf => ({ rows, split: bestSplit(ground, rows), sides: null });
  const root = open(Int32Array.from(target.keys()));
  const leaves = [root];
  while (leaves.length < search.maxSegments) {
    const next = leaves.reduce<OpenLeaf | null>((best, leaf) => ((leaf.split?.gain ?? 0) > (best?.split?.gain ?? 0) ? leaf : best), null);
    if (next === null || next.split === null) break;
    const one: SegmentTree<null> = { test: next.split.test, left: { leaf: null }, right: { leaf: null } };
    const places = assignLeaves(one, byName, target.length);
    const [left, right] = rowsByLeaf(
      Uint8Array.from(next.rows, (row) => places[row] as number),
      2,
    ).map((own) => open(own.map((at) => next.rows[at] as number))) as [OpenLeaf, OpenLeaf];
    next.sides = [left, right];
    leaves.splice(leaves.indexOf(next), 1, left, right);
  }
  return closed(root);
}

function closed({ split, sides }: OpenLeaf): SegmentTree<null> {
  if (split === null || sides === null) return { leaf: null };
  return { test: split.test, left: closed(sides[0]), right: closed(sides[1]) };
}
