import { judge } from '../attestation/domain/check-list.ts';
import type { Verification } from '../attestation/verify.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Checker, isUnasked, type Standpoint } from './checker.ts';
import type { Row } from './domain/read-rows.ts';
import { unreadableWords } from './domain/row-words.ts';
import { isReference } from './own-credential.ts';
import type { BulkRow } from './schemas.ts';

export interface Judgement {
  readonly checker: Checker;
  readonly standpoint: Standpoint;
  /** Files of our own store; null when the one who asks may not read them. */
  readonly findOwn: ((reference: string) => Promise<unknown>) | null;
}

const EMPTY = { failed: [], digest: null, issuer: null, batch: null, index: null, expiry: null };

/**
 * What is to be said of one row.
 * @throws {@link DomainError} `bulk_ledger_unreachable` when the ledger gives no answer, for then nothing is known of any row
 */
export async function judgeRow(row: Row, judgement: Judgement): Promise<BulkRow> {
  const { checker, standpoint, findOwn } = judgement;
  if ('fault' in row) return unreadable(row.line, row.fault);
  const text = unquoted(row.text);
  let input: unknown = text;
  if (isReference(text)) {
    if (findOwn === null) return unreadable(row.line, 'credential_not_yours');
    try {
      input = await findOwn(text);
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'unavailable') return unreadable(row.line, error.code);
      throw error;
    }
  }
  const found = await checker.check(input, standpoint);
  if (isUnasked(found)) {
    throw new DomainError('bulk_ledger_unreachable', 'unavailable', 'The ledger could not be asked while the file was judged.', {
      retryable: true,
    });
  }
  return judged(row.line, found);
}

/** The item of a JSON file can be a text that holds a credential in another form. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function unreadable(line: number, reason: string): BulkRow {
  return { line, verdict: 'unreadable', reason, words: unreadableWords(reason), ...EMPTY };
}

function judged(line: number, { verdict, words, checks, credential, digest }: Verification): BulkRow {
  const { decisive } = judge(checks);
  const base = { line, verdict, reason: decisive?.reason ?? 'ok', words: { ...words } };
  if (credential === null) return { ...base, ...EMPTY };
  const { credit, anchor } = credential;
  return {
    ...base,
    failed: checks.filter(({ status }) => status === 'fail' || status === 'unknown').map(({ id }) => id),
    digest,
    issuer: credit.issuer,
    batch: anchor === null ? null : String(anchor.batch),
    index: anchor === null ? null : String(anchor.firstLeaf + anchor.index),
    expiry: String(credit.expiry),
  };
}
