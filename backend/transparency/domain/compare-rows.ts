import { toHex } from '../../kernel/hex.ts';

/** How one list of hashes differs from the one that it must be. */
export interface RowDifference {
  readonly kind: 'row_removed' | 'row_added' | 'row_altered' | 'rows_reordered';
  readonly position: number;
  readonly expected: string | null;
  readonly actual: string | null;
}

/**
 * Names each difference between two lists of 32-byte hashes: rows that are not there, rows too many, rows altered in
 * their place, or the same rows in another order (then the first place is named).
 * @param limit - differences named at most
 */
export function compareRows(expected: Uint8Array, actual: Uint8Array, limit = 1000): RowDifference[] {
  // Rows at both ends that are the same in both lists need no names; what is left is short where little differs.
  const start = commonRows(expected, actual, 'start');
  const most = Math.min(expected.length, actual.length) / 32 - start;
  const end = Math.min(commonRows(expected, actual, 'end'), Math.max(0, Math.floor(most)));
  const middle = (flat: Uint8Array) => rowsOf(flat.subarray(start * 32, flat.length - end * 32));
  return nameRows(middle(expected), middle(actual), limit).map((each) => ({ ...each, position: each.position + start }));
}

function nameRows(wanted: readonly string[], found: readonly string[], limit: number): RowDifference[] {
  const spare = tally(found);
  const lacking = tally(wanted);
  for (const row of wanted) take(spare, row);
  for (const row of found) take(lacking, row);
  if (spare.size === 0 && lacking.size === 0) {
    const position = wanted.findIndex((row, i) => row !== found[i]);
    return position < 0 ? [] : [{ kind: 'rows_reordered', position, expected: wanted[position] ?? null, actual: found[position] ?? null }];
  }
  const differences: RowDifference[] = [];
  const sameLength = wanted.length === found.length;
  for (let i = 0; i < Math.max(wanted.length, found.length) && differences.length < limit; i++) {
    const [left = null, right = null] = [wanted[i], found[i]];
    const isLacking = left !== null && take(lacking, left);
    const isSpare = right !== null && take(spare, right);
    if (isLacking && isSpare && sameLength) differences.push({ kind: 'row_altered', position: i, expected: left, actual: right });
    else {
      if (isLacking) differences.push({ kind: 'row_removed', position: i, expected: left, actual: null });
      if (isSpare) differences.push({ kind: 'row_added', position: i, expected: null, actual: right });
    }
  }
  return differences.slice(0, limit);
}

/** Number of whole rows that two lists share at one end. */
function commonRows(left: Uint8Array, right: Uint8Array, side: 'start' | 'end'): number {
  const least = Math.min(left.length, right.length);
  let bytes = 0;
  if (side === 'start') while (bytes < least && left[bytes] === right[bytes]) bytes++;
  else while (bytes < least && left[left.length - 1 - bytes] === right[right.length - 1 - bytes]) bytes++;
  return Math.floor(bytes / 32);
}

function rowsOf(flat: Uint8Array): string[] {
  return Array.from({ length: Math.floor(flat.length / 32) }, (_, i) => toHex(flat.subarray(i * 32, i * 32 + 32)));
}

function tally(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

/** Takes one away; false when there is none. */
function take(counts: Map<string, number>, row: string): boolean {
  const count = counts.get(row);
  if (count === undefined) return false;
  if (count === 1) counts.delete(row);
  else counts.set(row, count - 1);
  return true;
}
