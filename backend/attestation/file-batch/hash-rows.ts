import { randomFillSync } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fromHex, type Hash32 } from '../../kernel/hex.ts';
import { settleFile } from '../../scoring/score-file-manifest.ts';
import { utf8 } from '../domain/words.ts';
import type { CreditColumns, CreditTerms } from '../hash-columns.ts';
import type { HashPool } from '../hash-pool.ts';
import { credentialIdOf } from '../issue-plan.ts';
import { damaged } from './manifest.ts';
import type { RowFacts } from './scored-rows.ts';

/** Rows that go to a thread at a time. */
const CHUNK = 4096;
/** A record of a file of keys: the key of the subject, the digest of the credential. */
export const RECORD_SIZE = 64;
export const KEY_SIZE = 32;

export interface RowsToHash {
  readonly batchId: string;
  readonly terms: CreditTerms;
  /** Number of the first row in the whole file. */
  readonly first: number;
  readonly facts: RowFacts;
  /** SHA-256 of the file that was scored, and of the file of scores. */
  readonly inputHash: Hash32;
  readonly sourceHash: Hash32;
}

/** New keys for as many subjects: all salts, tags and chains of their credentials follow from them. */
export function drawKeys(count: number): Uint8Array {
  return randomFillSync(new Uint8Array(count * 32));
}

export interface Hashing {
  readonly keys: Uint8Array;
  /** Is told how many more rows are hashed. */
  done(rows: number): void;
}

/** Digests of the credentials of all rows, made under the keys, 32 bytes each. */
export async function hashRows(pool: HashPool, rows: RowsToHash, { keys, done }: Hashing): Promise<Uint8Array> {
  const count = rows.facts.scores.length;
  const digests = new Uint8Array(count * 32);
  const hashing: Promise<void>[] = [];
  for (let from = 0; from < count; from += CHUNK) {
    const columns = columnsOf(rows, keys, { from, until: Math.min(count, from + CHUNK) });
    const hashed = pool.hash(rows.terms, columns).then((made) => {
      digests.set(made.digests, from * 32);
      done(columns.count);
    });
    // A failure is told where all are awaited.
    hashed.catch(() => undefined);
    hashing.push(hashed);
  }
  await Promise.all(hashing);
  return digests;
}

function columnsOf(rows: RowsToHash, keys: Uint8Array, { from, until }: { readonly from: number; readonly until: number }): CreditColumns {
  const { facts, first, batchId } = rows;
  const count = until - from;
  return {
    count,
    keys: keys.slice(from * 32, until * 32),
    ids: idsOf(batchId, first + from, count),
    epochs: new Uint32Array(count),
    scores: facts.scores.slice(from, until),
    pdWads: facts.pdWads.slice(from, until),
    grades: facts.grades.slice(from, until),
    reasons: facts.reasons.slice(from, until),
    inputs: repeated(rows.inputHash, count),
    previous: new Uint8Array(count * 32),
    sources: repeated(rows.sourceHash, count),
    seqs: new BigUint64Array(count),
    holders: new Uint8Array(count * 20),
  };
}

/** Ids of the credentials from number `first` on, one after the other. */
function idsOf(batchId: string, first: number, count: number): Uint8Array {
  const ids = Array.from({ length: count }, (_, i) => credentialIdOf(batchId, first + i));
  return utf8(ids.join(''));
}

function repeated(hash: Hash32, count: number): Uint8Array {
  const word = fromHex(hash);
  const flat = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) flat.set(word, i * 32);
  return flat;
}

/** Writes keys and digests of a part; only the owner may read them. */
export async function writeKeys(path: string, keys: Uint8Array, digests: Uint8Array): Promise<void> {
  const records = new Uint8Array(keys.length * 2);
  for (let i = 0; i < keys.length / 32; i++) {
    records.set(keys.subarray(i * 32, i * 32 + 32), i * RECORD_SIZE);
    records.set(digests.subarray(i * 32, i * 32 + 32), i * RECORD_SIZE + 32);
  }
  const file = await open(`${path}.tmp`, 'w', 0o600);
  await file.writeFile(records).finally(() => file.close());
  await settleFile(path);
}

/** Digests of a part, 32 bytes each. @throws {@link DomainError} `file_batch_damaged` */
export async function readDigests(path: string, rows: number): Promise<Uint8Array> {
  const records = new Uint8Array(rows * RECORD_SIZE);
  const file = await open(path, 'r');
  const { bytesRead } = await file.read(records, 0, records.length, 0).finally(() => file.close());
  if (bytesRead !== records.length) throw damaged(path, 'it is cut off');
  const digests = new Uint8Array(rows * 32);
  for (let i = 0; i < rows; i++) digests.set(records.subarray(i * RECORD_SIZE + 32, (i + 1) * RECORD_SIZE), i * 32);
  return digests;
}

/** Key and digest of the row `place` of a part. @throws {@link DomainError} `file_batch_damaged` */
export async function readKey(path: string, place: number): Promise<{ key: Uint8Array; digest: Uint8Array }> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw cause instanceof Error ? damaged(path, 'it cannot be opened') : cause;
  });
  const record = new Uint8Array(RECORD_SIZE);
  const { bytesRead } = await file.read(record, 0, RECORD_SIZE, place * RECORD_SIZE).finally(() => file.close());
  if (bytesRead !== RECORD_SIZE) throw damaged(path, 'it is cut off');
  return { key: record.subarray(0, 32), digest: record.subarray(32) };
}
