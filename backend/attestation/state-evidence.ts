import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, ZERO_HASH } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { AnchoredBatch, LedgerPlace } from './domain/batch-leaf.ts';
import type { StateProof } from './domain/state-map.ts';
import type { StateEvidence } from './domain/state-proof.ts';
import { anchoredSequence } from './issuer-log.ts';
import { stateAfter } from './issuer-state.ts';

/** A batch as the index has it; null when the log is shorter. */
export async function indexedBatch(
  client: DatabaseClient,
  chainId: number,
  issuerId: number,
  batch: bigint,
): Promise<AnchoredBatch | null> {
  const row = await client.ledgerBatch.findUnique({ where: { chainId_issuerId_batch: { chainId, issuerId, batch } } });
  if (row === null) return null;
  const { leaves, firstLeaf, time } = row;
  return { batch, root: hash32(row.root), leaves, firstLeaf, model: hash32(row.model), stateRoot: hash32(row.stateRoot), time };
}

/**
 * What the state root of `batch` says about `tag`: its newest credential, or that it has none. Null when the batch states
 * nothing, or when it is not known here what it states.
 */
export async function proveState(
  client: DatabaseClient,
  { place, issuer, batch }: { readonly place: LedgerPlace; readonly issuer: number; readonly batch: AnchoredBatch },
  tag: Hash32,
): Promise<StateProof | null> {
  if (batch.stateRoot === ZERO_HASH) return null;
  const log = { ...place, issuerId: issuer };
  const { entries } = await anchoredSequence(client, log);
  const map = await stateAfter(client, log, entries.slice(0, Number(batch.batch) + 1));
  // A proof that leads elsewhere would only confuse who asks.
  return map === null || map.root !== batch.stateRoot ? null : map.prove(tag);
}

/**
 * What the newest batch of an issuer says about `tag`.
 * @throws {@link DomainError} `issuer_unknown`, `state_unavailable`
 */
export async function newestState(client: DatabaseClient, place: LedgerPlace, issuer: number, tag: Hash32): Promise<StateEvidence> {
  const row = await client.ledgerIssuer.findUnique({ where: { chainId_issuerId: { chainId: place.chainId, issuerId: issuer } } });
  if (row === null) throw new DomainError('issuer_unknown', 'not_found', 'The ledger has no issuer of this number.');
  const batch = await indexedBatch(client, place.chainId, issuer, row.batches - 1n);
  const state = batch === null ? null : await proveState(client, { place, issuer, batch }, tag);
  if (batch === null || state === null) {
    throw new DomainError('state_unavailable', 'not_found', 'The newest batch of this issuer states no map from subjects to credentials.');
  }
  return { place, issuer, batch, tag, state };
}
