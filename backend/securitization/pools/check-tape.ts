import type { DatabaseClient } from '../../platform/database/database.ts';
import { type DuplicateGroup, findDuplicates, type KeyedLoan } from '../domain/pool/duplicates.ts';
import { readTapeRow, type TapeRow } from './tape-store.ts';

export interface TapeCheck {
  readonly tape: TapeRow;
  readonly duplicates: readonly DuplicateGroup[];
  /** Other tapes with loans of this one that are committed or ordered. */
  readonly bound: number;
  /** Whether it can be committed: it has loans, and none of them is in a tape that is committed or ordered already. */
  readonly isReady: boolean;
}

interface KeyRow {
  readonly tape: string;
  readonly position: number | bigint;
  readonly loanId: string;
  readonly key: string;
  readonly likeness: string;
}

/**
 * Looks for the loans of a tape in all other tapes that were not rejected, by their keys and by their likeness.
 * @throws {@link DomainError} `tape_unknown`
 */
export async function checkTape(client: DatabaseClient, id: string): Promise<TapeCheck> {
  const tape = await readTapeRow(client, id);
  const rows = await client.$queryRaw<KeyRow[]>`
    SELECT l."tapeId" AS "tape", l."position", l."loanId", l."key", l."likeness" FROM "TapeLoan" l
    WHERE l."key" IN (SELECT a."key" FROM "TapeLoan" a JOIN "TapeLoan" b ON b."key" = a."key" AND b."tapeId" <> a."tapeId" WHERE a."tapeId" = ${id})
       OR l."likeness" IN (
         SELECT a."likeness" FROM "TapeLoan" a JOIN "TapeLoan" b ON b."likeness" = a."likeness" AND b."key" <> a."key" WHERE a."tapeId" = ${id})
    ORDER BY l."tapeId", l."position"`;
  const loans = rows.map((row) => ({ ...row, position: Number(row.position) }) as KeyedLoan);
  const duplicates = findDuplicates(loans);
  const others = new Set(duplicates.filter(({ kind }) => kind === 'same').flatMap(({ places }) => places.map((place) => place.tape)));
  others.delete(id);
  const bound = await client.tape.count({ where: { id: { in: [...others] }, state: { in: ['ordered', 'committed'] } } });
  return { tape, duplicates, bound, isReady: tape.state === 'imported' && tape.accepted > 0 && bound === 0 };
}
