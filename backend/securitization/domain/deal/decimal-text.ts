const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/** `text` times ten to the `places`, exactly; null when it is no plain decimal or has more places than that. */
export function readDecimal(text: string, places: number): bigint | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const fraction = match[3] ?? '';
  if (fraction.length > places) return null;
  const value = BigInt((match[2] ?? '') + fraction.padEnd(places, '0'));
  return match[1] === '-' ? -value : value;
}

const WAD_PLACES = 18;

/** A rate scaled 1e18 from `0.055` or `5.5%`; null when it is neither or has more than 18 places. */
export function readRate(text: string): bigint | null {
  return text.endsWith('%') ? readDecimal(text.slice(0, -1), WAD_PLACES - 2) : readDecimal(text, WAD_PLACES);
}

/** Plain decimal of `value / 10^places`, with all places where `fixed` says so, else without zeros at the end. */
export function decimalText(value: bigint, places: number, fixed = false): string {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places);
  const kept = fixed ? fraction : fraction.replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${kept === '' ? '' : `.${kept}`}`;
}

/** Per cent of a rate scaled 1e18, such as `5.5%`. */
export function percentText(rateWad: bigint): string {
  return `${decimalText(rateWad, WAD_PLACES - 2)}%`;
}
