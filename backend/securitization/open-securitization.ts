import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';

/** Who acts in a deal for the house: it sells the loans, reports and pays, watches over both, and admits investors. */
export type DealDuty = 'originator' | 'servicer' | 'trustee' | 'deployer';

/** What this room needs. */
export interface SecuritizationDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  signer(duty: DealDuty): Signer;
}

/** The contracts of this room on the chain in use. */
export interface SecuritizationPlace {
  readonly chainId: number;
  readonly factory: Address;
  readonly engine: Address;
  readonly loans: Address;
  readonly investors: Address;
  readonly desk: Address;
  /** The settlement token that the installation brings. */
  readonly deposits: Address;
}

const CONTRACTS = ['DealFactory', 'WaterfallEngine', 'LoanRegistry', 'InvestorRegistry', 'SettlementDesk', 'DepositToken'] as const;

/** @throws {@link DomainError} `securitization_not_deployed` */
export async function securitizationPlace({
  database,
  chain,
}: Pick<SecuritizationDeps, 'database' | 'chain'>): Promise<SecuritizationPlace> {
  // While the node does not answer, the newest deployment says which chain is meant.
  const newest = () =>
    database.client.deployment.findFirst({ where: { contract: 'DealFactory', retiredAt: null }, orderBy: { deployedAt: 'desc' } });
  const chainId = await chain.chainId().catch(async () => (await newest())?.chainId ?? 0);
  const found = await Promise.all(CONTRACTS.map((contract) => currentDeployment(database.client, chainId, contract)));
  const [factory, engine, loans, investors, desk, deposits] = found.map((each) => each?.address);
  if (!factory || !engine || !loans || !investors || !desk || !deposits) {
    throw new DomainError('securitization_not_deployed', 'unavailable', 'No contracts of deals are recorded for this chain.', {
      retryable: true,
    });
  }
  return { chainId, factory, engine, loans, investors, desk, deposits };
}
