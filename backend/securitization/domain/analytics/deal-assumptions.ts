import { DomainError } from '../../../kernel/errors.ts';
import type { ProjectionAssumptions } from '../projection/assumptions.ts';
import type { RepLine } from '../projection/rep-line.ts';
import type { DealImage } from '../deal-image.ts';
import { WAD } from '../integer-division.ts';
import type { AmortisationShares } from '../projection/amortisation-share.ts';
import { sharesOfLines } from '../projection/pool-projector.ts';
import { initialState, type WaterfallState } from '../waterfall-state.ts';

/** What a projection of a deal supposes beyond the behaviour of its pool. */
export interface DealAssumptions extends ProjectionAssumptions {
  /** Index of floating classes by period, wad; the last entry goes on, none is 0. */
  readonly index: readonly bigint[];
  /** Part of each period's end balance that is reported late 30 days or more, wad. */
  readonly delinquentShare: bigint;
  /** Whether the clean-up call is exercised as soon as it is allowed and pays all notes. */
  readonly isCalled: boolean;
  /** Months of the pool in one period of the deal: 1, or 3 for a deal that pays quarterly. */
  readonly monthsPerPeriod: number;
  /** The loans that principal buys while the deal revolves; without it nothing is bought. */
  readonly replacement?: Omit<RepLine, 'balance'>;
}

/** A deal with its pool, prepared once for many projections. */
export interface DealModel {
  readonly image: DealImage;
  /** Where the deal stands: on the day it closes, or after some period. */
  readonly start: WaterfallState;
  readonly lines: readonly RepLine[];
  readonly shares: readonly AmortisationShares[];
}

/**
 * Joins a deal and its pool; balances of the lines are in units of the settlement token.
 *
 * @param start - where the deal stands; the day it closes when left out
 * @throws {@link DomainError} `pool_total_differs` when the lines do not add up to the pool of that state, `projection_input_invalid`
 */
export function openDealModel(image: DealImage, lines: readonly RepLine[], start: WaterfallState = initialState(image)): DealModel {
  const total = lines.reduce((sum, { balance }) => sum + balance, 0n);
  if (total !== start.pool) {
    throw new DomainError('pool_total_differs', 'unprocessable', `The lines add up to ${total}, the pool of the deal is ${start.pool}.`, {
      params: { lines: total.toString(), pool: start.pool.toString() },
    });
  }
  return { image, start, lines, shares: sharesOfLines(lines) };
}

/** @throws {@link DomainError} `projection_input_invalid` */
export function requireDealAssumptions({ delinquentShare, monthsPerPeriod }: DealAssumptions): void {
  requireMonthsPerPeriod(monthsPerPeriod);
  if (delinquentShare < 0n || delinquentShare > WAD) {
    throw new DomainError('projection_input_invalid', 'invalid', 'The late share is from 0 to 1.');
  }
}

/** @throws {@link DomainError} `projection_input_invalid` */
export function requireMonthsPerPeriod(months: number): void {
  if (!Number.isInteger(months) || months < 1 || months > 12) {
    throw new DomainError('projection_input_invalid', 'invalid', 'A period has 1 to 12 whole months.');
  }
}
