import { ledgerProjection } from '../../attestation/ledger-projection.ts';
import { modelProjection } from '../../attestation/models/model-projection.ts';
import { DomainError } from '../../kernel/errors.ts';
import { accessManagerAbi } from '../../platform/chain/abi/access-manager.ts';
import { creditLedgerAbi } from '../../platform/chain/abi/credit-ledger.ts';
import { modelBookAbi } from '../../platform/chain/abi/model-book.ts';
import { ratingBoardAbi } from '../../platform/chain/abi/rating-board.ts';
import { ratingBookAbi } from '../../platform/chain/abi/rating-book.ts';
import { currentDeployment } from '../../platform/chain/deployment-store.ts';
import { rebuildIndex } from '../../platform/chain/index/rebuild-index.ts';
import type { IndexParts } from '../../platform/chain/index/sync-index.ts';
import { dealFactoryAbi } from '../../platform/chain/abi/deal-factory.ts';
import { investorRegistryAbi } from '../../platform/chain/abi/investor-registry.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { settlementDeskAbi } from '../../platform/chain/abi/settlement-desk.ts';
import { dealOffspring, dealProjection } from '../../securitization/deals/deal-projection.ts';
import { investorProjection } from '../../securitization/deals/investor-projection.ts';
import { registryProjection } from '../../securitization/deals/registry-projection.ts';
import { deskProjection } from '../../securitization/desk/desk-projection.ts';
import { ratingProjection } from '../../rating/rating-projection.ts';
import { watchProjection } from '../../reliance/watch-projection.ts';
import type { System } from '../open-system.ts';

/**
 * What the index of this installation reads: the contracts in use, and the tables that follow from them.
 * @throws {@link DomainError} `ledger_not_deployed`
 */
export async function ledgerIndex({ database, chain }: System): Promise<IndexParts> {
  const chainId = await chain.chainId();
  const manager = await currentDeployment(database.client, chainId, 'AccessManager');
  const ledger = await currentDeployment(database.client, chainId, 'CreditLedger');
  const book = await currentDeployment(database.client, chainId, 'RatingBook');
  const board = await currentDeployment(database.client, chainId, 'RatingBoard');
  const models = await currentDeployment(database.client, chainId, 'ModelBook');
  const registry = await currentDeployment(database.client, chainId, 'LoanRegistry');
  const investors = await currentDeployment(database.client, chainId, 'InvestorRegistry');
  const factory = await currentDeployment(database.client, chainId, 'DealFactory');
  const desk = await currentDeployment(database.client, chainId, 'SettlementDesk');
  const isLedgerThere = manager !== null && ledger !== null && book !== null && board !== null && models !== null;
  const areDealsThere = registry !== null && investors !== null && factory !== null && desk !== null;
  if (!isLedgerThere || !areDealsThere) {
    throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
  }
  return {
    database,
    chain,
    contracts: [
      { contract: 'AccessManager', address: manager.address, abi: accessManagerAbi, fromBlock: manager.block },
      { contract: 'CreditLedger', address: ledger.address, abi: creditLedgerAbi, fromBlock: ledger.block },
      { contract: 'ModelBook', address: models.address, abi: modelBookAbi, fromBlock: models.block },
      { contract: 'RatingBook', address: book.address, abi: ratingBookAbi, fromBlock: book.block },
      { contract: 'RatingBoard', address: board.address, abi: ratingBoardAbi, fromBlock: board.block },
      { contract: 'LoanRegistry', address: registry.address, abi: loanRegistryAbi, fromBlock: registry.block },
      { contract: 'InvestorRegistry', address: investors.address, abi: investorRegistryAbi, fromBlock: investors.block },
      { contract: 'DealFactory', address: factory.address, abi: dealFactoryAbi, fromBlock: factory.block },
      { contract: 'SettlementDesk', address: desk.address, abi: settlementDeskAbi, fromBlock: desk.block },
    ],
    offspring: [dealOffspring(factory.address)],
    // The watch list reads the tables of the ledger, so it comes after them.
    projections: [
      ledgerProjection(ledger.address, chain),
      watchProjection(ledger.address),
      modelProjection(models.address),
      ratingProjection({ book: book.address, board: board.address }),
      registryProjection(registry.address),
      investorProjection(investors.address),
      dealProjection(factory.address),
      deskProjection(desk.address),
    ],
  };
}

/** Drops the index and reads it again from the chain. */
export async function rebuildLedgerIndex(system: System, progress: (text: string) => void): Promise<{ events: number; blocks: bigint }> {
  return rebuildIndex(await ledgerIndex(system), progress);
}
