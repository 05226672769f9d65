import type { Column } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { BinnedColumn } from './training-matrix.ts';

interface TreeOptions {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  /** Least rows in a leaf. */
  readonly minLeafRows: number;
  /** Levels are ordered as if each had this many more rows like the node's mean. */
  readonly levelSmoothing: number;
  /** Bins of one column, up to 255; values of one bin are never told apart. */
  readonly maxBins: number;
}

export interface BoostingOptions extends TreeOptions {
  readonly trees: number;
  readonly learningRate: number;
  /** Ridge on leaf values. */
  readonly l2: number;
  /** Least sum of p (1 - p) in a leaf. */
  readonly minLeafCurvature: number;
  /** Shares of rows and of columns that each tree draws, in (0, 1]. */
  readonly rowShare: number;
  readonly columnShare: number;
  readonly seed: number;
  /** 1: risk never falls as the column rises; -1: it never rises. Numeric columns only. */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  /** Stops when the loss on held-out rows, one in `1 / share` rounded, has not fallen for `rounds` trees, and drops those. */
  readonly earlyStopping: { readonly rounds: number; readonly share: number } | null;
}

export interface CartOptions extends TreeOptions {
  readonly criterion: 'gini' | 'entropy';
  /** Least fall of impurity that one more leaf must pay for, as a share of the whole; 0 prunes nothing that helps. */
  readonly complexity: number;
}

export interface ForestOptions extends TreeOptions {
  readonly criterion: 'gini' | 'entropy';
  readonly trees: number;
  /** Columns that each node looks at; null is the square root of their number. */
  readonly columnsPerSplit: number | null;
  readonly seed: number;
}

export const DEFAULT_BOOSTING: BoostingOptions = {
  trees: 150,
  maxLeaves: 8,
  maxDepth: 64,
  learningRate: 0.05,
  l2: 5,
  minLeafRows: 20,
  minLeafCurvature: 0.001,
  levelSmoothing: 10,
  maxBins: 255,
  rowShare: 1,
  columnShare: 1,
  seed: 1,
  monotone: {},
  earlyStopping: null,
};

export const DEFAULT_CART: CartOptions = {
  criterion: 'gini',
  maxLeaves: 65_536,
  maxDepth: 5,
  minLeafRows: 20,
  levelSmoothing: 10,
  maxBins: 255,
  complexity: 0,
};

export const DEFAULT_FOREST: ForestOptions = {
  criterion: 'gini',
  trees: 100,
  maxLeaves: 512,
  maxDepth: 64,
  minLeafRows: 5,
  levelSmoothing: 10,
  maxBins: 255,
  columnsPerSplit: null,
  seed: 1,
};

type Limits = readonly [least: number, most: number, whole?: 'whole'];

const SIZES: Readonly<Record<keyof TreeOptions, Limits>> = {
  maxLeaves: [2, 65_536, 'whole'],
  maxDepth: [1, 64, 'whole'],
  minLeafRows: [1, Number.MAX_SAFE_INTEGER, 'whole'],
  levelSmoothing: [0, 1e9],
  maxBins: [2, 255, 'whole'],
};
const SEED: Limits = [0, 0xffff_ffff, 'whole'];
const TREES: Limits = [1, 10_000, 'whole'];

function fail(option: string, detail: string): never {
  throw new DomainError('tree_options_invalid', 'invalid', `Option ${option} ${detail}.`, { params: { option } });
}

function checkNumbers(options: object, limits: Readonly<Record<string, Limits>>): void {
  const given = new Map<string, unknown>(Object.entries(options));
  for (const [name, [least, most, whole]] of Object.entries(limits)) {
    const value = given.get(name);
    const fits = typeof value === 'number' && value >= least && value <= most;
    if (!fits || (whole !== undefined && !Number.isInteger(value)))
      fail(name, `is no ${whole === undefined ? '' : 'whole '}number from ${least} to ${most}`);
  }
}

function checkCriterion(criterion: unknown): void {
  if (criterion !== 'gini' && criterion !== 'entropy') fail('criterion', 'is neither gini nor entropy');
}

/** Shares smaller than this would draw nothing. */
const LEAST_SHARE = 1e-6;

/** @throws {@link DomainError} `tree_options_invalid`, which names the option */
export function checkBoosting(options: BoostingOptions, columns: readonly Column[]): void {
  const share: Limits = [LEAST_SHARE, 1];
  checkNumbers(options, {
    ...SIZES,
    trees: TREES,
    seed: SEED,
    learningRate: [1e-6, 1],
    l2: [0, 1e9],
    minLeafCurvature: [1e-9, 1e9],
    rowShare: share,
    columnShare: share,
  });
  for (const [name, direction] of Object.entries(options.monotone)) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) fail(`monotone/${name}`, 'names a column that is not there');
    if (column.kind !== 'numeric') fail(`monotone/${name}`, 'names a column without order: it holds levels');
    if (direction !== 1 && direction !== -1) fail(`monotone/${name}`, 'is neither 1 nor -1');
  }
  if (options.earlyStopping !== null) checkNumbers(options.earlyStopping, { rounds: [1, 10_000, 'whole'], share: [0.01, 0.5] });
}

/** @throws {@link DomainError} `tree_options_invalid`, which names the option */
export function checkCart(options: CartOptions): void {
  checkCriterion(options.criterion);
  checkNumbers(options, { ...SIZES, complexity: [0, 1] });
}

/** @throws {@link DomainError} `tree_options_invalid`, which names the option */
export function checkForest(options: ForestOptions): void {
  checkCriterion(options.criterion);
  checkNumbers(options, { ...SIZES, trees: TREES, seed: SEED });
  if (options.columnsPerSplit !== null) checkNumbers(options, { columnsPerSplit: [1, Number.MAX_SAFE_INTEGER, 'whole'] });
}

/** The monotone direction of each column, 0 where it is free. */
export function directionsOf(columns: readonly BinnedColumn[], monotone: BoostingOptions['monotone']): Int8Array {
  const directions = new Map<string, number>(Object.entries(monotone));
  return Int8Array.from(columns, ({ name }) => directions.get(name) ?? 0);
}

/** Options as a flat record for the document; members of members are joined by a slash, what is null stays out. */
export function plainOptions(options: object): Record<string, string | number> {
  const plain: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number' || typeof value === 'string') plain[name] = value;
    else if (typeof value === 'object' && value !== null)
      for (const [member, inner] of Object.entries(plainOptions(value))) plain[`${name}/${member}`] = inner;
  }
  return plain;
}
