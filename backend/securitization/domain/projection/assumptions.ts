import { DomainError } from '../../../kernel/errors.ts';
import { WAD } from '../integer-division.ts';
import { type Speed, type SpeedCurve, speedCurve } from './speed-curve.ts';

/**
 * In which order a month takes place; each result carries the name.
 *
 * - `bma`: default, then interest and schedule on the survivors; prepayment is a share of the begin balance less its schedule, not net
 *   of defaults, and at most what the schedule leaves (BMA SF-18/19).
 * - `net-of-default`: default, then prepayment of the survivors before they amortise, then the schedule on what is left; interest is on
 *   the survivors.
 */
export type MonthOrder = 'bma' | 'net-of-default';

/** How a pool is thought to behave. */
export interface ProjectionAssumptions {
  readonly order: MonthOrder;
  readonly prepay: Speed;
  readonly default: Speed;
  /** Share of a defaulted balance that comes back, wad; severity is 1e18 less it. */
  readonly recoveryRate: bigint;
  /** Months from default to recovery, when the loss is taken too; no loan defaults with so few months to go. */
  readonly recoveryLag: number;
}

/** Assumptions with their speeds worked out month by month. */
export interface ProjectionRates {
  readonly order: MonthOrder;
  readonly prepay: SpeedCurve;
  readonly default: SpeedCurve;
  readonly recoveryRate: bigint;
  readonly recoveryLag: number;
}

/** @throws {@link DomainError} `speed_out_of_range`, `projection_input_invalid` */
export function projectionRates(assumptions: ProjectionAssumptions): ProjectionRates {
  const { recoveryRate, recoveryLag } = assumptions;
  if (recoveryRate < 0n || recoveryRate > WAD) {
    throw new DomainError('projection_input_invalid', 'invalid', 'The recovery rate is a share from 0 to 1.');
  }
  if (!Number.isInteger(recoveryLag) || recoveryLag < 0 || recoveryLag > 120) {
    throw new DomainError('projection_input_invalid', 'invalid', 'The recovery lag is 0 to 120 whole months.');
  }
  return {
    order: assumptions.order,
    prepay: speedCurve(assumptions.prepay),
    default: speedCurve(assumptions.default),
    recoveryRate,
    recoveryLag,
  };
}
