import { normalUpperQuantile } from '../distributions.ts';

/** Goods and bads above a cut-off. */
interface Approvals {
  readonly approvedGoods: number;
  readonly approvedBads: number;
}

export interface RocBandPoint {
  /** Shares of the goods and of the bads that the cut-off declines. */
  readonly goods: number;
  readonly bads: number;
  /** Wilson's interval of the share of the bads. */
  readonly lower: number;
  readonly upper: number;
}

/** Wilson's interval (1927) of a share of `count` trials: never beyond 0 and 1, and sound at both ends. */
function wilson(share: number, count: number, z: number): { readonly lower: number; readonly upper: number } {
  const weight = z ** 2 / count;
  const middle = (share + weight / 2) / (1 + weight);
  const reach = (z / (1 + weight)) * Math.sqrt((share * (1 - share)) / count + weight / (4 * count));
  return { lower: Math.max(0, middle - reach), upper: Math.min(1, middle + reach) };
}

/**
 * ROC curve of cut-offs from approving all to approving none, with a band: at each cut-off the interval of the share of bads that it
 * catches. The band is pointwise, so the whole curve leaves it more often than `1 - level` says.
 */
export function rocBand(cutOffs: readonly Approvals[], level = 0.95): RocBandPoint[] {
  const [all] = cutOffs;
  if (all === undefined) return [];
  const z = normalUpperQuantile((1 - level) / 2);
  return cutOffs.map(({ approvedGoods, approvedBads }) => {
    const bads = 1 - approvedBads / all.approvedBads;
    return { goods: 1 - approvedGoods / all.approvedGoods, bads, ...wilson(bads, all.approvedBads, z) };
  });
}
