import { utf8 } from '../attestation/domain/words.ts';
import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import { hmacSha256 } from '../platform/vault/vault.ts';

/** What tapes and pools need. */
export interface PoolDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  /** `originator` commits tapes. */
  signer(duty: 'originator'): Signer;
}

/** What loan keys and salts are made with; it follows from the installation's master key. */
export function loanSecret({ masterKey }: KeyWrap): Uint8Array {
  return hmacSha256(masterKey, utf8('credence.loan.secret.1'));
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

export interface Order {
  readonly actor: string;
  readonly requestId: string | null;
}
