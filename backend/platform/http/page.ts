import { createHash } from 'node:crypto';
import { DomainError } from '../../kernel/errors.ts';

const CHECK_BYTES = 8;
const DEFAULT_LIMIT = 20;

/**
 * An opaque place in a list: the sort values of the last row shown, all as text. The check bytes tell a
 * damaged or invented cursor from a real one; they protect nothing, so the values still count as input.
 */
export function encodeCursor(parts: readonly (string | number | bigint)[]): string {
  const body = Buffer.from(JSON.stringify(parts.map(String)), 'utf8');
  return Buffer.concat([check(body), body]).toString('base64url');
}

/**
 * The parts of a cursor made by {@link encodeCursor}.
 * @param count - how many parts the list's cursors have
 * @throws {@link DomainError} `cursor_invalid`
 */
export function decodeCursor(text: string, count?: number): string[] {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text || bytes.length <= CHECK_BYTES) throw invalid();
  const body = bytes.subarray(CHECK_BYTES);
  if (!check(body).equals(bytes.subarray(0, CHECK_BYTES))) throw invalid();
  const parts: unknown = JSON.parse(body.toString('utf8'));
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw invalid();
  if (count !== undefined && parts.length !== count) throw invalid();
  return parts;
}

/** A whole number out of a cursor part. @throws {@link DomainError} `cursor_invalid` */
export function cursorInteger(part: string | undefined): bigint {
  if (part === undefined || !/^-?\d{1,19}$/.test(part)) throw invalid();
  return BigInt(part);
}

/** An instant out of a cursor part in milliseconds since 1970. @throws {@link DomainError} `cursor_invalid` */
export function cursorDate(part: string | undefined): Date {
  const date = new Date(Number(cursorInteger(part)));
  if (Number.isNaN(date.getTime())) throw invalid();
  return date;
}

/**
 * The condition of a list ordered by (createdAt, id), newest first, that continues after `cursor`; no
 * condition without a cursor.
 * @throws {@link DomainError} `cursor_invalid`
 */
export function olderThan(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [at, id = ''] = decodeCursor(cursor, 2);
  const createdAt = cursorDate(at);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

/** The place of a row in a list ordered by (createdAt, id). */
export function placeOf(row: { readonly createdAt: Date; readonly id: string }): readonly (string | number)[] {
  return [row.createdAt.getTime(), row.id];
}

export function pageLimit(query: { readonly limit?: number | undefined }): number {
  return query.limit ?? DEFAULT_LIMIT;
}

export interface Page<View> {
  data: View[];
  hasMore: boolean;
  nextCursor: string | null;
}

/**
 * One page out of `rows`, which were read with `take: limit + 1` in a stable order.
 * @param place - sort values of a row, the same that the query continues from
 */
export function toPage<Row, View>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => readonly (string | number | bigint)[],
  view: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return { data: shown.map(view), hasMore, nextCursor: hasMore && last !== undefined ? encodeCursor(place(last)) : null };
}

function check(body: Uint8Array): Buffer {
  return createHash('sha256').update('cursor').update(body).digest().subarray(0, CHECK_BYTES);
}

function invalid(): DomainError {
  return new DomainError('cursor_invalid', 'invalid', 'The cursor is not one that this list gave out; start again without it.');
}
