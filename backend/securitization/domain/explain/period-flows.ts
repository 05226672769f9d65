import { type DealImage, OP } from '../deal-image.ts';
import type { PeriodWork } from '../waterfall/period-work.ts';

/** A place that cash leaves or reaches. */
export type Place =
  | { readonly kind: 'interestBucket' | 'principalBucket' | 'reserve' | 'originator' }
  | { readonly kind: 'class' | 'fee'; readonly index: number };

/** Cash that a step has moved. */
export interface Flow {
  readonly from: Place;
  readonly to: Place;
  readonly amount: bigint;
}

/** A balance of a ledger that a step has changed without moving cash. */
export interface Change {
  readonly class: number;
  readonly of: 'balance' | 'deficit';
  readonly by: bigint;
}

/** What of the books can change in a step. */
export interface Snapshot {
  readonly cash: readonly [bigint, bigint];
  readonly reserve: bigint;
  readonly classes: readonly bigint[];
  readonly balance: readonly bigint[];
  readonly deficit: readonly bigint[];
  readonly fees: readonly bigint[];
  readonly purchases: bigint;
}

export function snapshot(work: PeriodWork): Snapshot {
  const sum = (index: number) => (work.paidInterest[index] ?? 0n) + (work.paidPrincipal[index] ?? 0n) + (work.paidResidual[index] ?? 0n);
  return {
    cash: [...work.cash],
    reserve: work.reserve,
    classes: work.balance.map((_, index) => sum(index)),
    balance: [...work.balance],
    deficit: [...work.deficit],
    fees: [...work.paidFees],
    purchases: work.paidPurchases,
  };
}

/** Matches what left with what arrived; a step has one bucket and the reserve to take from, so the order decides. */
export function flowsBetween(before: Snapshot, after: Snapshot): Flow[] {
  const sides: { readonly place: Place; change: bigint }[] = [
    { place: { kind: 'interestBucket' }, change: after.cash[0] - before.cash[0] },
    { place: { kind: 'principalBucket' }, change: after.cash[1] - before.cash[1] },
    { place: { kind: 'reserve' }, change: after.reserve - before.reserve },
    ...after.fees.map((paid, index) => ({ place: { kind: 'fee' as const, index }, change: paid - (before.fees[index] ?? 0n) })),
    ...after.classes.map((paid, index) => ({ place: { kind: 'class' as const, index }, change: paid - (before.classes[index] ?? 0n) })),
    { place: { kind: 'originator' }, change: after.purchases - before.purchases },
  ];
  const givers = sides.filter(({ change }) => change < 0n);
  const flows: Flow[] = [];
  for (const taker of sides.filter(({ change }) => change > 0n)) {
    for (const giver of givers) {
      const amount = taker.change < -giver.change ? taker.change : -giver.change;
      if (amount <= 0n) continue;
      flows.push({ from: giver.place, to: taker.place, amount });
      giver.change += amount;
      taker.change -= amount;
    }
  }
  return flows;
}

/** Balances and ledgers that losses, recoveries and credits have changed; payments of principal are flows. */
export function changesBetween({ steps }: DealImage, step: number, before: Snapshot, after: Snapshot): Change[] {
  const op = steps[step]?.op ?? 0;
  const changes = (of: 'balance' | 'deficit') =>
    after[of].flatMap((value, index) => {
      const by = value - (before[of][index] ?? 0n);
      return by === 0n ? [] : [{ class: index, of, by }];
    });
  const areBalancesPaid = op === OP.PRINCIPAL || op === OP.CURE;
  return [...(areBalancesPaid ? [] : changes('balance')), ...changes('deficit')];
}
