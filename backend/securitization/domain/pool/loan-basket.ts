import { type CompiledLimit, capOf } from './concentration.ts';
import type { Loan } from './loan.ts';

/** Loans under choice, with the balance of every group that a limit watches. Loans are named by their place in the list. */
export class LoanBasket {
  readonly loans: readonly Loan[];
  readonly limits: readonly CompiledLimit[];
  totalMinor = 0n;
  count = 0;
  readonly #chosen: Uint8Array;
  /** Of each limit: group of each loan, -1 for none, and balance of each group. */
  readonly #groups: readonly Int32Array[];
  readonly #sums: readonly bigint[][];

  constructor(loans: readonly Loan[], limits: readonly CompiledLimit[]) {
    this.loans = loans;
    this.limits = limits;
    this.#chosen = new Uint8Array(loans.length);
    const numbered = limits.map((limit) => numberGroups(loans, limit));
    this.#groups = numbered.map(({ groups }) => groups);
    this.#sums = numbered.map(({ count }) => Array.from({ length: count }, () => 0n));
  }

  has(at: number): boolean {
    return this.#chosen[at] === 1;
  }

  balance(at: number): bigint {
    return this.loans[at]?.balanceMinor ?? 0n;
  }

  put(at: number): void {
    this.#change(at, 1);
  }

  take(at: number): void {
    this.#change(at, -1);
  }

  #change(at: number, sign: 1 | -1): void {
    const change = sign === 1 ? this.balance(at) : -this.balance(at);
    this.#chosen[at] = sign === 1 ? 1 : 0;
    this.totalMinor += change;
    this.count += sign;
    for (const [limit, sums] of this.#sums.entries()) {
      const group = this.#groups[limit]?.[at] ?? -1;
      if (group >= 0) sums[group] = (sums[group] ?? 0n) + change;
    }
  }

  /** Whether every group that the loan at `at` is in stays within its limits in a pool of `total`, once it came and the loan at `instead` left. */
  fits(at: number, total: bigint, instead?: number): boolean {
    return this.limits.every((limit, number) => {
      const group = this.#groups[number]?.[at] ?? -1;
      if (group < 0) return true;
      const leaves = instead !== undefined && this.#groups[number]?.[instead] === group ? this.balance(instead) : 0n;
      return (this.#sums[number]?.[group] ?? 0n) + this.balance(at) - leaves <= groupCap(limit, total);
    });
  }

  /**
   * Takes out loans until every group is within its limits, measured by the pool as it then is. A pool that falls makes all limits tighter, so this is done until nothing
   * changes; in a pool that cannot meet its limits nothing is left.
   */
  trim(): void {
    for (let before = -1; before !== this.count; ) {
      before = this.count;
      for (const [number, limit] of this.limits.entries()) this.#trimLimit(number, groupCap(limit, this.totalMinor));
    }
  }

  #trimLimit(number: number, cap: bigint): void {
    const sums = this.#sums[number] ?? [];
    const groups = this.#groups[number];
    if (groups === undefined || !sums.some((sum) => sum > cap)) return;
    const members = new Map<number, number[]>();
    for (const [at, group] of groups.entries()) {
      if (this.has(at) && group >= 0 && (sums[group] ?? 0n) > cap) {
        const list = members.get(group);
        if (list === undefined) members.set(group, [at]);
        else list.push(at);
      }
    }
    for (const [group, places] of members) {
      places.sort((a, b) => compareBalances(this.balance(a), this.balance(b)) || a - b);
      while ((sums[group] ?? 0n) > cap) {
        const excess = (sums[group] ?? 0n) - cap;
        const enough = places.findIndex((at) => this.balance(at) >= excess);
        const [leaving] = places.splice(enough < 0 ? places.length - 1 : enough, 1);
        if (leaving === undefined) break;
        this.take(leaving);
      }
    }
  }
}

/** Of a `top` limit every group may have its equal part: then the largest together are within the limit, whichever they are. */
function groupCap(limit: CompiledLimit, total: bigint): bigint {
  return capOf(limit, total) / BigInt(limit.top ?? 1);
}

export function compareBalances(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function numberGroups(loans: readonly Loan[], limit: CompiledLimit): { groups: Int32Array; count: number } {
  const numbers = new Map<string, number>();
  const groups = Int32Array.from(loans, (loan) => {
    const group = limit.groupOf(loan);
    if (group === null) return -1;
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
  return { groups, count: numbers.size };
}
