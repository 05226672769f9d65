/** An exact fraction. It is never reduced: the chains of operations here are short. */
export class Rational {
  readonly top: bigint;
  /** Above zero. */
  readonly bottom: bigint;

  constructor(top: bigint, bottom = 1n) {
    if (bottom <= 0n) throw new RangeError(`A fraction stands over ${bottom}.`);
    this.top = top;
    this.bottom = bottom;
  }

  static ofWad(value: bigint): Rational {
    return new Rational(value, WAD);
  }

  plus(other: Rational): Rational {
    return new Rational(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other: Rational): Rational {
    return this.plus(new Rational(-other.top, other.bottom));
  }

  times(other: Rational): Rational {
    return new Rational(this.top * other.top, this.bottom * other.bottom);
  }

  /** @throws when the other one is not above zero. */
  over(other: Rational): Rational {
    return new Rational(this.top * other.bottom, this.bottom * other.top);
  }

  isBelow(other: Rational): boolean {
    return this.top * other.bottom < other.top * this.bottom;
  }

  isZero(): boolean {
    return this.top === 0n;
  }

  orAtLeast(other: Rational): Rational {
    return this.isBelow(other) ? other : this;
  }

  orAtMost(other: Rational): Rational {
    return other.isBelow(this) ? other : this;
  }

  floor(): bigint {
    const cut = this.top / this.bottom;
    return this.top < 0n && cut * this.bottom !== this.top ? cut - 1n : cut;
  }

  ceiling(): bigint {
    return -new Rational(-this.top, this.bottom).floor();
  }

  /** To the nearest integer, a half upwards. */
  posted(): bigint {
    return this.plus(HALF).floor();
  }
}

const WAD = 10n ** 18n;
const HALF = new Rational(1n, 2n);

export const NOTHING = new Rational(0n);
export const ONE = new Rational(1n);
export const whole = (value: bigint): Rational => new Rational(value);

export const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
export const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
/** What is left of `a` after `b`; nothing when `b` is more. */
export const excess = (a: bigint, b: bigint): bigint => greater(a - b, 0n);
