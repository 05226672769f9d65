import { twoSidedPValue } from '../normal-distribution.ts';
import type { Tally } from './weight-of-evidence.ts';

/** How far goods and bads lie apart over the bins of one attribute, by several yardsticks. */
export interface BinningStatistics {
  /** Jensen-Shannon divergence, in nats. */
  readonly jensenShannon: number;
  readonly hellinger: number;
  readonly triangular: number;
  /** Gini coefficient of the bins ranked by bad rate. */
  readonly gini: number;
  /** Widest gap between the cumulative distributions in the order of the bins. */
  readonly ks: number;
  readonly chiSquare: number;
  readonly cramersV: number;
  /** Herfindahl-Hirschman concentration of the rows over the bins. */
  readonly concentration: number;
  /** The same from 0, all bins alike, to 1, one bin holds all; bins without rows count. */
  readonly concentrationNormalized: number;
}

function divergence(share: number, mean: number): number {
  return share === 0 ? 0 : share * Math.log(share / mean);
}

function giniOfBins(bins: readonly Tally[], goods: number, bads: number): number {
  const ranked = bins.filter((bin) => bin.goods + bin.bads > 0).sort((a, b) => a.bads * (b.goods + b.bads) - b.bads * (a.goods + a.bads));
  let below = 0;
  let wins = 0;
  for (const bin of ranked) {
    wins += bin.bads * (below + bin.goods / 2);
    below += bin.goods;
  }
  return (2 * wins) / (goods * bads) - 1;
}

/** Statistics of `bins`, which hold at least one good and one bad. */
export function describeBins(bins: readonly Tally[]): BinningStatistics {
  const goods = bins.reduce((total, bin) => total + bin.goods, 0);
  const bads = bins.reduce((total, bin) => total + bin.bads, 0);
  let jensenShannon = 0;
  let hellinger = 0;
  let triangular = 0;
  let ks = 0;
  let gap = 0;
  let chiSquare = 0;
  let concentration = 0;
  for (const bin of bins) {
    const rows = bin.goods + bin.bads;
    if (rows === 0) continue;
    const p = bin.goods / goods;
    const q = bin.bads / bads;
    jensenShannon += (divergence(p, (p + q) / 2) + divergence(q, (p + q) / 2)) / 2;
    hellinger += (Math.sqrt(p) - Math.sqrt(q)) ** 2 / 2;
    triangular += (p - q) ** 2 / (p + q);
    gap += q - p;
    ks = Math.max(ks, Math.abs(gap));
    const expectedBads = (rows * bads) / (goods + bads);
    chiSquare += (bin.bads - expectedBads) ** 2 * (1 / expectedBads + 1 / (rows - expectedBads));
    concentration += (rows / (goods + bads)) ** 2;
  }
  return {
    jensenShannon,
    hellinger,
    triangular,
    gini: giniOfBins(bins, goods, bads),
    ks,
    chiSquare,
    cramersV: Math.sqrt(chiSquare / (goods + bads)),
    concentration,
    concentrationNormalized: bins.length === 1 ? 1 : (concentration * bins.length - 1) / (bins.length - 1),
  };
}

/** How sure it is that two neighbouring bins differ in bad rate. */
export interface Difference {
  /** Pearson's chi-square of the two by two counts, one degree of freedom; 0 when both hold one kind only. */
  readonly chiSquare: number;
  readonly pValue: number;
}

/** Differences between each of the ordered bins and the next. */
export function compareNeighbours(bins: readonly Tally[]): Difference[] {
  return bins.slice(1).map((bin, index) => {
    const before = bins[index] as Tally;
    const rows = [before.goods + before.bads, bin.goods + bin.bads] as const;
    const goods = before.goods + bin.goods;
    const bads = before.bads + bin.bads;
    const product = rows[0] * rows[1] * goods * bads;
    const order = before.goods * bin.bads - bin.goods * before.bads;
    const chiSquare = product === 0 ? 0 : ((goods + bads) * order * order) / product;
    return { chiSquare, pValue: twoSidedPValue(Math.sqrt(chiSquare)) };
  });
}

/** Information value at which OptBinning's quality score is highest: above it an attribute is too good to be true. */
const BEST_IV = 0.39573882184806863;

/**
 * OptBinning's quality score, 0 to 1: information that is neither little nor suspiciously much, neighbours that
 * surely differ, and rows that are spread over the bins.
 */
export function qualityScore(iv: number, differences: readonly Difference[], concentrationNormalized: number): number {
  const information = (iv / BEST_IV) * Math.exp((1 - (iv / BEST_IV) ** 2) / 2);
  const certainty = differences.reduce((product, { pValue }) => product * (1 - pValue), 1);
  return information * certainty * (1 - concentrationNormalized);
}
