import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Database } from '../platform/database/database.ts';
import type { LedgerFold } from './domain/ledger-fold.ts';
import type { Findings } from './domain/log-difference.ts';

export interface AuditDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly place: LedgerPlace;
  readonly home: string;
  /** Public key of the log. */
  readonly publicKey: Uint8Array;
  /** Block of the contract's deployment. */
  readonly firstBlock: bigint;
}

export type AuditProgress = (permille: number, step: string) => Promise<void>;

/** What the comparisons of one audit share. */
export interface AuditParts extends AuditDeps {
  /** The ledger from the chain alone. */
  readonly fold: LedgerFold;
  readonly findings: Findings;
  readonly counts: { batches: number; leaves: bigint; tiles: number; checkpoints: number };
  /** Published checkpoints by issuer, read before the chain was, so that they cannot be ahead of it. */
  readonly notes: ReadonlyMap<number, string>;
  readonly startedAt: Date;
  /** Block that the index had read when the audit began. */
  readonly indexedTo: bigint;
}
