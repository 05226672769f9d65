import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Database, DatabaseClient, Tx } from '../../platform/database/database.ts';
import { insertMany } from '../../platform/database/insert-many.ts';
import { type Loan, loanText, parseLoan } from '../domain/pool/loan.ts';
import type { TapeFault } from '../domain/pool/tape-fault.ts';
import type { TapeLoanRow } from './read-tape.ts';

/** Rows of one statement, and of one page. */
const CHUNK = 2_000;
const Faults = z.array(
  z.object({ line: z.int(), column: z.string(), code: z.string(), detail: z.string(), severity: z.enum(['file', 'row', 'flag']) }),
);

export type TapeRow = Awaited<ReturnType<DatabaseClient['tape']['findFirstOrThrow']>>;

/** @throws {@link DomainError} `tape_unknown` */
export async function readTapeRow(client: DatabaseClient, id: string): Promise<TapeRow> {
  const row = await client.tape.findUnique({ where: { id } });
  if (row === null) throw new DomainError('tape_unknown', 'not_found', 'No tape has this id.');
  return row;
}

export async function insertTapeLoans(tx: Tx, provider: Database['provider'], tapeId: string, rows: readonly TapeLoanRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += CHUNK) {
    const values = rows.slice(at, at + CHUNK).map(({ loan, likeness }, i) => {
      return [tapeId, at + i, loan.loanId, loan.key, likeness, String(loan.balanceMinor), loanText(loan)];
    });
    await insertMany(tx, provider, {
      table: 'TapeLoan',
      columns: {
        tapeId: 'text',
        position: 'integer',
        loanId: 'text',
        key: 'text',
        likeness: 'text',
        balanceMinor: 'integer',
        text: 'text',
      },
      rows: values,
    });
  }
}

/** Loans of a tape in their order. */
export async function readTapeLoans(client: DatabaseClient, tapeId: string): Promise<Loan[]> {
  const loans: Loan[] = [];
  for (;;) {
    const rows = await client.tapeLoan.findMany({
      where: { tapeId, position: { gte: loans.length } },
      orderBy: { position: 'asc' },
      take: CHUNK * 5,
      select: { text: true },
    });
    if (rows.length === 0) return loans;
    for (const { text } of rows) loans.push(parseLoan(text));
  }
}

export function faultsText(faults: readonly TapeFault[]): string {
  return canonicalJson(faults.map(({ line, column, code, detail, severity }) => ({ line, column, code, detail, severity })));
}

export function parseFaults(text: string): readonly TapeFault[] {
  return Faults.parse(JSON.parse(text));
}
