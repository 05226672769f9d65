import type { Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { storedBatchId } from './batch-plan.ts';
import { type AnchorProof, proofDigest, proofJson } from './domain/anchor-proof.ts';
import { type LedgerReader, revocationPlace } from './domain/ledger-facts.ts';
import { logTree } from './domain/merkle-log.ts';
import type { StateProof } from './domain/state-map.ts';
import { splitHashes } from './domain/words.ts';
import { anchoredSequence } from './issuer-log.ts';
import { stateAfter } from './issuer-state.ts';
import { logLeaves, type PlacedBatch, type PlacedCredential, placedCredential } from './store.ts';

export interface ProofDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly reader: LedgerReader;
  readonly signer: Signer;
  /** The cosigned checkpoint of the issuer's log at `size`; null when nobody has signed it yet. */
  checkpointOf?(log: PlacedBatch, size: bigint): Promise<string | null>;
}

/**
 * The proof file that lets the credential be verified without a network: what the ledger says now about
 * its batch, signed by the issuer.
 * @throws {@link DomainError} `credential_unknown`, `credential_not_anchored`, `index_behind`
 */
export async function exportAnchorProof(deps: ProofDeps, credentialId: string): Promise<Json> {
  const row = await deps.database.client.credential.findUnique({ where: { id: credentialId }, include: { batch: true } });
  if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
  const found = placedCredential(row);
  if (found === null)
    throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet.', { retryable: true });
  // Of an erased customer not even the tag is left that the proof would be about.
  if (row.tag === '') throw new DomainError('customer_erased', 'not_found', 'The personal data of this customer has been erased.');
  return proveAnchor(deps, found, hash32(row.tag));
}

/**
 * The same for the credential at `position` of a batch whose credentials a file holds; the state of the log says nothing about those.
 * @throws {@link DomainError} `credential_unknown`, `credential_not_anchored`, `index_behind`
 */
export async function exportPositionProof(deps: ProofDeps, batchId: string, position: number): Promise<Json> {
  const batch = await deps.database.client.batch.findUnique({ where: { id: batchId } });
  if (batch === null || storedBatchId(batch) !== null || position >= batch.leaves)
    throw new DomainError('credential_unknown', 'not_found', 'No batch of a file has this id and position.');
  const found = placedCredential({ batch, position });
  if (found === null)
    throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet.', { retryable: true });
  return proveAnchor(deps, found, null);
}

async function proveAnchor(deps: ProofDeps, { placed, index }: PlacedCredential, tag: Hash32 | null): Promise<Json> {
  const { anchored, issuer, place } = placed;
  const { word } = revocationPlace(index);
  const facts = await deps.reader.read({ issuer, batch: anchored.batch, word });
  if (facts.statuses === null || facts.batchLeaf === null) throw behind();
  const log = await readLog(deps, placed, facts.asOf.number);
  const { client } = deps.database;
  const newest = await client.ledgerBatch.findUnique({
    where: { chainId_issuerId_batch: { chainId: place.chainId, issuerId: issuer, batch: log.size - 1n } },
  });
  if (newest === null) throw behind();
  const stateRoot = hash32(newest.stateRoot);
  const state = tag === null ? null : await proveState(deps.database.client, placed, { stateRoot, size: log.size, tag });
  const proof: AnchorProof = {
    place,
    issuer,
    batch: anchored,
    anchored: { transaction: placed.transaction, block: placed.block },
    log: { size: log.size, root: log.root, path: log.pathOf(anchored.batch) },
    statuses: facts.statuses,
    keys: facts.keys,
    standing: {
      word,
      dead: facts.deadBits,
      superseded: facts.supersededBits,
      held: facts.heldBits,
      batchState: facts.batchState,
    },
    newest: {
      batch: { ...newest, root: hash32(newest.root), model: hash32(newest.model), stateRoot },
      path: log.pathOf(log.size - 1n),
      state: tag === null || state === null ? null : { tag, proof: state },
    },
    asOf: facts.asOf,
  };
  const checkpoint = (await deps.checkpointOf?.(placed, log.size)) ?? null;
  return { ...proofJson(proof), signature: await deps.signer.signDigest(proofDigest(proof)), checkpoint };
}

/** What the state root of the log's last batch says about `tag`; null when our index makes another state. */
async function proveState(
  client: DatabaseClient,
  { place, issuer }: PlacedBatch,
  { stateRoot, size, tag }: { readonly stateRoot: Hash32; readonly size: bigint; readonly tag: Hash32 },
): Promise<StateProof | null> {
  if (stateRoot === ZERO_HASH) return null;
  const log = { ...place, issuerId: issuer };
  const { entries } = await anchoredSequence(client, log);
  const map = await stateAfter(client, log, entries.slice(0, Number(size)));
  return map?.root === stateRoot ? map.prove(tag) : null;
}

/** The issuer's log as the chain has it at `block`; paths are made from the index and handed out only when both agree. */
async function readLog({ database, chain }: ProofDeps, { place, issuer }: PlacedBatch, block: bigint) {
  const leaves = await logLeaves(database.client, place.chainId, issuer);
  const view = { address: place.ledger, abi: creditLedgerAbi, at: block } as const;
  const [size, , root] = await chain.readView({ ...view, functionName: 'checkpoint', args: [issuer] });
  if (BigInt(leaves.length) < size || size === 0n) throw behind();
  const tree = logTree(leaves, Number(size));
  if (toHex(tree.root) !== root) throw behind();
  return { size, root: hash32(root), pathOf: (batch: bigint) => splitHashes(tree.path(Number(batch))) };
}

function behind(): DomainError {
  return new DomainError('index_behind', 'unavailable', 'The index has not caught up with the chain; try again in a moment.', {
    retryable: true,
  });
}
