import { formatNumber, type Language } from '../../lib/format.ts';

const LEAST = 0.001;
const DIGITS = 3;

/** A p-value to three digits; one that is smaller is never shown as none. */
export function pText(pValue: number, language: Language): string {
  return pValue < LEAST ? `< ${formatNumber(LEAST, language, DIGITS)}` : formatNumber(pValue, language, DIGITS);
}
