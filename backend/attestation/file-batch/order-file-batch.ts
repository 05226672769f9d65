import { DomainError } from '../../kernel/errors.ts';
import { address, ZERO_HASH } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { ChainClient } from '../../platform/chain/chain-client.ts';
import type { Signer } from '../../platform/chain/signer.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Database, DatabaseClient } from '../../platform/database/database.ts';
import { enqueueAnchor, resumeAnchor } from '../anchor-batch.ts';
import { readPlan, writePlan } from '../batch-plan.ts';
import { planIssue } from '../issue-plan.ts';
import { requireInUse, roleOnChain } from '../models/read-models.ts';
import type { FileBatchOrder } from './schemas.ts';

export interface OrderDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly signer: Signer;
}

/**
 * Takes a batch that was made from a file into the issuer's log and orders its anchoring. Ordered again, it is the same batch: one
 * that is anchored or on its way stays as it is, and one whose every attempt was refused is tried anew.
 * @throws {@link DomainError} `file_batch_differs`, `file_batch_elsewhere`, `file_batch_expired`, `model_not_in_use` and those of {@link planIssue}
 */
export async function orderFileBatch(
  deps: OrderDeps,
  order: FileBatchOrder,
  { actor, requestId }: { readonly actor: string; readonly requestId: string },
): Promise<void> {
  const { database, signer } = deps;
  if (!(await isKnown(database.client, order))) await requireOurs(deps, order);
  const { id, root, leaves, model, file, allowUnused } = order;
  await database.write(async (tx) => {
    // First, because it orders all writers: of two orders at once the second finds the batch of the first.
    await takeCommitOrder(tx);
    if (await isKnown(tx, order)) return resumeAnchor(tx, id);
    await appendAudit(tx, {
      actor,
      action: 'batch.issued',
      entity: 'batch',
      entityId: id,
      outcome: 'ok',
      requestId,
      detail: { leaves, root, model, file, allowUnused },
      at: new Date(),
    });
    const times = { issuedAt: BigInt(order.issuedAt), expiry: BigInt(order.expiry) };
    await tx.batch.create({
      data: {
        id,
        chainId: order.chainId,
        ledger: address(order.ledger),
        issuerId: order.issuerId,
        root,
        leaves,
        model,
        stateRoot: ZERO_HASH,
        plan: writePlan({ ...times, copies: 0, supersede: 'none', file }),
        createdBy: actor,
      },
    });
    await enqueueAnchor(tx, { sender: signer.address, batchId: id, attempt: 1 });
  });
}

/** Whether this batch was ordered before. @throws {@link DomainError} `file_batch_differs` when another one has its id */
async function isKnown(client: Pick<DatabaseClient, 'batch'>, order: FileBatchOrder): Promise<boolean> {
  const row = await client.batch.findUnique({ where: { id: order.id } });
  if (row === null) return false;
  const isSame =
    row.root === order.root &&
    row.leaves === order.leaves &&
    row.model === order.model &&
    row.issuerId === order.issuerId &&
    row.chainId === order.chainId &&
    row.ledger === address(order.ledger) &&
    readPlan(row.plan).file?.sha256 === order.file.sha256;
  if (!isSame)
    throw new DomainError(
      'file_batch_differs',
      'conflict',
      'A batch of this id was ordered with another root, model or file; nothing was changed.',
    );
  return true;
}

async function requireOurs(deps: OrderDeps, order: FileBatchOrder): Promise<void> {
  const { place, issuer, issuedAt } = await planIssue(deps, 1);
  if (place.chainId !== order.chainId || place.ledger !== address(order.ledger) || issuer !== order.issuerId) {
    throw new DomainError(
      'file_batch_elsewhere',
      'conflict',
      `The credentials were made for issuer ${order.issuerId} of ledger ${order.ledger} on chain ${order.chainId}, and this installation issues as ${issuer} of ${place.ledger} on chain ${place.chainId}.`,
    );
  }
  if (BigInt(order.expiry) <= issuedAt)
    throw new DomainError('file_batch_expired', 'conflict', 'The credentials of this batch have expired already; issue the file anew.');
  if (!order.allowUnused) requireInUse(order.model, await roleOnChain(deps.database.client, order, order.model));
}
