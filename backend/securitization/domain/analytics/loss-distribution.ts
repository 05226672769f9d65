import { DomainError } from '../../../kernel/errors.ts';
import { binomialDraw } from './binomial-draw.ts';
import { normalCdf, normalQuantile } from './normal-distribution.ts';
import { RandomStream } from './random-stream.ts';

/** Obligors that default alike: one loan (`count` 1) or all of a grade. */
export interface Obligors {
  readonly count: number;
  /** Exposure of each, any unit. */
  readonly exposure: number;
  /** Probability of default over the horizon, fraction. */
  readonly pd: number;
  /** Loss given default, fraction. */
  readonly lgd: number;
}

export interface SimulationTerms {
  /** Correlation of the latent variables with the common factor squared: asset correlation, 0 to below 1. */
  readonly correlation: number;
  readonly paths: number;
  /** 32-bit whole number; the same seed gives the same paths. */
  readonly seed: number;
}

/** One path an entry, as fractions of the total exposure. */
export interface SimulatedPool {
  readonly model: 'one-factor-gaussian';
  readonly defaults: Float64Array;
  readonly losses: Float64Array;
}

const PATHS_MAX = 1_000_000;

/**
 * Default and loss fractions of a pool under the one-factor Gaussian copula (Vasicek 1987, Li 2000). A path draws the factor z; given
 * it, obligors default independently with `N((N^-1(pd) - sqrt(rho) z) / sqrt(1 - rho))`: a group as one binomial draw, single loans by
 * drawing candidates at the greatest probability of loans alike and keeping each with the ratio of its own. Both are exact in law.
 *
 * @throws {@link DomainError} `simulation_input_invalid`
 */
export function simulatePool(obligors: readonly Obligors[], terms: SimulationTerms): SimulatedPool {
  requireTerms(obligors, terms);
  const pool = preparePool(obligors);
  const [load, rest] = [Math.sqrt(terms.correlation), Math.sqrt(1 - terms.correlation)];
  const [defaults, losses] = [new Float64Array(terms.paths), new Float64Array(terms.paths)];
  for (let path = 0; path < terms.paths; path++) {
    const random = new RandomStream(terms.seed, path);
    const shift = load * random.normal();
    const sums = { defaulted: 0, lost: 0 };
    for (const member of pool.groups) {
      const hits = binomialDraw(random, member.count, normalCdf((member.threshold - shift) / rest));
      sums.defaulted += hits * member.exposure;
      sums.lost += hits * member.exposure * member.lgd;
    }
    for (const bucket of pool.buckets) drawLoans(bucket, random, shift, rest, sums);
    defaults[path] = sums.defaulted / pool.total;
    losses[path] = sums.lost / pool.total;
  }
  return { model: 'one-factor-gaussian', defaults, losses };
}

interface Member extends Obligors {
  readonly threshold: number;
}

interface PreparedPool {
  readonly total: number;
  readonly groups: readonly Member[];
  /** Single loans by falling PD; the last of a bucket has at least half the PD of its first. */
  readonly buckets: readonly (readonly Member[])[];
}

function preparePool(obligors: readonly Obligors[]): PreparedPool {
  const members = obligors.map((obligor) => ({ ...obligor, threshold: normalQuantile(obligor.pd) }));
  const singles = members.filter(({ count, pd }) => count === 1 && pd > 0).sort((a, b) => b.pd - a.pd);
  const buckets: Member[][] = [];
  for (const loan of singles) {
    const bucket = buckets.at(-1);
    if (bucket?.[0] !== undefined && loan.pd * 2 >= bucket[0].pd) bucket.push(loan);
    else buckets.push([loan]);
  }
  const total = obligors.reduce((sum, { count, exposure }) => sum + count * exposure, 0);
  return { total, groups: members.filter(({ count }) => count > 1), buckets };
}

function drawLoans(
  bucket: readonly Member[],
  random: RandomStream,
  shift: number,
  rest: number,
  sums: { defaulted: number; lost: number },
): void {
  const most = normalCdf(((bucket[0] as Member).threshold - shift) / rest);
  const step = Math.log1p(-most);
  let at = -1;
  for (;;) {
    at += most >= 1 ? 1 : 1 + Math.floor(Math.log(random.uniform()) / step);
    const loan = bucket[at];
    if (loan === undefined) return;
    if (random.uniform() * most < normalCdf((loan.threshold - shift) / rest)) {
      sums.defaulted += loan.exposure;
      sums.lost += loan.exposure * loan.lgd;
    }
  }
}

/** Mean of paths with the standard error of that mean. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

export function estimateMean(values: Float64Array): Estimate {
  const count = values.length;
  let mean = 0;
  let squares = 0;
  for (let at = 0; at < count; at++) {
    const delta = (values[at] as number) - mean;
    mean += delta / (at + 1);
    squares += delta * ((values[at] as number) - mean);
  }
  return { value: mean, standardError: Math.sqrt(squares / Math.max(1, count - 1) / count) };
}

/** Share of paths above `level`, with its standard error. */
export function estimateExceedance(values: Float64Array, level: number): Estimate {
  return estimateMean(values.map((value) => Number(value > level)));
}

/** The smallest path value that at least the share `p` of the paths does not exceed. */
export function quantileOf(values: Float64Array, p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? 0;
}

function requireTerms(obligors: readonly Obligors[], terms: SimulationTerms): void {
  const isShare = (value: number) => value >= 0 && value <= 1;
  const isGood = obligors.every(
    ({ count, exposure, pd, lgd }) => Number.isInteger(count) && count >= 1 && exposure > 0 && isShare(pd) && isShare(lgd),
  );
  const isRunGood = Number.isInteger(terms.paths) && terms.paths >= 2 && terms.paths <= PATHS_MAX && Number.isInteger(terms.seed);
  if (obligors.length === 0 || !isGood || !isRunGood || !(terms.correlation >= 0 && terms.correlation < 1)) {
    throw new DomainError(
      'simulation_input_invalid',
      'invalid',
      'A simulation has obligors with exposure, PD and LGD from 0 to 1, a correlation from 0 to below 1, 2 to 1,000,000 paths and a whole seed.',
    );
  }
}
