import { keccak_256 } from '@noble/hashes/sha3';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, toHex } from '../kernel/hex.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { partsOf, readResult } from './bulk-store.ts';
import { CHECKER, type Checker } from './checker.ts';
import { csvLine, RESULT_COLUMNS } from './domain/result-csv.ts';
import { personalDigest, statementHash } from './domain/signed-statement.ts';
import { bulkHref } from './bulk-views.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { BulkRow, type RelyingTerms } from './schemas.ts';

/** Signs what a finished run says: its terms, its block, its counts and the hash of all its rows. */
export async function signResult(
  { database, signer }: Pick<RelianceDeps, 'database' | 'signer'>,
  id: string,
  { checker, terms }: { readonly checker: Checker; readonly terms: RelyingTerms | null },
): Promise<{ hash: Hash32; signature: string }> {
  const { client } = database;
  const run = await client.bulkVerification.findUniqueOrThrow({ where: { id } });
  const organization = await client.organization.findUnique({ where: { id: run.organizationId }, select: { id: true, name: true } });
  const { number, hash: blockHash, time } = checker.block;
  const statement: Json = {
    type: 'CredenceBulkVerification',
    version: 1,
    id,
    name: run.name,
    madeFor: organization,
    checker: CHECKER,
    ledger: { chainId: checker.place.chainId, contract: checker.place.ledger },
    block: { number: String(number), hash: blockHash, time: toRfc3339(unixSeconds(Number(time))) },
    judgedAt: toRfc3339(unixSeconds(Math.floor(run.createdAt.getTime() / 1000))),
    terms,
    total: run.total,
    counts: JSON.parse(run.counts) as Json,
    rowsHash: await hashRows(client, id),
  };
  const hash = statementHash(statement);
  const issuer = signer('issuer');
  const signature = await issuer.signDigest(personalDigest(hash));
  const envelope = canonicalJson({ statement, hash, signature, signer: issuer.address });
  const data = { bytes: new TextEncoder().encode(envelope) };
  const key = { bulkId: id, side: 'statement', part: 0 };
  await client.bulkVerificationPart.upsert({ where: { bulkId_side_part: key }, create: { ...key, ...data }, update: data });
  return { hash, signature };
}

/** keccak256 of all rows, a line of canonical JSON each, without holding more than a part. */
async function hashRows(client: DatabaseClient, id: string): Promise<Hash32> {
  const hash = keccak_256.create();
  for await (const line of linesOf(client, id)) hash.update(`${line}\n`);
  return hash32(toHex(hash.digest()));
}

export async function* linesOf(client: DatabaseClient, id: string): AsyncGenerator<string> {
  for (const part of await partsOf(client, id, 'result')) yield* await readResult(client, { id, part });
}

/**
 * The signed result as a file, piece by piece.
 * @throws {@link DomainError} `bulk_not_done`
 */
export async function resultFile(client: DatabaseClient, id: string, format: 'json' | 'csv'): Promise<AsyncGenerator<string>> {
  const part = await client.bulkVerificationPart.findUnique({ where: { bulkId_side_part: { bulkId: id, side: 'statement', part: 0 } } });
  if (part === null) {
    throw new DomainError('bulk_not_done', 'conflict', `The run has no result yet; follow it at ${bulkHref(id)}.`, { retryable: true });
  }
  const envelope = new TextDecoder().decode(part.bytes);
  return format === 'json' ? jsonFile(client, id, envelope) : csvFile(client, id, envelope);
}

/** A canonical document: the members of the envelope, which come after `rows` in the alphabet or before it, and the rows. */
async function* jsonFile(client: DatabaseClient, id: string, envelope: string): AsyncGenerator<string> {
  const { hash, signature, signer, statement } = JSON.parse(envelope) as Record<string, Json>;
  yield `{"hash":${canonicalJson(hash ?? null)},"rows":[\n`;
  let comma = '';
  for await (const line of linesOf(client, id)) {
    yield `${comma}${line}`;
    comma = ',\n';
  }
  const rest = { signature, signer, statement };
  yield `\n],${canonicalJson(rest as Json).slice(1)}\n`;
}

/** The rows, and a last record `#signed` that holds the envelope. */
async function* csvFile(client: DatabaseClient, id: string, envelope: string): AsyncGenerator<string> {
  yield csvLine(RESULT_COLUMNS);
  for await (const line of linesOf(client, id)) {
    const row = BulkRow.parse(JSON.parse(line));
    yield csvLine(cellsOf(row));
  }
  yield csvLine(['#signed', envelope]);
}

function cellsOf({ line, verdict, reason, failed, digest, issuer, batch, index, expiry, words }: BulkRow): (string | number | null)[] {
  return [line, verdict, reason, failed.join(' '), digest, issuer, batch, index, expiry, words.en, words.zh];
}
