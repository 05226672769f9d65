import type { Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { hash32, toHex } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import { type AnchorProof, proofDigest, proofJson } from './domain/anchor-proof.ts';
import { type LedgerReader, revocationPlace } from './domain/ledger-facts.ts';
import { logTree } from './domain/merkle-log.ts';
import { logLeaves, placedCredential } from './store.ts';

export interface ProofDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly reader: LedgerReader;
  readonly signer: Signer;
}

/**
 * The proof file that lets the credential be verified without a network: what the ledger says now about
 * its batch, signed by the issuer.
 * @throws {@link DomainError} `credential_unknown`, `credential_not_anchored`, `index_behind`
 */
export async function exportAnchorProof(deps: ProofDeps, credentialId: string): Promise<Json> {
  const { client } = deps.database;
  const row = await client.credential.findUnique({ where: { id: credentialId }, include: { batch: true } });
  if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
  const found = placedCredential(row);
  if (found === null)
    throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet.', { retryable: true });
  const { placed } = found;
  const { anchored, issuer, place } = placed;
  const { word } = revocationPlace(found.index);
  const facts = await deps.reader.read({ issuer, batch: anchored.batch, word });
  if (facts.statuses === null || facts.batchLeaf === null) throw behind();
  const leaves = await logLeaves(client, place.chainId, issuer);
  const view = { address: place.ledger, abi: creditLedgerAbi, at: facts.asOf.number } as const;
  const [size, , root] = await deps.chain.readView({ ...view, functionName: 'checkpoint', args: [issuer] });
  // The path is made from the index; it is handed out only when the chain has the same log.
  if (BigInt(leaves.length) < size || size === 0n) throw behind();
  const tree = logTree(leaves, Number(size));
  if (toHex(tree.root) !== root) throw behind();
  const flat = tree.path(Number(anchored.batch));
  const proof: AnchorProof = {
    place,
    issuer,
    batch: anchored,
    anchored: { transaction: placed.transaction, block: placed.block },
    log: { size, root: hash32(root), path: splitHashes(flat) },
    statuses: facts.statuses,
    keys: facts.keys,
    revocation: { word, bits: facts.revokedBits },
    asOf: facts.asOf,
  };
  return { ...proofJson(proof), signature: await deps.signer.signDigest(proofDigest(proof)) };
}

function splitHashes(flat: Uint8Array) {
  return Array.from({ length: flat.length / 32 }, (_, i) => hash32(toHex(flat.subarray(i * 32, i * 32 + 32))));
}

function behind(): DomainError {
  return new DomainError('index_behind', 'unavailable', 'The index has not caught up with the chain; try again in a moment.', {
    retryable: true,
  });
}
