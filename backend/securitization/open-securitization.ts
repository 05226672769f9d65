import { utf8 } from '../attestation/domain/words.ts';
import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import { hmacSha256 } from '../platform/vault/vault.ts';

/** Who acts in a deal for the house: it sells the loans, reports and pays, and watches over both. */
export type DealDuty = 'originator' | 'servicer' | 'trustee';

/** What deals need. */
export interface SecuritizationDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  signer(duty: DealDuty): Signer;
}

/** What tapes and pools need. */
export interface PoolDeps extends Omit<SecuritizationDeps, 'signer'> {
  /** `originator` commits tapes. */
  signer(duty: 'originator'): Signer;
}

/** Who asks, for the audit log. */
export interface Order {
  readonly actor: string;
  readonly requestId: string | null;
}

/** The contracts of this room on the chain in use. */
export interface SecuritizationPlace {
  readonly chainId: number;
  readonly factory: Address;
  readonly inspector: Address;
  readonly loans: Address;
  readonly investors: Address;
  readonly desk: Address;
  /** The settlement token that the installation brings. */
  readonly deposits: Address;
}

const CONTRACTS = ['DealFactory', 'DealInspector', 'LoanRegistry', 'InvestorRegistry', 'SettlementDesk', 'DepositToken'] as const;

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
  const [factory, inspector, loans, investors, desk, deposits] = found.map((each) => each?.address);
  if (!factory || !inspector || !loans || !investors || !desk || !deposits) {
    throw new DomainError('securitization_not_deployed', 'unavailable', 'No contracts of deals are recorded for this chain.', {
      retryable: true,
    });
  }
  return { chainId, factory, inspector, loans, investors, desk, deposits };
}

/** Registry of the chain in use. @throws {@link DomainError} `registry_not_deployed` */
export async function loanRegistry({
  database,
  chain,
}: Pick<PoolDeps, 'database' | 'chain'>): Promise<{ chainId: number; registry: Address }> {
  const chainId = await chain.chainId();
  const found = await currentDeployment(database.client, chainId, 'LoanRegistry');
  if (!found)
    throw new DomainError('registry_not_deployed', 'unavailable', 'No registry of loans is recorded for this chain.', { retryable: true });
  return { chainId, registry: found.address };
}

/** What loan keys and salts are made with; it follows from the installation's master key. */
export function loanSecret({ masterKey }: KeyWrap): Uint8Array {
  return hmacSha256(masterKey, utf8('credence.loan.secret.1'));
}
