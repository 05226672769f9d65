const SERIES_LIMIT = 2;
const SERIES_TERMS = 60;
const FRACTION_TERMS = 120;

/** 1 - erf(x) by the power series of erf; exact to rounding for small arguments. */
function complementBySeries(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < SERIES_TERMS; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return 1 - (2 / Math.sqrt(Math.PI)) * total;
}

/** erfc by its continued fraction, evaluated from the tail: keeps relative precision where erfc is tiny. */
function complementByFraction(x: number): number {
  let fraction = 0;
  for (let n = FRACTION_TERMS; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** Probability that a standard normal value lies farther from 0 than `z`. */
export function twoSidedPValue(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x < SERIES_LIMIT ? complementBySeries(x) : complementByFraction(x);
}
