import type { z } from 'zod';
import type { DatabaseClient } from '../platform/database/database.ts';
import { ANCHOR_KIND } from './anchor-batch.ts';
import { timeText } from './ledger-views.ts';
import type { BatchRow, CredentialRow } from './schemas.ts';

type BatchRecord = Awaited<ReturnType<DatabaseClient['batch']['findFirstOrThrow']>>;
type CredentialRecord = Omit<Awaited<ReturnType<DatabaseClient['credential']['findFirstOrThrow']>>, 'body'> & {
  readonly batch: BatchRecord;
};
type CredentialView = z.infer<typeof CredentialRow>;

/** Everything a credential's row needs but its sealed body. */
export const CREDENTIAL_COLUMNS = {
  id: true,
  digest: true,
  batchId: true,
  position: true,
  customerId: true,
  scoreId: true,
  issuedAt: true,
  expiry: true,
  batch: true,
} as const;

const STATES = ['built', 'submitted', 'anchored', 'final'] as const;

/** Rows of batches with the transaction that anchors each. */
export async function batchViews(client: DatabaseClient, rows: readonly BatchRecord[]): Promise<BatchRow[]> {
  const transactions = await client.chainTransaction.findMany({
    where: { kind: ANCHOR_KIND, refId: { in: rows.map((row) => row.id) } },
    orderBy: { createdAt: 'asc' },
    select: { refId: true, txHash: true, gasUsed: true, state: true },
  });
  const latest = new Map(transactions.map((transaction) => [transaction.refId, transaction]));
  return rows.map((row) => {
    const transaction = latest.get(row.id);
    const state = STATES.find((name) => name === row.state) ?? 'built';
    const isSent = transaction?.state === 'signed' || transaction?.state === 'mined';
    return {
      id: row.id,
      chainId: row.chainId,
      ledger: row.ledger,
      issuerId: row.issuerId,
      batch: row.batch === null ? null : String(row.batch),
      root: row.root,
      leaves: row.leaves,
      firstLeaf: row.firstLeaf === null ? null : String(row.firstLeaf),
      model: row.model,
      stateRoot: row.stateRoot,
      state: state === 'built' && isSent ? 'submitted' : state,
      block: blockOf(row),
      transaction: row.txHash ?? transaction?.txHash ?? null,
      gasUsed: transaction?.gasUsed === null || transaction?.gasUsed === undefined ? null : String(transaction.gasUsed),
      createdAt: row.createdAt.toISOString(),
    };
  });
}

export function blockOf({ blockNumber, blockHash, time }: Pick<BatchRecord, 'blockNumber' | 'blockHash' | 'time'>) {
  if (blockNumber === null || blockHash === null || time === null) return null;
  return { number: String(blockNumber), hash: blockHash, time: timeText(time) };
}

/** Rows of credentials; one that is revoked on the ledger says so. */
export async function credentialViews(client: DatabaseClient, rows: readonly CredentialRecord[]): Promise<CredentialView[]> {
  const places = rows.flatMap(({ id, position, batch }) =>
    batch.firstLeaf === null ? [] : [{ id, chainId: batch.chainId, issuerId: batch.issuerId, index: batch.firstLeaf + BigInt(position) }],
  );
  const revocations =
    places.length === 0
      ? []
      : await client.ledgerRevocation.findMany({
          where: { OR: places.map(({ chainId, issuerId, index }) => ({ chainId, issuerId, index })) },
          select: { chainId: true, issuerId: true, index: true },
        });
  const revoked = new Set(revocations.map((row) => `${row.chainId}:${row.issuerId}:${row.index}`));
  return rows.map((row) => {
    const { batch } = row;
    const index = batch.firstLeaf === null ? null : batch.firstLeaf + BigInt(row.position);
    const isRevoked = index !== null && revoked.has(`${batch.chainId}:${batch.issuerId}:${index}`);
    return {
      id: row.id,
      digest: row.digest,
      batchId: row.batchId,
      position: row.position,
      index: index === null ? null : String(index),
      customerId: row.customerId,
      issuedAt: timeText(row.issuedAt),
      expiry: timeText(row.expiry),
      state: isRevoked ? 'revoked' : (STATES.find((name) => name === batch.state) ?? 'built'),
    };
  });
}
