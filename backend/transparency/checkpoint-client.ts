import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Hash32, hash32 } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { BlockRef } from '../platform/chain/chain-values.ts';

/** What the contract itself says about an issuer's log. */
export interface ChainCheckpoint {
  readonly size: bigint;
  readonly leaves: bigint;
  readonly root: Hash32;
  /** Block time of the last anchoring, seconds. */
  readonly time: bigint;
}

/** Null when the ledger has no such issuer at that block. */
export async function readChainCheckpoint(
  chain: ChainClient,
  place: LedgerPlace,
  issuer: number,
  at: BlockRef = 'latest',
): Promise<ChainCheckpoint | null> {
  try {
    const [size, leaves, root, time] = await chain.readView({
      address: place.ledger,
      abi: creditLedgerAbi,
      functionName: 'checkpoint',
      args: [issuer],
      at,
    });
    return { size, leaves, root: hash32(root), time: BigInt(time) };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'chain_reverted' && error.params.error === 'LedgerIssuerUnknown') return null;
    throw error;
  }
}
