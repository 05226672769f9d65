import { divideHalfUp, WAD } from './loan.ts';

/** What a rate is made of; all wad a year. */
export interface RateParts {
  readonly funding: bigint;
  readonly servicing: bigint;
  /** Part of the balance held as capital, and the return wanted on it. */
  readonly capital: bigint;
  readonly capitalReturn: bigint;
  /** The rate is a multiple of this. */
  readonly step: bigint;
  readonly max: bigint;
}

const BASIS_POINT = WAD / 10_000n;

export const HOUSE_RATE: RateParts = {
  funding: 300n * BASIS_POINT,
  servicing: 100n * BASIS_POINT,
  capital: 800n * BASIS_POINT,
  capitalReturn: 1_200n * BASIS_POINT,
  step: 5n * BASIS_POINT,
  max: 2_400n * BASIS_POINT,
};

/** Loss given default of an unsecured claim without an estimate of its own (CRR art. 161). */
export const UNSECURED_LGD = (45n * WAD) / 100n;

/**
 * Yearly rate that covers funding, servicing, expected loss and the return on capital: `funding + servicing + pd * lgd + capital * capitalReturn`, up to the next step and
 * at most `max`. The same risk always has the same price.
 */
export function priceRate(pdWad: bigint, lgdWad: bigint, parts: RateParts = HOUSE_RATE): bigint {
  const loss = divideHalfUp(pdWad * lgdWad, WAD);
  const capital = divideHalfUp(parts.capital * parts.capitalReturn, WAD);
  const exact = parts.funding + parts.servicing + loss + capital;
  const stepped = ((exact + parts.step - 1n) / parts.step) * parts.step;
  return stepped < parts.max ? stepped : parts.max;
}
