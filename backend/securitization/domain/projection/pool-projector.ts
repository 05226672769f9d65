import { AmortisationShares } from './amortisation-share.ts';
import type { ProjectionAssumptions, ProjectionRates } from './assumptions.ts';
import { projectionRates } from './assumptions.ts';
import { divideHalfUp, WAD } from '../integer-division.ts';
import type { PoolFlows, PoolMonth } from './pool-flows.ts';
import { type RepLine, requireRepLines } from './rep-line.ts';
import { speedAt } from './speed-curve.ts';

/** A line under way. */
interface LineState {
  readonly line: RepLine;
  readonly shares: AmortisationShares;
  balance: bigint;
  remaining: number;
  age: number;
  /** Defaults that wait for their recovery, oldest first, one entry a month. */
  readonly pending: bigint[];
}

interface Totals {
  begin: bigint;
  defaults: bigint;
  interest: bigint;
  scheduled: bigint;
  prepaid: bigint;
  recoveries: bigint;
  losses: bigint;
  end: bigint;
}

/** Shares of the lines of a pool, worked out once for many projections of it. */
export function sharesOfLines(lines: readonly RepLine[]): readonly AmortisationShares[] {
  requireRepLines(lines);
  return lines.map((line) => new AmortisationShares(line.amortisation, line.annualRate, line.remaining));
}

/**
 * Steps a pool month by month in whole minor units: each posting of each line is rounded half up once and what lies between is an exact
 * fraction (BMA SF-18/19 for the order `bma`). Loans can be added while it runs, as a revolving deal buys them.
 */
export class PoolProjector {
  readonly #rates: ProjectionRates;
  readonly #lines: LineState[];
  #month = 0;

  /** @throws {@link DomainError} `projection_input_invalid` */
  constructor(lines: readonly RepLine[], rates: ProjectionRates, shares: readonly AmortisationShares[] = sharesOfLines(lines)) {
    this.#rates = rates;
    this.#lines = lines.map((line, at) => openLine(line, shares[at] as AmortisationShares));
  }

  get balance(): bigint {
    return this.#lines.reduce((sum, { balance }) => sum + balance, 0n);
  }

  /** Whether a balance or an unrecovered default is left. */
  get isOpen(): boolean {
    return this.#lines.some(({ balance, pending }) => balance > 0n || pending.some((amount) => amount > 0n));
  }

  /** Adds a line that pays from the next month on. */
  add(line: RepLine): void {
    const [shares] = sharesOfLines([line]) as [AmortisationShares];
    this.#lines.push(openLine(line, shares));
  }

  /** Takes every balance off the books, as a clean-up call buys it; recoveries still arrive. */
  clear(): bigint {
    const total = this.balance;
    for (const line of this.#lines) line.balance = 0n;
    return total;
  }

  /** Runs the next month. */
  step(): PoolMonth {
    this.#month += 1;
    const totals: Totals = { begin: 0n, defaults: 0n, interest: 0n, scheduled: 0n, prepaid: 0n, recoveries: 0n, losses: 0n, end: 0n };
    for (const line of this.#lines) stepLine(line, this.#rates, this.#month, totals);
    return { month: this.#month, ...totals, purchases: 0n, delinquent: 0n };
  }
}

/**
 * Exact flows of `lines` over `months`; recoveries that would come later are left out.
 *
 * @throws {@link DomainError} `projection_input_invalid`, `speed_out_of_range`
 */
export function projectLines(lines: readonly RepLine[], assumptions: ProjectionAssumptions, months: number): PoolFlows {
  const projector = new PoolProjector(lines, projectionRates(assumptions));
  return { method: 'exact', order: assumptions.order, months: Array.from({ length: months }, () => projector.step()) };
}

function openLine(line: RepLine, shares: AmortisationShares): LineState {
  return { line, shares, balance: line.balance, remaining: line.remaining, age: line.age, pending: [] };
}

function stepLine(state: LineState, rates: ProjectionRates, month: number, totals: Totals): void {
  const begin = state.balance;
  const age = state.age + 1;
  let defaulted = 0n;
  if (begin > 0n) {
    if (state.remaining > rates.recoveryLag) defaulted = divideHalfUp(begin * speedAt(rates.default, month, age), WAD);
    const survivors = begin - defaulted;
    const smm = speedAt(rates.prepay, month, age);
    const { scheduled, prepaid } = principalOf(state, rates, survivors, smm);
    totals.begin += begin;
    totals.defaults += defaulted;
    totals.interest += interestOf(state, survivors);
    totals.scheduled += scheduled;
    totals.prepaid += prepaid;
    state.balance = survivors - scheduled - prepaid;
    totals.end += state.balance;
  }
  state.remaining -= 1;
  state.age = age;
  settle(state, rates, defaulted, totals);
}

function principalOf(state: LineState, rates: ProjectionRates, survivors: bigint, smm: bigint): { scheduled: bigint; prepaid: bigint } {
  const { shares, remaining, balance } = state;
  if (rates.order === 'bma') {
    const scheduled = shares.scheduled(survivors, remaining);
    const wanted = shares.prepaid(balance, remaining, smm);
    const most = survivors - scheduled;
    return { scheduled, prepaid: wanted < most ? wanted : most };
  }
  const prepaid = divideHalfUp(survivors * smm, WAD);
  return { scheduled: shares.scheduled(survivors - prepaid, remaining), prepaid };
}

/** A twelfth of the annual rate on the survivors; a flat fee is on what was lent to them, term over remaining times the balance. */
function interestOf({ line, remaining, age }: LineState, survivors: bigint): bigint {
  if (line.amortisation !== 'flat-fee') return divideHalfUp(survivors * line.annualRate, 12n * WAD);
  return divideHalfUp(survivors * line.annualRate * BigInt(remaining + age), 12n * WAD * BigInt(remaining));
}

function settle(state: LineState, rates: ProjectionRates, defaulted: bigint, totals: Totals): void {
  state.pending.push(defaulted);
  if (state.pending.length <= rates.recoveryLag) return;
  const due = state.pending.shift() ?? 0n;
  if (due === 0n) return;
  const recovered = divideHalfUp(due * rates.recoveryRate, WAD);
  totals.recoveries += recovered;
  totals.losses += due - recovered;
}
