import { DomainError } from '../../../kernel/errors.ts';
import type { ProjectionAssumptions } from '../projection/assumptions.ts';
import type { RepLine } from '../projection/rep-line.ts';
import type { DealImage } from '../deal-image.ts';
import { WAD } from '../integer-division.ts';
import type { AmortisationShares } from '../projection/amortisation-share.ts';
import { sharesOfLines } from '../projection/pool-projector.ts';

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
  readonly lines: readonly RepLine[];
  readonly shares: readonly AmortisationShares[];
}

/**
 * Joins a deal and its pool; balances of the lines are in units of the settlement token.
 *
 * @throws {@link DomainError} `pool_total_differs` when the lines do not add up to the deal's original pool, `projection_input_invalid`
 */
export function openDealModel(image: DealImage, lines: readonly RepLine[]): DealModel {
  const total = lines.reduce((sum, { balance }) => sum + balance, 0n);
  if (total !== image.originalPool) {
    throw new DomainError(
      'pool_total_differs',
      'unprocessable',
      `The pool adds up to ${total}, the deal was made for ${image.originalPool}.`,
      {
        params: { pool: total.toString(), original: image.originalPool.toString() },
      },
    );
  }
  return { image, lines, shares: sharesOfLines(lines) };
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
