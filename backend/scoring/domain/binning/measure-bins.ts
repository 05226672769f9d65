import { compareNeighbours, describeBins, qualityScore } from './binning-statistics.ts';
import type { Binning, Trend } from './bins.ts';

/** How well the bins of one attribute part goods and bads, by the figures that people compare. */
export interface BinFigures {
  readonly trend: Trend;
  readonly iv: number;
  readonly quality: number;
  readonly gini: number;
  /** Area under the curve of the attribute alone, its bins ranked by bad rate. */
  readonly auc: number;
  readonly jensenShannon: number;
  readonly chiSquare: number;
  readonly cramersV: number;
  readonly concentration: number;
  /** Between each of the ordered bins and the next. */
  readonly pValues: readonly number[];
}

/** Figures of bins which hold at least one good and one bad. */
export function measureBins({ trend, iv, bins }: Binning): BinFigures {
  const { gini, jensenShannon, chiSquare, cramersV, concentration, concentrationNormalized } = describeBins(bins);
  const differences = compareNeighbours(bins.filter((bin) => bin.kind === 'interval' || bin.kind === 'levels'));
  const quality = qualityScore(iv, differences, concentrationNormalized);
  const pValues = differences.map(({ pValue }) => pValue);
  return { trend, iv, quality, gini, auc: (gini + 1) / 2, jensenShannon, chiSquare, cramersV, concentration, pValues };
}
