import type { DomainError } from '../../../kernel/errors.ts';
import type { Tx } from '../../database/database.ts';
import type { ChainReceipt } from '../chain-values.ts';

/** What a room is told of a transaction it ordered, once its fate cannot change any more. */
export interface SettledTransaction {
  readonly id: string;
  readonly chainId: number;
  readonly kind: string;
  readonly refId: string;
  readonly idempotencyKey: string;
  readonly sender: string;
  readonly txHash: string | null;
}

/** By kind; each runs in the database transaction that settles the row, so it happens exactly once. */
export interface SettlementHandlers {
  readonly onFinal: Readonly<Record<string, (tx: Tx, row: SettledTransaction, receipt: ChainReceipt) => Promise<void>>>;
  readonly onFailed: Readonly<Record<string, (tx: Tx, row: SettledTransaction, reason: DomainError) => Promise<void>>>;
}
