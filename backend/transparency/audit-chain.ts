import { entryLeaf } from './domain/batch-entry.ts';
import type { FoldedIssuer } from './domain/ledger-fold.ts';
import type { AuditParts } from './audit-parts.ts';
import { readChainCheckpoint } from './checkpoint-client.ts';
import { loggedBatches } from './store.ts';

/** What follows from the events must be what the contract's storage says. */
export async function compareChain({ chain, place, findings }: AuditParts, folded: FoldedIssuer, block: bigint): Promise<void> {
  const { issuer, size, root, leaves } = folded;
  const onChain = await readChainCheckpoint(chain, place, issuer, block);
  if (onChain === null || onChain.size !== size || onChain.leaves !== leaves)
    findings.add({
      kind: 'chain_size_differs',
      where: 'chain',
      issuerId: issuer,
      expected: onChain === null ? null : `${onChain.size} batches, ${onChain.leaves} credentials`,
      actual: `${size} batches, ${leaves} credentials`,
      detail: `The events of issuer ${issuer} add up to another length than the contract states: some were left out or added by the node.`,
    });
  else if (onChain.root !== root)
    findings.add({
      kind: 'chain_root_differs',
      where: 'chain',
      issuerId: issuer,
      expected: onChain.root,
      actual: root,
      detail: `The events of issuer ${issuer} lead to another root than the contract states.`,
    });
}

/** The index of the chain in the database, batch by batch, as far as it had read when the audit began. */
export async function compareIndex({ database, place, fold, findings, indexedTo: lastBlock }: AuditParts, issuer: number): Promise<void> {
  const anchored = fold.entriesOf(issuer).filter(({ block }) => block <= lastBlock);
  const indexed = await loggedBatches(database.client, place, issuer, { from: 0n, lastBlock });
  const byNumber = new Map(indexed.map((row) => [row.anchored.batch, row]));
  for (const entry of anchored) {
    const row = byNumber.get(entry.anchored.batch);
    byNumber.delete(entry.anchored.batch);
    if (row !== undefined && row.leaf === entryLeaf(entry) && entryLeaf(row) === row.leaf) continue;
    const batch = String(entry.anchored.batch);
    const lacks = row === undefined;
    findings.add({
      kind: 'index_differs',
      where: 'database',
      issuerId: issuer,
      batch,
      position: batch,
      expected: entryLeaf(entry),
      actual: lacks ? null : entryLeaf(row),
      detail: lacks
        ? `The index lacks batch ${batch} of issuer ${issuer}.`
        : `The index has another batch ${batch} of issuer ${issuer} than the chain.`,
    });
  }
  for (const [batch, row] of byNumber)
    findings.add({
      kind: 'index_differs',
      where: 'database',
      issuerId: issuer,
      batch: String(batch),
      position: String(batch),
      actual: row.leaf,
      detail: `The index has a batch ${batch} of issuer ${issuer} that the chain does not have.`,
    });
}

/** Events in the index that look like the ledger's and are of another contract. */
export async function lookForStrangers({ database, place, findings, fold }: AuditParts): Promise<void> {
  const { client } = database;
  const deployed = await client.deployment.findMany({ where: { chainId: place.chainId }, select: { address: true } });
  const known = [place.ledger, ...deployed.map(({ address }) => address)];
  const rows = await client.chainEvent.findMany({
    where: { chainId: place.chainId, contract: 'CreditLedger', address: { notIn: known } },
    orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }],
    take: 1000,
  });
  for (const row of rows)
    findings.add({
      kind: 'foreign_event',
      where: 'database',
      expected: place.ledger,
      actual: row.address,
      detail: `The index holds an event ${row.name} of block ${row.blockNumber} that another contract emitted.`,
    });
  const numbers = fold.issuers().map(({ issuer }) => issuer);
  const strangers = await client.ledgerIssuer.findMany({ where: { chainId: place.chainId, issuerId: { notIn: numbers } }, take: 1000 });
  for (const { issuerId } of strangers)
    findings.add({
      kind: 'index_differs',
      where: 'database',
      issuerId,
      detail: `The index has an issuer ${issuerId} that the chain does not have.`,
    });
}
