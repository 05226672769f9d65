import { encodeFunctionData } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import type { Hex } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { Tx } from '../platform/database/database.ts';
import { revocationPlace } from './domain/ledger-facts.ts';
import type { RevocationKind, RevocationReason } from './schemas.ts';
import { readPositionName } from './file-batch/position-name.ts';
import { storedBatchId } from './batch-plan.ts';
import { placedBatch, placedCredential } from './store.ts';

/** Numbers of the reasons on the ledger. */
export const REVOCATION_REASONS = { error: 1, fraud: 2, withdrawn: 3, 'key-compromise': 4, other: 5 } as const;

/** A credential or a batch on the ledger, and what is to happen to it. */
export interface RevocationAct {
  readonly kind: RevocationKind;
  readonly credentialId: string | null;
  readonly batchId: string | null;
  readonly reason: RevocationReason;
}

interface Target {
  readonly chainId: number;
  readonly ledger: string;
  /** Revocation index of the credential, or number of the batch. */
  readonly number: bigint;
}

/**
 * Where the act takes place on the ledger.
 * @throws {@link DomainError} `credential_unknown`, `credential_not_anchored`, `batch_unknown`, `batch_not_anchored`
 */
export async function findTarget(tx: Tx, { kind, credentialId, batchId }: RevocationAct): Promise<Target> {
  if (kind === 'revoke-batch') {
    const row = await tx.batch.findUnique({ where: { id: batchId ?? '', state: { not: 'building' } } });
    if (row === null) throw new DomainError('batch_unknown', 'not_found', 'No batch has this id.');
    const placed = placedBatch(row);
    if (placed === null) throw new DomainError('batch_not_anchored', 'conflict', 'This batch is not anchored yet.', { retryable: true });
    return { ...placed.place, number: placed.anchored.batch };
  }
  const row = await findCredential(tx, credentialId ?? '');
  if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
  const found = placedCredential(row);
  if (found === null) {
    throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet; revoke it once it is.', {
      retryable: true,
    });
  }
  return { ...found.placed.place, number: found.index };
}

/** A credential by its id, or by its position in a batch whose credentials a file holds. */
async function findCredential(tx: Tx, id: string) {
  const name = readPositionName(id);
  if (name === null) return tx.credential.findUnique({ where: { id }, include: { batch: true } });
  const batch = await tx.batch.findUnique({ where: { id: name.batchId } });
  const isOfFile = batch !== null && storedBatchId(batch) === null;
  return isOfFile && name.position < batch.leaves ? { batch, position: name.position } : null;
}

/** Asks the submitter for the transaction of the act, once for each request. */
export async function enqueueRevocation(
  tx: Tx,
  act: RevocationAct,
  { requestId, sender }: { readonly requestId: string; readonly sender: string },
): Promise<void> {
  const target = await findTarget(tx, act);
  await enqueueTransaction(tx, {
    chainId: target.chainId,
    kind: act.kind,
    refId: requestId,
    idempotencyKey: `revocation:${requestId}`,
    sender,
    target: target.ledger,
    data: callOf(act, target.number),
  });
}

function callOf({ kind, reason }: RevocationAct, number: bigint): Hex {
  const why = REVOCATION_REASONS[reason];
  const { word, bit } = revocationPlace(number);
  const words = [[word], [1n << bit], why] as const;
  switch (kind) {
    case 'revoke':
      return encodeFunctionData({ abi: creditLedgerAbi, functionName: 'revoke', args: [number, why] });
    case 'suspend':
      return encodeFunctionData({ abi: creditLedgerAbi, functionName: 'suspendWords', args: words });
    case 'release':
      return encodeFunctionData({ abi: creditLedgerAbi, functionName: 'releaseWords', args: words });
    case 'revoke-batch':
      return encodeFunctionData({ abi: creditLedgerAbi, functionName: 'revokeBatch', args: [number, why] });
  }
}
