import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { revocationPlace } from './domain/ledger-facts.ts';
import type { LogEntry, LogPlace } from './issuer-log.ts';
import type { Superseded } from './superseded.ts';

/** What the contract takes in one transaction. */
const MOST_WORDS = 64;
const MOST_BATCHES = 16;

/** Whose older credentials are meant: the customers of a scoring run, or those of a batch that is stored already. */
export type Subjects = { readonly runId: string } | { readonly batchId: string };

/**
 * What a newer batch for `subjects` supersedes among `entries`: whole batches where it takes the place of all their
 * credentials, and bits of words otherwise. Credentials of erased customers count as replaced: nothing newer can be said.
 * Null when there is nothing older.
 * @throws {@link DomainError} `supersede_too_wide` when it does not fit into one transaction
 */
export async function olderOf(
  client: DatabaseClient,
  place: LogPlace,
  entries: readonly LogEntry[],
  subjects: Subjects,
): Promise<Superseded | null> {
  const live = await liveEntries(client, place, entries);
  const counts = await coveredCounts(client, live, subjects);
  const batches: bigint[] = [];
  const words = new Map<bigint, bigint>();
  for (const { number, entry } of live) {
    const covered = counts.get(entry.id ?? '') ?? 0;
    if (covered === entry.leaves) batches.push(number);
    else if (covered > 0) await addBits(client, words, entry, subjects);
  }
  if (batches.length > MOST_BATCHES || words.size > MOST_WORDS) {
    throw new DomainError(
      'supersede_too_wide',
      'unprocessable',
      `The older credentials lie in ${words.size} words and ${batches.length} whole batches; one transaction takes ${MOST_WORDS} and ${MOST_BATCHES}. Score and issue again for all customers of the older batches, or without superseding.`,
      { params: { words: words.size, batches: batches.length } },
    );
  }
  if (batches.length === 0 && words.size === 0) return null;
  const sorted = [...words].sort(([a], [b]) => (a < b ? -1 : 1));
  return { batches, words: sorted.map(([word]) => word), bits: sorted.map(([, bits]) => bits) };
}

interface LiveEntry {
  readonly number: bigint;
  readonly entry: LogEntry;
}

/** Our batches that are neither superseded nor revoked. */
async function liveEntries(client: DatabaseClient, { chainId, issuerId }: LogPlace, entries: readonly LogEntry[]): Promise<LiveEntry[]> {
  const states = await client.ledgerBatchState.findMany({ where: { chainId, issuerId, state: { in: ['superseded', 'revoked'] } } });
  const gone = new Set(states.map((row) => row.batch));
  return entries.map((entry, i) => ({ number: BigInt(i), entry })).filter(({ number, entry }) => entry.id !== null && !gone.has(number));
}

/** How many credentials of each batch belong to the subjects or to erased customers. */
async function coveredCounts(client: DatabaseClient, live: readonly LiveEntry[], subjects: Subjects): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { entry } of live) {
    if (entry.id === null) continue;
    const [row] = await ('runId' in subjects
      ? client.$queryRaw<{ covered: number | bigint }[]>`
          SELECT COUNT(*) AS "covered" FROM "Credential" o JOIN "Customer" c ON c."id" = o."customerId"
          WHERE o."batchId" = ${entry.id} AND (c."erasedAt" IS NOT NULL OR EXISTS (
            SELECT 1 FROM "Score" s WHERE s."customerId" = o."customerId" AND s."runId" = ${subjects.runId}))`
      : client.$queryRaw<{ covered: number | bigint }[]>`
          SELECT COUNT(*) AS "covered" FROM "Credential" o JOIN "Customer" c ON c."id" = o."customerId"
          WHERE o."batchId" = ${entry.id} AND (c."erasedAt" IS NOT NULL OR EXISTS (
            SELECT 1 FROM "Credential" n WHERE n."customerId" = o."customerId" AND n."batchId" = ${subjects.batchId}))`);
    counts.set(entry.id, Number(row?.covered ?? 0));
  }
  return counts;
}

async function addBits(client: DatabaseClient, words: Map<bigint, bigint>, { id, firstLeaf }: LogEntry, subjects: Subjects): Promise<void> {
  const rows = await ('runId' in subjects
    ? client.$queryRaw<{ position: number | bigint }[]>`
        SELECT o."position" FROM "Credential" o WHERE o."batchId" = ${id} AND EXISTS (
          SELECT 1 FROM "Score" s WHERE s."customerId" = o."customerId" AND s."runId" = ${subjects.runId})`
    : client.$queryRaw<{ position: number | bigint }[]>`
        SELECT o."position" FROM "Credential" o WHERE o."batchId" = ${id} AND EXISTS (
          SELECT 1 FROM "Credential" n WHERE n."customerId" = o."customerId" AND n."batchId" = ${subjects.batchId})`);
  for (const { position } of rows) {
    const { word, bit } = revocationPlace(firstLeaf + BigInt(position));
    words.set(word, (words.get(word) ?? 0n) | (1n << bit));
  }
}
