const PERCENT_DIGITS = 16;

/** A percentage as people write it, as a probability scaled by 1e18; null when it is none from 0 to 100. */
export function percentToWad(text: string): string | null {
  const found = /^(\d{1,3})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (found === null) return null;
  const wad = BigInt(`${found[1] ?? ''}${(found[2] ?? '').padEnd(PERCENT_DIGITS, '0')}`);
  return wad > 10n ** 18n ? null : String(wad);
}
