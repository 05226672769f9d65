import { join } from 'node:path';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';

/** Where the static files of a ledger's logs stand; another chain or deployment gets another folder. */
export function logFolder(home: string, { chainId, ledger }: LedgerPlace): string {
  return join(home, 'log', `${chainId}-${ledger}`);
}

/** The log of one issuer: its checkpoint and the tiles over its batches. */
export function issuerFolder(root: string, issuer: number): string {
  return join(root, String(issuer));
}

/** The tree of the credentials of one batch. */
export function batchFolder(root: string, issuer: number, batch: bigint): string {
  return join(root, String(issuer), 'batch', String(batch));
}

export const CHECKPOINT_FILE = 'checkpoint';
/** What a mirror reads first. */
export const INDEX_FILE = 'log.json';
