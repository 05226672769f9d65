import { DomainError } from '../../../kernel/errors.ts';
import type { Shape } from './optimal-merge.ts';

export interface BinningOptions {
  /** Most leaves of the tree that makes the pre-bins, and the least share of the valued rows in each. */
  readonly maxPrebins: number;
  readonly minPrebinShare: number;
  /** Least number of rows in a pre-bin: on small samples a share alone leaves too few bads to tell a rate. */
  readonly minPrebinRows: number;
  readonly minBins: number;
  readonly maxBins: number;
  /** Least and highest share of all rows in a bin. */
  readonly minBinShare: number;
  readonly maxBinShare: number;
  /** Least number of goods, and of bads, in a bin. */
  readonly minBinEvents: number;
  /** Highest p-value between the bad rates of neighbours (chi-square, one degree of freedom); 1 allows all. */
  readonly maxPValue: number;
  /** Least gap between the bad rates of neighbours. */
  readonly minRateGap: number;
  /** `auto` is ascending or descending, whichever tells more, unless a peak or valley gains enough. */
  readonly shape: Shape | 'auto';
  /** Relative gain in information value from which `auto` takes a peak or valley. */
  readonly peakValleyGain: number;
  /** Numbers that are codes and not quantities: each gets its own bin. */
  readonly specials: readonly number[];
  /** Numbers at which a bin must begin; one is given up where it would leave a pre-bin without goods or without bads. */
  readonly splits: readonly number[];
  /** Levels with fewer rows than a pre-bin needs share the bin `other` with those never seen. */
  readonly poolRareLevels: boolean;
}

/** Many small pre-bins, merged to a monotone course unless a peak or valley tells a tenth more. */
export const DEFAULT_BINNING: BinningOptions = {
  maxPrebins: 40,
  minPrebinShare: 0.02,
  minPrebinRows: 50,
  minBins: 1,
  maxBins: 20,
  minBinShare: 0,
  maxBinShare: 1,
  minBinEvents: 1,
  maxPValue: 1,
  minRateGap: 0,
  shape: 'auto',
  peakValleyGain: 0.1,
  specials: [],
  splits: [],
  poolRareLevels: true,
};

/** Pre-bins are merged in cubic time. */
const MAX_PREBINS = 500;

/** @throws {@link DomainError} `binning_options_invalid` with a fault for each option out of range */
export function checkBinningOptions(options: BinningOptions): void {
  const between = (name: keyof BinningOptions, least: number, most: number) => {
    const value = options[name];
    return typeof value === 'number' && value >= least && value <= most ? [] : [faultOf(name, `between ${least} and ${most}`)];
  };
  const faults = [
    ...between('maxPrebins', 1, MAX_PREBINS),
    ...between('minPrebinShare', 0, 1),
    ...between('minPrebinRows', 1, Number.MAX_SAFE_INTEGER),
    ...between('minBins', 1, options.maxBins),
    ...between('maxBins', 1, Number.MAX_SAFE_INTEGER),
    ...between('minBinShare', 0, options.maxBinShare),
    ...between('maxBinShare', 0, 1),
    ...between('minBinEvents', 0, Number.MAX_SAFE_INTEGER),
    ...between('maxPValue', 0, 1),
    ...between('minRateGap', 0, 1),
    ...between('peakValleyGain', 0, Number.MAX_VALUE),
    ...(options.specials.every(Number.isFinite) ? [] : [faultOf('specials', 'finite numbers')]),
    ...(options.splits.every(Number.isFinite) ? [] : [faultOf('splits', 'finite numbers')]),
  ];
  if (faults.length > 0)
    throw new DomainError('binning_options_invalid', 'invalid', 'The settings of binning contradict each other or are out of range.', {
      faults,
    });
}

function faultOf(name: keyof BinningOptions, range: string) {
  return { pointer: `/${name}`, code: 'range', detail: `${name} must be ${range}.` };
}
