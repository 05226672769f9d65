import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Config } from '../platform/config/config.ts';
import type { Database } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';

/** What the room works with. */
export interface RelianceDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  readonly config: Pick<Config, 'webhookHosts'>;
  signer(duty: 'issuer'): Signer;
}

/**
 * The organization that `caller` acts for; every row of this room belongs to one.
 * @throws {@link DomainError} `organization_missing`
 */
export function organizationOf(caller: Caller): string {
  if (caller.organizationId !== null) return caller.organizationId;
  throw new DomainError('organization_missing', 'forbidden', 'You act for no organization; choose one first.');
}
