import { readDecimal } from '../../../../backend/securitization/domain/deal/decimal-text.ts';

/** Units of an amount that was entered. Text that is no amount gives "0", which the API refuses with its reason. */
export function toUnits(amount: number | string, decimals: number): string {
  return String(readDecimal(String(amount), decimals) ?? 0n);
}
