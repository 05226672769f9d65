import { cursorInteger, decodeCursor, encodeCursor, type Page } from '../platform/http/page.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { partsOf, readResult } from './bulk-store.ts';
import { BulkRow, type BulkVerdict } from './schemas.ts';

export interface ResultQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly verdict: BulkVerdict | undefined;
}

/** One page of judged rows; a cursor is the part and the place in it of the next row to look at. */
export async function pageOfResult(client: DatabaseClient, id: string, { limit, cursor, verdict }: ResultQuery): Promise<Page<BulkRow>> {
  const [firstPart, firstPlace] = cursor === undefined ? [0, 0] : decodeCursor(cursor, 2).map((part) => Number(cursorInteger(part)));
  const data: BulkRow[] = [];
  for (const part of await partsOf(client, id, 'result')) {
    if (part < (firstPart ?? 0)) continue;
    const lines = await readResult(client, { id, part });
    for (let place = part === firstPart ? Math.max(0, firstPlace ?? 0) : 0; place < lines.length; place++) {
      const row = BulkRow.parse(JSON.parse(lines[place] ?? ''));
      if (verdict !== undefined && row.verdict !== verdict) continue;
      if (data.length === limit) return { data, hasMore: true, nextCursor: encodeCursor([part, place]) };
      data.push(row);
    }
  }
  return { data, hasMore: false, nextCursor: null };
}
