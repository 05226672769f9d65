import { divideHalfUp, WAD } from '../integer-division.ts';

/** How the principal of a loan falls due: level payments, equal parts, all at the end, or equal parts with a fee on the amount lent. */
export type Amortisation = 'level' | 'linear' | 'bullet' | 'flat-fee';

const SCALE_BITS = 128n;
const SCALE = 1n << SCALE_BITS;

const HALF = SCALE / 2n;

/** A share rounded down to 2^-128, and the fraction itself for the rare case in which that and the next step round apart. */
interface Share {
  readonly low: bigint;
  readonly isWhole: boolean;
  readonly exact: () => readonly [bigint, bigint];
}

/**
 * The part of a balance that falls due next, by remaining term, and its products rounded as the exact fraction rounds.
 * Level pay: `r / ((1+r)^n - 1)` with r the annual rate over 12 (BMA SF-4). A product is first taken with both neighbours of the share;
 * when they round to the same unit so does everything between them, else the whole fraction decides.
 */
export class AmortisationShares {
  readonly #shares: readonly Share[];

  /** @param annualRate - wad; `term` is the longest remaining term that will be asked for */
  constructor(amortisation: Amortisation, annualRate: bigint, term: number) {
    if (amortisation === 'bullet') this.#shares = shares(term, (n) => fraction(n === 1 ? 1n : 0n, 1n));
    else if (amortisation === 'level' && annualRate > 0n) this.#shares = levelShares(annualRate, term);
    else this.#shares = shares(term, (n) => fraction(1n, BigInt(n)));
  }

  /** `amount * share`, rounded half up. */
  scheduled(amount: bigint, remaining: number): bigint {
    const share = this.#at(remaining);
    const lower = amount * share.low + HALF;
    const rounded = lower >> SCALE_BITS;
    if (share.isWhole || (lower + amount) >> SCALE_BITS === rounded) return rounded;
    const [num, den] = share.exact();
    return divideHalfUp(amount * num, den);
  }

  /** `amount * (1 - share) * smm`, rounded half up once; `smm` is a wad. */
  prepaid(amount: bigint, remaining: number, smm: bigint): bigint {
    const share = this.#at(remaining);
    const product = amount * smm;
    const upper = product * (SCALE - share.low) + HALF * WAD;
    // Dividing by 2^128 first and by 1e18 then rounds down as one division would.
    const shifted = upper >> SCALE_BITS;
    if (share.isWhole || (upper - product) >> SCALE_BITS === shifted) return shifted / WAD;
    const [num, den] = share.exact();
    return divideHalfUp(product * (den - num), den * WAD);
  }

  #at(remaining: number): Share {
    const share = this.#shares[remaining - 1];
    if (share === undefined) throw new RangeError(`No share is kept for a remaining term of ${remaining}.`);
    return share;
  }
}

function shares(term: number, make: (remaining: number) => Share): Share[] {
  return Array.from({ length: term }, (_, at) => make(at + 1));
}

function fraction(num: bigint, den: bigint): Share {
  const low = (num << SCALE_BITS) / den;
  return { low, isWhole: low * den === num << SCALE_BITS, exact: () => [num, den] };
}

function levelShares(annualRate: bigint, term: number): Share[] {
  const divisor = gcd(annualRate, 12n * WAD);
  const [p, q] = [annualRate / divisor, (12n * WAD) / divisor];
  let [grown, base] = [1n, 1n];
  return shares(term, (n) => {
    const num = p * base;
    base *= q;
    grown *= q + p;
    const low = (num << SCALE_BITS) / (grown - base);
    // At one remaining instalment the share is exactly 1; it never exceeds it.
    const exact = () => [p * q ** BigInt(n - 1), (q + p) ** BigInt(n) - q ** BigInt(n)] as const;
    return { low, isWhole: n === 1, exact };
  });
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
