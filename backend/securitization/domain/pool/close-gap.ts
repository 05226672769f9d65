import { compareBalances, type LoanBasket } from './loan-basket.ts';

/** Exchanges that are looked for at most; each makes the gap smaller. */
const ROUNDS_MAX = 64;
/** Partners that are tried for one loan before the next loan's turn. */
const TRIES = 4;

/**
 * Brings a pool nearer to `target` from below: in each round that pair of a chosen loan and one of the same bucket outside is exchanged that leaves the smallest gap and breaks
 * no limit. Ends when no exchange helps.
 */
export function closeGap(basket: LoanBasket, target: bigint, bucketOf: readonly string[], candidates: readonly number[]): void {
  for (let round = 0; round < ROUNDS_MAX && basket.totalMinor < target; round++) {
    const best = bestExchange(basket, target, bucketOf, candidates);
    if (best === null) return;
    basket.take(best.out);
    basket.put(best.in);
  }
}

interface Exchange {
  readonly out: number;
  readonly in: number;
  readonly gain: bigint;
}

function bestExchange(basket: LoanBasket, target: bigint, bucketOf: readonly string[], candidates: readonly number[]): Exchange | null {
  const gap = target - basket.totalMinor;
  const outside = Map.groupBy(
    candidates.filter((at) => !basket.has(at)),
    (at) => bucketOf[at] ?? '',
  );
  for (const places of outside.values()) places.sort((a, b) => compareBalances(basket.balance(a), basket.balance(b)) || a - b);
  let best: Exchange | null = null;
  for (const out of candidates) {
    if (!basket.has(out)) continue;
    const places = outside.get(bucketOf[out] ?? '') ?? [];
    const most = basket.balance(out) + gap;
    for (let at = lastUpTo(basket, places, most), tries = 0; at >= 0 && tries < TRIES; at--, tries++) {
      const into = places[at] ?? 0;
      const gain = basket.balance(into) - basket.balance(out);
      if (gain <= (best?.gain ?? 0n)) break;
      if (basket.fits(into, basket.totalMinor + gain, out)) {
        best = { out, in: into, gain };
        break;
      }
    }
    if (best?.gain === gap) return best;
  }
  return best;
}

/** Place of the last loan of at most `most` in a list by rising balance; -1 for none. */
function lastUpTo(basket: LoanBasket, places: readonly number[], most: bigint): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (basket.balance(places[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
