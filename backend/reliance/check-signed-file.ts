import { keccak_256 } from '@noble/hashes/sha3';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Address, toHex } from '../kernel/hex.ts';
import { rowOfCells } from './domain/result-csv.ts';
import { checkStatement, type StatementFinding } from './domain/signed-statement.ts';

/** What a signed file of this room says, and whether it is what was signed. */
export interface SignedFileFinding {
  readonly kind: 'receipt' | 'bulk';
  readonly finding: StatementFinding | 'rows_differ';
  readonly statement: { readonly [name: string]: Json };
  readonly hash: string;
  readonly signer: string;
}

const Signed = { hash: z.string(), signature: z.string(), signer: z.string() };
const Statement = z.record(z.string(), z.json());
const Receipt = z.object({ body: Statement, ...Signed });
const Envelope = z.object({ statement: Statement, ...Signed });
const Bulk = Envelope.extend({ rows: z.array(z.json()) });

/**
 * Checks a verification receipt or the result of a bulk verification, JSON or CSV, without asking anybody.
 * @param trusted - keys that the reader relies on; any key when null
 * @throws {@link DomainError} `receipt_malformed`
 */
export function checkSignedFile(text: string, trusted: readonly Address[] | null): SignedFileFinding {
  const file = text.trimStart().startsWith('{') ? readJson(text) : readCsv(text);
  const receipt = Receipt.safeParse(file);
  if (receipt.success) {
    const { body: statement, hash, signer } = receipt.data;
    return { kind: 'receipt', finding: checkStatement({ ...receipt.data, statement }, trusted), statement, hash, signer };
  }
  const bulk = Bulk.safeParse(file);
  if (!bulk.success) throw malformed();
  const { statement, rows, hash, signer } = bulk.data;
  const finding = checkStatement(bulk.data, trusted);
  const isWhole = hashOfRows(rows) === statement['rowsHash'];
  return { kind: 'bulk', finding: finding === 'ok' && !isWhole ? 'rows_differ' : finding, statement, hash, signer };
}

function hashOfRows(rows: readonly Json[]): string {
  const hash = keccak_256.create();
  for (const row of rows) hash.update(`${canonicalJson(row)}\n`);
  return toHex(hash.digest());
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

/** The last record of a CSV file holds the envelope. */
function readCsv(text: string): unknown {
  try {
    const records = parse(text, { bom: true, relax_column_count: true }) as string[][];
    const [mark, envelope = ''] = records.at(-1) ?? [];
    if (mark !== '#signed') throw malformed();
    return { ...Envelope.parse(JSON.parse(envelope)), rows: records.slice(1, -1).map(rowOfCells) };
  } catch (cause) {
    throw cause instanceof DomainError ? cause : malformed(cause);
  }
}

function malformed(cause?: unknown): DomainError {
  const message = 'The file is no verification receipt and no signed result.';
  return new DomainError('receipt_malformed', 'invalid', message, cause === undefined ? {} : { cause });
}
