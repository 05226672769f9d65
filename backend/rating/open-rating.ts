import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';

/** What this room needs. */
export interface RatingDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  /** `issuer` writes the board, `rating` publishes for the house's agency. */
  signer(duty: 'issuer' | 'rating'): Signer;
}

/** The contracts of this room on the chain in use. */
export interface RatingPlace {
  readonly chainId: number;
  readonly ledger: Address;
  readonly book: Address;
  readonly board: Address;
}

/** @throws {@link DomainError} `ratings_not_deployed` */
export async function ratingPlace({ database, chain }: Pick<RatingDeps, 'database' | 'chain'>): Promise<RatingPlace> {
  // While the node does not answer, the newest deployment says which chain is meant.
  const newest = () =>
    database.client.deployment.findFirst({ where: { contract: 'RatingBook', retiredAt: null }, orderBy: { deployedAt: 'desc' } });
  const chainId = await chain.chainId().catch(async () => (await newest())?.chainId ?? 0);
  const [ledger, book, board] = await Promise.all(
    (['CreditLedger', 'RatingBook', 'RatingBoard'] as const).map((contract) => currentDeployment(database.client, chainId, contract)),
  );
  if (!ledger || !book || !board) {
    throw new DomainError('ratings_not_deployed', 'unavailable', 'No rating contracts are recorded for this chain.', { retryable: true });
  }
  return { chainId, ledger: ledger.address, book: book.address, board: board.address };
}
