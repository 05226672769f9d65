import { readDecimal } from '../../backend/securitization/domain/deal/decimal-text.ts';
import { absVector } from './abs-vectors.ts';

/** A vector whose members differ from case to case; the test that reads them knows theirs. */
// biome-ignore lint/suspicious/noExplicitAny: data of a JSON file
export const vector = (id: string) => absVector<any, any>(id);

/** Cents of a decimal text with at most two decimals. */
export const cents = (text: string): bigint => scaled(text, 2);

/** A decimal text scaled 1e18. */
export const wad = (text: string): bigint => scaled(text, 18);

function scaled(text: string, places: number): bigint {
  const value = readDecimal(text, places);
  if (value === null) throw new Error(`${text} is no decimal with ${places} places.`);
  return value;
}
