import type { Abi } from 'viem';
import { DomainError, type DomainErrorOptions } from '../kernel/errors.ts';
import type { Address, Hex } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Order, PoolDeps } from './open-securitization.ts';

export interface ContractCall {
  readonly sender: Address;
  readonly target: Address;
  readonly data: Hex;
}

export interface OrderedCall extends ContractCall {
  readonly chainId: number;
  /** Deal or tape that it belongs to. */
  readonly refId: string;
  readonly kind: string;
}

/** Orders a transaction; while one of the same kind is on its way, asking again orders nothing new. */
export async function enqueueOnce(tx: Tx, { chainId, refId, sender, target, data, kind }: OrderedCall): Promise<string> {
  const latest = await tx.chainTransaction.findFirst({ where: { chainId, kind, refId }, orderBy: { createdAt: 'desc' } });
  if (latest !== null && ['new', 'signed', 'mined'].includes(latest.state) && latest.data === data) return latest.id;
  const earlier = await tx.chainTransaction.count({ where: { chainId, kind, refId } });
  const idempotencyKey = `${kind}:${chainId}:${refId}:${earlier}`;
  return enqueueTransaction(tx, { chainId, kind, refId, idempotencyKey, sender, target, data });
}

/** The contract's own error as text, and what goes with the error that tells it. */
interface ContractRefusal {
  readonly why: string;
  readonly options: DomainErrorOptions;
}

export interface Refusal {
  readonly errorOf: (refusal: ContractRefusal) => DomainError;
  /** Entry of the audit log that says so. */
  readonly action: string;
  readonly entity: 'deal' | 'tape' | 'closing';
  readonly entityId: string;
}

/**
 * Asks a contract whether it would take a call. What it refuses is kept in the audit log and thrown with the contract's own error in
 * `params`.
 * @throws {@link DomainError} that `errorOf` makes
 */
export async function requireWilling(
  { database, chain }: Pick<PoolDeps, 'database' | 'chain'>,
  { sender, target, data, abi }: ContractCall & { readonly abi: Abi },
  { errorOf, action, entity, entityId }: Refusal,
  order: Order,
): Promise<void> {
  try {
    await chain.estimateGas({ from: sender, to: target, data }, abi);
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.code !== 'chain_reverted') throw cause;
    const { error, args } = cause.params as { readonly error: string; readonly args: string };
    const detail = { error, args };
    const entry = { action, entity, entityId, outcome: 'denied', detail, ...order, at: new Date() } as const;
    await database.write((tx) => appendAudit(tx, entry));
    throw errorOf({ why: `${error}(${args})`, options: { params: detail, cause } });
  }
}
