import type { DatabaseClient } from '../platform/database/database.ts';
import { revocationPlace } from './domain/ledger-facts.ts';

/** Number of the reason that only a newer batch gives. */
export const SUPERSEDED = 6;

/** Where a credential stands on the ledger. */
export interface CredentialPlace {
  readonly chainId: number;
  readonly issuerId: number;
  readonly batch: bigint;
  /** Revocation index. */
  readonly index: bigint;
}

export type Standing = 'live' | 'revoked' | 'superseded' | 'suspended' | 'frozen';

interface Placed {
  readonly position: number | null;
  readonly batch: {
    readonly chainId: number;
    readonly issuerId: number;
    readonly batch: bigint | null;
    readonly firstLeaf: bigint | null;
  } | null;
}

/** Null while the credential is in no anchored batch. */
export function credentialPlace({ position, batch }: Placed): CredentialPlace | null {
  if (batch === null || batch.firstLeaf === null || batch.batch === null || position === null) return null;
  return { chainId: batch.chainId, issuerId: batch.issuerId, batch: batch.batch, index: batch.firstLeaf + BigInt(position) };
}

export function placeKey({ chainId, issuerId, index }: Pick<CredentialPlace, 'chainId' | 'issuerId' | 'index'>): string {
  return `${chainId}:${issuerId}:${index}`;
}

/**
 * What the ledger says now of each place, by {@link placeKey}; a place that is absent is live. The order
 * of the answers is that of the contract: a batch out of force, then revoked, superseded, suspended.
 */
export async function readStandings(client: DatabaseClient, places: readonly CredentialPlace[]): Promise<Map<string, Standing>> {
  if (places.length === 0) return new Map();
  const [batches, revocations, held] = await Promise.all([
    client.ledgerBatchState.findMany({
      where: { OR: unique(places.map(({ chainId, issuerId, batch }) => ({ chainId, issuerId, batch }))) },
    }),
    client.ledgerRevocation.findMany({
      where: { OR: places.map(({ chainId, issuerId, index }) => ({ chainId, issuerId, index })) },
      select: { chainId: true, issuerId: true, index: true, reason: true },
    }),
    client.ledgerHeldWord.findMany({
      where: { OR: unique(places.map(({ chainId, issuerId, index }) => ({ chainId, issuerId, word: revocationPlace(index).word }))) },
    }),
  ]);
  const batchOf = new Map(batches.map((row) => [`${row.chainId}:${row.issuerId}:${row.batch}`, standingOf(row.state)]));
  const dead = new Map(revocations.map((row) => [placeKey(row), row.reason === SUPERSEDED ? 'superseded' : 'revoked'] as const));
  const bitsOf = new Map(held.map((row) => [`${row.chainId}:${row.issuerId}:${row.word}`, BigInt(row.bits)]));
  const standings = new Map<string, Standing>();
  for (const place of places) {
    const { chainId, issuerId, index } = place;
    const { word, bit } = revocationPlace(index);
    const isHeld = (((bitsOf.get(`${chainId}:${issuerId}:${word}`) ?? 0n) >> bit) & 1n) === 1n;
    const standing = batchOf.get(`${chainId}:${issuerId}:${place.batch}`) ?? dead.get(placeKey(place)) ?? (isHeld ? 'suspended' : 'live');
    if (standing !== 'live') standings.set(placeKey(place), standing);
  }
  return standings;
}

const BATCH_STANDINGS = ['superseded', 'revoked', 'frozen'] as const;

/** A state of a batch as the index writes it. */
export function standingOf(state: string): 'live' | (typeof BATCH_STANDINGS)[number] {
  return BATCH_STANDINGS.find((name) => name === state) ?? 'live';
}

function unique<T extends Readonly<Record<string, number | bigint>>>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [Object.values(row).join(':'), row])).values()];
}
