import { storedBatchId } from '../attestation/batch-plan.ts';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { batchDigests } from '../attestation/store.ts';
import { fromHex, type Hash32, hash32, toHex } from '../kernel/hex.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { base64Of, bytesOfBase64 } from './domain/base64.ts';
import type { BatchEntry } from './domain/batch-entry.ts';
import { TILE_WIDTH } from './domain/tile-path.ts';
import { NOTE_KEY, parseNote, type SignedNote, type VerifierKey } from './domain/signed-note.ts';

/** A batch in the log of its issuer, as the index has it. */
export interface LoggedBatch extends BatchEntry {
  readonly leaf: Hash32;
  readonly block: { readonly number: bigint; readonly hash: Hash32 };
}

const PAGE = 2_000;

/** Batches of an issuer from number `from` on that stand in blocks up to `lastBlock`, in order and without gaps. */
export async function loggedBatches(
  client: DatabaseClient,
  place: LedgerPlace,
  issuer: number,
  range: { readonly from: bigint; readonly lastBlock: bigint },
): Promise<LoggedBatch[]> {
  const found: LoggedBatch[] = [];
  for (;;) {
    const from = range.from + BigInt(found.length);
    const rows = await client.ledgerBatch.findMany({
      where: { chainId: place.chainId, issuerId: issuer, batch: { gte: from }, blockNumber: { lte: range.lastBlock } },
      orderBy: { batch: 'asc' },
      take: PAGE,
    });
    for (const row of rows) {
      found.push({
        place,
        issuer,
        anchored: {
          batch: row.batch,
          root: hash32(row.root),
          leaves: row.leaves,
          firstLeaf: row.firstLeaf,
          model: hash32(row.model),
          stateRoot: hash32(row.stateRoot),
          time: row.time,
        },
        leaf: hash32(row.leafHash),
        block: { number: row.blockNumber, hash: hash32(row.blockHash) },
      });
    }
    if (rows.length < PAGE) return found;
  }
}

/** Issuers whose batches are made here: their credentials are known, so their logs can be published whole. */
export async function publishedIssuers(client: DatabaseClient, { chainId, ledger }: LedgerPlace): Promise<number[]> {
  const groups = await client.batch.groupBy({ by: ['issuerId'], where: { chainId, ledger, batch: { not: null } } });
  return groups.map((group) => group.issuerId).sort((a, b) => a - b);
}

/** Digests of the credentials under `root` in the order of their tree; null when they are not in this database: made elsewhere, or kept in a file. */
export async function digestsUnder(
  client: DatabaseClient,
  { chainId, ledger }: LedgerPlace,
  issuer: number,
  root: Hash32,
): Promise<Uint8Array | null> {
  const row = await client.batch.findFirst({ where: { chainId, ledger, issuerId: issuer, root, batch: { not: null } } });
  return row === null || storedBatchId(row) === null ? null : batchDigests(client, row);
}

export interface StoredCheckpoint {
  readonly size: bigint;
  readonly root: Hash32;
  readonly note: SignedNote;
}

/** The newest checkpoint that was signed for an issuer's log. */
export async function latestCheckpoint(client: DatabaseClient, place: LedgerPlace, issuer: number): Promise<StoredCheckpoint | null> {
  const row = await client.logCheckpoint.findFirst({ where: { ...place, issuerId: issuer }, orderBy: { size: 'desc' } });
  return row === null ? null : { size: row.size, root: hash32(row.root), note: parseNote(row.note) };
}

/** Sizes of the newest checkpoints of an issuer's log, as many as a tile is wide. */
export async function signedSizes(client: DatabaseClient, place: LedgerPlace, issuer: number): Promise<number[]> {
  const rows = await client.logCheckpoint.findMany({
    where: { ...place, issuerId: issuer },
    orderBy: { size: 'desc' },
    take: TILE_WIDTH,
    select: { size: true },
  });
  return rows.map(({ size }) => Number(size));
}

/** Answers with the published checkpoint of a log at a size, with its cosignatures; null where none was published. */
export function publishedCheckpoints({ client }: Pick<Database, 'client'>) {
  return async ({ place, issuer }: { readonly place: LedgerPlace; readonly issuer: number }, size: bigint): Promise<string | null> => {
    const key = { chainId: place.chainId, ledger: place.ledger, issuerId: issuer, size };
    return (await client.logCheckpoint.findUnique({ where: { chainId_ledger_issuerId_size: key } }))?.note ?? null;
  };
}

export interface StoredCosigner extends VerifierKey {
  readonly id: string;
  readonly removed: boolean;
}

export async function listCosigners(client: DatabaseClient): Promise<StoredCosigner[]> {
  const rows = await client.cosigner.findMany({ orderBy: [{ createdAt: 'asc' }, { name: 'asc' }], take: 1000 });
  return rows.map((row) => cosignerOf(row));
}

export function cosignerOf(row: {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  readonly removedAt: Date | null;
}) {
  const publicKey = bytesOfBase64(row.publicKey) ?? new Uint8Array();
  return { id: row.id, name: row.name, kind: NOTE_KEY.cosignature, publicKey, removed: row.removedAt !== null } as const;
}

/** Form of a public key in the table. */
export function publicKeyText(key: Uint8Array): string {
  return base64Of(key);
}

/** Leaf hashes of batches one after the other. */
export function flatLeaves(batches: readonly LoggedBatch[]): Uint8Array {
  const flat = new Uint8Array(batches.length * 32);
  batches.forEach((batch, i) => {
    flat.set(fromHex(batch.leaf), i * 32);
  });
  return flat;
}

/** Text of 32 bytes. */
export function hashText(bytes: Uint8Array): Hash32 {
  return hash32(toHex(bytes));
}
