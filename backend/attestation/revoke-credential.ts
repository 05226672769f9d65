import { encodeFunctionData } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { Signer } from '../platform/chain/signer.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { Database } from '../platform/database/database.ts';
import { placedCredential } from './store.ts';

export const REVOKE_KIND = 'revoke';
/** Numbers of the reasons on the ledger. */
export const REVOCATION_REASONS = { error: 1, fraud: 2, withdrawn: 3, 'key-compromise': 4, other: 5 } as const;
export type RevocationReason = keyof typeof REVOCATION_REASONS;

export interface RevocationOrder {
  readonly credentialId: string;
  readonly reason: RevocationReason;
  readonly actor: string;
  readonly requestId: string | null;
}

/**
 * Orders the revocation of one credential on chain. It counts from the block that takes it; asked again,
 * nothing more happens.
 * @throws {@link DomainError} `credential_unknown`, `credential_not_anchored`
 */
export async function revokeCredential(
  deps: { readonly database: Database; readonly sender: Signer['address'] },
  order: RevocationOrder,
): Promise<void> {
  const { credentialId, reason } = order;
  await deps.database.write(async (tx) => {
    const row = await tx.credential.findUnique({ where: { id: credentialId }, include: { batch: true } });
    if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
    const found = placedCredential(row);
    if (found === null) {
      throw new DomainError('credential_not_anchored', 'conflict', 'This credential is not anchored yet; revoke it once it is.', {
        retryable: true,
      });
    }
    const { index } = found;
    const { chainId, ledger } = found.placed.place;
    const idempotencyKey = `revoke:${credentialId}`;
    if ((await tx.chainTransaction.findUnique({ where: { idempotencyKey } })) !== null) return;
    const args = [index, REVOCATION_REASONS[reason]] as const;
    await enqueueTransaction(tx, {
      chainId,
      kind: REVOKE_KIND,
      refId: credentialId,
      idempotencyKey,
      sender: deps.sender,
      target: ledger,
      data: encodeFunctionData({ abi: creditLedgerAbi, functionName: 'revoke', args }),
    });
    await appendAudit(tx, {
      actor: order.actor,
      action: 'credential.revoked',
      entity: 'credential',
      entityId: credentialId,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { reason, index: String(index) },
      at: new Date(),
    });
  });
}
