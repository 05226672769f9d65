import { compareBalances, type LoanBasket } from './loan-basket.ts';

/** Exchanges that are looked for at most; each makes the gap smaller. */
const ROUNDS_MAX = 64;
/** Partners that are tried for one loan before the next loan's turn. */
const TRIES = 4;

/**
 * Brings a pool nearer to its target from below: in each round that pair of a chosen loan and one of the same bucket outside is exchanged that leaves the smallest gap and breaks
 * no limit. Ends when no exchange helps.
 */
export function closeGap(search: ExchangeSearch): void {
  const { basket, bucketOf, room } = search;
  for (let round = 0; round < ROUNDS_MAX && room.total > 0n; round++) {
    const best = bestExchange(search);
    if (best === null) return;
    basket.take(best.out);
    basket.put(best.in);
    room.use(bucketOf[best.in] ?? '', best.gain);
  }
}

export interface ExchangeSearch {
  readonly basket: LoanBasket;
  readonly bucketOf: readonly string[];
  readonly candidates: readonly number[];
  /** Balance that is missing, in all and in a bucket. */
  readonly room: { readonly total: bigint; of(bucket: string): bigint; use(bucket: string, balance: bigint): void };
}

interface Exchange {
  readonly out: number;
  readonly in: number;
  readonly gain: bigint;
}

function bestExchange({ basket, bucketOf, candidates, room }: ExchangeSearch): Exchange | null {
  const outside = Map.groupBy(
    candidates.filter((at) => !basket.has(at)),
    (at) => bucketOf[at] ?? '',
  );
  for (const places of outside.values()) places.sort((a, b) => compareBalances(basket.balance(a), basket.balance(b)) || a - b);
  let best: Exchange | null = null;
  for (const out of candidates) {
    if (!basket.has(out)) continue;
    const bucket = bucketOf[out] ?? '';
    const places = outside.get(bucket) ?? [];
    const gap = room.of(bucket);
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
    if (best?.gain === room.total) return best;
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
