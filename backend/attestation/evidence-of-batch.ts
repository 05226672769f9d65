import { DomainError } from '../kernel/errors.ts';
import { fromHex, type Hash32, hash32, toHex } from '../kernel/hex.ts';
import type { Evidence } from '../platform/http/schemas.ts';
import { storedBatchId } from './batch-plan.ts';
import { blockOf, CREDENTIAL_COLUMNS, SHOWN } from './batch-views.ts';
import { batchLeaf } from './domain/batch-leaf.ts';
import { revocationPlace } from './domain/ledger-facts.ts';
import { hashLeaves } from './domain/merkle-tree.ts';
import { ledgerCall } from './ledger-call.ts';
import type { AttestationDeps } from './open-ledger.ts';
import { anchorAt, batchTree, type PlacedBatch, placedBatch, placedCredential } from './store.ts';

/** More leaves than this are not sent to a browser to be hashed again; a single credential's path proves its own. */
const RECOMPUTE_LIMIT = 20_000;

type BatchRecord = NonNullable<Awaited<ReturnType<AttestationDeps['database']['client']['batch']['findUnique']>>>;

async function findBatch({ database }: AttestationDeps, id: string): Promise<BatchRecord> {
  const row = await database.client.batch.findUnique({ where: { id, ...SHOWN } });
  if (row === null) throw new DomainError('batch_unknown', 'not_found', 'No batch has this id.');
  return row;
}

async function peekBatch({ chain }: AttestationDeps, placed: PlacedBatch | null): Promise<Evidence['call']> {
  if (placed === null) return null;
  const { word } = revocationPlace(placed.anchored.firstLeaf);
  return ledgerCall(chain, placed.place, 'peek', [placed.issuer, placed.anchored.batch, word]);
}

/** Why the root of a batch is what it is: its leaves, which the browser hashes again where they are few and in the database. */
export async function batchRootEvidence(deps: AttestationDeps, id: string): Promise<Evidence> {
  const row = await findBatch(deps, id);
  const tree = row.leaves > RECOMPUTE_LIMIT || storedBatchId(row) === null ? null : await batchTree(deps.database.client, row);
  const leaves = tree === null ? null : Array.from({ length: tree.size }, (_, i) => toHex(tree.leaf(i)) as Hash32);
  return {
    title: `Root of batch ${row.id}`,
    formula:
      'leaf = keccak256(0x00 ‖ EIP-712 digest of the credential); node = keccak256(0x01 ‖ left ‖ right); an odd node is promoted (RFC 9162)',
    provenance: 'chain',
    inputs: [
      { name: 'root', value: row.root },
      { name: 'leaves', value: String(row.leaves) },
      { name: 'model', value: row.model },
    ],
    rows: { count: row.leaves, href: `/v1/batches/${row.id}/credentials` },
    call: await peekBatch(deps, placedBatch(row)),
    block: blockOf(row),
    transaction: row.txHash,
    recompute: leaves === null ? null : { kind: 'merkleRoot', leaves, expected: row.root },
  };
}

/** What one anchor transaction committed to. */
export async function batchLeafEvidence(deps: AttestationDeps, id: string): Promise<Evidence> {
  const row = await findBatch(deps, id);
  const placed = placedBatch(row);
  if (placed === null) throw new DomainError('batch_not_anchored', 'conflict', 'This batch is not anchored yet.', { retryable: true });
  const { place, issuer, anchored } = placed;
  const fields = {
    chainId: place.chainId,
    ledger: place.ledger,
    issuer,
    batch: String(anchored.batch),
    root: anchored.root,
    leaves: String(anchored.leaves),
    firstLeaf: String(anchored.firstLeaf),
    model: anchored.model,
    stateRoot: anchored.stateRoot,
    time: String(anchored.time),
  };
  const transaction = await deps.database.client.chainTransaction.findFirst({
    where: { txHash: placed.transaction },
    select: { gasUsed: true },
  });
  const gas = transaction?.gasUsed ?? null;
  return {
    title: `Batch ${anchored.batch} of issuer ${issuer} on the ledger`,
    formula:
      'keccak256(0x00 ‖ chainId(32) ‖ ledger(20) ‖ issuer(4) ‖ batch(8) ‖ root(32) ‖ leaves(8) ‖ firstLeaf(8) ‖ model(32) ‖ stateRoot(32) ‖ time(8))',
    provenance: 'chain',
    inputs: [
      ...Object.entries(fields).map(([name, value]) => ({ name, value: String(value) })),
      ...(gas === null ? [] : [{ name: 'gasUsed', value: String(gas) }]),
    ],
    rows: { count: row.leaves, href: `/v1/batches/${row.id}/credentials` },
    call: await peekBatch(deps, placed),
    block: blockOf(row),
    transaction: row.txHash,
    recompute: { kind: 'batchLeaf', ...fields, expected: batchLeaf(place, issuer, anchored) },
  };
}

/** How a credential stands in its batch: the path from its leaf to the anchored root. */
export async function credentialEvidence(deps: AttestationDeps, id: string): Promise<Evidence> {
  const { client } = deps.database;
  const row = await client.credential.findUnique({ where: { id }, select: CREDENTIAL_COLUMNS });
  if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
  const found = placedCredential(row);
  if (found === null)
    throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet.', { retryable: true });
  const { placed, position } = found;
  const { index, path, root } = anchorAt(placed, await batchTree(client, found.row), position);
  return {
    title: `Credential ${row.id} in batch ${placed.anchored.batch}`,
    formula: 'the leaf keccak256(0x00 ‖ digest) leads along the path of siblings to the root of the batch',
    provenance: 'chain',
    inputs: [
      { name: 'digest', value: row.digest },
      { name: 'position', value: String(position) },
      { name: 'revocationIndex', value: String(placed.anchored.firstLeaf + index) },
    ],
    rows: null,
    call: await peekBatch(deps, placed),
    block: blockOf(found.row),
    transaction: placed.transaction,
    recompute: {
      kind: 'inclusion',
      leaf: hash32(toHex(hashLeaves(fromHex(row.digest)))),
      index: String(index),
      size: String(placed.anchored.leaves),
      path: [...path],
      expected: root,
    },
  };
}
