import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import { address } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import type { LedgerReader } from './domain/ledger-facts.ts';
import { createLedgerReader } from './ledger-client.ts';

/** What the routes of this room need. */
export interface AttestationDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  /** `deployer` manages the issuer's keys. */
  signer(duty: 'issuer' | 'deployer'): Signer;
  /** The published checkpoint of an issuer's log at `size`, with its cosignatures; null where none was published. */
  readonly checkpointOf?: (log: { readonly place: LedgerPlace; readonly issuer: number }, size: bigint) => Promise<string | null>;
}

/** The ledger in use; asks the database at most once a second. */
export interface LedgerDoor {
  /** @throws {@link DomainError} `ledger_not_deployed` */
  reader(): Promise<LedgerReader>;
  /** Number of the chain in use; that of the newest deployment while the node does not answer. */
  chainId(): Promise<number>;
}

const REFRESH_MS = 1_000;

export function openLedger({ database, chain }: Pick<AttestationDeps, 'database' | 'chain'>): LedgerDoor {
  let known: { readonly id: string; readonly reader: LedgerReader } | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let nodeChainId: number | null = null;

  async function currentRow() {
    nodeChainId ??= await chain.chainId().catch(() => null);
    const where = { contract: 'CreditLedger', retiredAt: null, ...(nodeChainId === null ? {} : { chainId: nodeChainId }) };
    return database.client.deployment.findFirst({ where, orderBy: { deployedAt: 'desc' } });
  }

  async function current(): Promise<LedgerReader> {
    if (known !== null && performance.now() - askedAt < REFRESH_MS) return known.reader;
    const row = await currentRow();
    if (row === null)
      throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
    if (known?.id !== row.id) {
      const place = { chainId: row.chainId, ledger: address(row.address) };
      known = { id: row.id, reader: createLedgerReader({ chain, place, firstBlock: row.block }) };
    }
    askedAt = performance.now();
    return known.reader;
  }

  return { reader: current, chainId: async () => (await current()).place.chainId };
}
