import { closeGap } from './close-gap.ts';
import { type CompiledLimit, type LimitReading, readLimits } from './concentration.ts';
import { type Loan, WAD } from './loan.ts';
import { compareBalances, LoanBasket } from './loan-basket.ts';
import { fieldText, type LoanField } from './loan-field.ts';
import { seededOrder } from './seeded-order.ts';

/** How large a pool is to be: by balance, or by number of loans. */
export type PoolTarget = { readonly kind: 'balance'; readonly minor: bigint } | { readonly kind: 'count'; readonly loans: number };

/** What share of the pool each value of a field is to have; loans of other values are left out. */
export interface PoolMix {
  readonly by: LoanField;
  /** Wad; together at most one. */
  readonly shares: ReadonlyMap<string, bigint>;
}

export interface SelectionPlan {
  readonly target: PoolTarget;
  readonly limits: readonly CompiledLimit[];
  readonly mix: PoolMix | null;
  /** `random` takes loans in an order that follows from the seed; `optimised` comes as near to target and mix as it can. */
  readonly method: 'random' | 'optimised';
  readonly seed: number;
}

export interface MixReading {
  readonly value: string;
  readonly wantedMinor: bigint;
  readonly balanceMinor: bigint;
  readonly loans: number;
}

export interface Selection {
  /** Places of the chosen loans in the list, rising. */
  readonly chosen: readonly number[];
  readonly balanceMinor: bigint;
  /** What is missing to the target: minor units, or loans. Never negative. */
  readonly gap: bigint;
  readonly limits: readonly LimitReading[];
  readonly mix: readonly MixReading[];
}

/** Orders in which an optimised choice is tried beside that by falling balance; of many loans the first one comes near enough. */
const TRIALS = 12;
const MANY = 5_000;

/**
 * Chooses loans up to a target, never beyond it, so that all limits hold in the pool as it results. Same loans and plan, same choice.
 *
 * 1. Loans are gone through by falling balance, or in random order, and taken as long as size, mix and limits, measured by the target, allow.
 * 2. Groups that are too large by the pool as it is are trimmed.
 * 3. What still fits by the pool as it is comes in.
 * 4. Optimised by balance: exchanges within a bucket of the mix close the gap. Of few loans the steps are done for some random orders too, and the smallest gap wins.
 */
export function selectLoans(loans: readonly Loan[], plan: SelectionPlan): Selection {
  const { mix, method, seed, target } = plan;
  const bucketOf = loans.map((loan) => (mix === null ? '' : fieldText(mix.by, loan)));
  const isCandidate = (at: number) => mix === null || mix.shares.has(bucketOf[at] ?? '');
  const tryOrder = (order: readonly number[]) => report(fill(loans, order.filter(isCandidate), bucketOf, plan), bucketOf, plan);
  if (method === 'random') return tryOrder([...seededOrder(loans.length, seed)]);
  let best = tryOrder(byFallingBalance(loans));
  const trials = loans.length <= MANY && target.kind === 'balance' ? TRIALS : 0;
  for (let trial = 0; trial < trials && best.gap > 0n; trial++) {
    const next = tryOrder([...seededOrder(loans.length, (seed + trial) >>> 0)]);
    if (next.gap < best.gap) best = next;
  }
  return best;
}

function fill(loans: readonly Loan[], candidates: readonly number[], bucketOf: readonly string[], plan: SelectionPlan): LoanBasket {
  const basket = new LoanBasket(loans, plan.limits);
  const room = new Room(plan, candidates, loans);
  const takeWhatFits = (totalWith: (balance: bigint) => bigint) => {
    for (const at of candidates) {
      const [bucket, balance] = [bucketOf[at] ?? '', basket.balance(at)];
      if (basket.has(at) || !room.takes(bucket, balance) || !basket.fits(at, totalWith(balance))) continue;
      basket.put(at);
      room.use(bucket, balance);
    }
  };
  takeWhatFits(() => room.expectedMinor);
  const before = candidates.filter((at) => basket.has(at));
  basket.trim();
  for (const at of before) if (!basket.has(at)) room.use(bucketOf[at] ?? '', -basket.balance(at));
  takeWhatFits((balance) => basket.totalMinor + balance);
  if (plan.method === 'optimised' && plan.target.kind === 'balance') closeGap({ basket, bucketOf, candidates, room });
  return basket;
}

function byFallingBalance(loans: readonly Loan[]): number[] {
  return loans.map((_, at) => at).sort((a, b) => compareBalances(loans[b]?.balanceMinor ?? 0n, loans[a]?.balanceMinor ?? 0n) || a - b);
}

/** Room that is left, in all and in each bucket of the mix; in units of the target. */
class Room {
  /** Balance that the pool will have, for the limits' first look. */
  readonly expectedMinor: bigint;
  readonly #isByCount: boolean;
  readonly #left: Map<string, bigint>;
  #total: bigint;

  constructor({ target, mix }: SelectionPlan, candidates: readonly number[], loans: readonly Loan[]) {
    this.#isByCount = target.kind === 'count';
    this.#total = target.kind === 'count' ? BigInt(target.loans) : target.minor;
    this.#left = new Map(
      mix === null ? [['', this.#total]] : [...mix.shares].map(([value, share]) => [value, (this.#total * share) / WAD]),
    );
    const all = candidates.reduce((sum, at) => sum + (loans[at]?.balanceMinor ?? 0n), 0n);
    this.expectedMinor = target.kind === 'count' ? (all * this.#total) / BigInt(Math.max(candidates.length, 1)) : target.minor;
  }

  get total(): bigint {
    return this.#total;
  }

  /** Room of a bucket, never more than there is in all. */
  of(bucket: string): bigint {
    const left = this.#left.get(bucket) ?? 0n;
    return left < this.#total ? left : this.#total;
  }

  takes(bucket: string, balance: bigint): boolean {
    const size = this.#isByCount ? 1n : balance;
    return size <= this.of(bucket);
  }

  /** A negative balance gives room back. */
  use(bucket: string, balance: bigint): void {
    const size = this.#isByCount ? (balance < 0n ? -1n : 1n) : balance;
    this.#total -= size;
    this.#left.set(bucket, (this.#left.get(bucket) ?? 0n) - size);
  }
}

function report(basket: LoanBasket, bucketOf: readonly string[], { target, limits, mix }: SelectionPlan): Selection {
  const chosen = basket.loans.flatMap((_, at) => (basket.has(at) ? [at] : []));
  const loans = chosen.flatMap((at) => basket.loans[at] ?? []);
  const size = target.kind === 'count' ? BigInt(basket.count) : basket.totalMinor;
  const wanted = target.kind === 'count' ? BigInt(target.loans) : target.minor;
  const readings = [...(mix?.shares ?? [])].map(([value, share]) => {
    const members = chosen.filter((at) => bucketOf[at] === value);
    const whole = target.kind === 'balance' ? target.minor : basket.totalMinor;
    const balanceMinor = members.reduce((sum, at) => sum + basket.balance(at), 0n);
    return { value, wantedMinor: (whole * share) / WAD, balanceMinor, loans: members.length };
  });
  return { chosen, balanceMinor: basket.totalMinor, gap: wanted - size, limits: readLimits(loans, limits), mix: readings };
}
