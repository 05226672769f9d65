import type { KeyWrap } from '../intake/customer-keys.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Config } from '../platform/config/config.ts';
import type { Database } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';

/** What the routes of this room need. */
export interface HolderDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  readonly config: Pick<Config, 'publicUrl'>;
  signer(duty: 'issuer'): Signer;
  /** Holder key that this installation keeps for the customer of the demo; left out elsewhere. */
  readonly keptKey?: () => Signer;
}

/** Who does something, for the audit log. */
export interface Action {
  readonly actor: string;
  readonly requestId: string | null;
  readonly now: Date;
}

export function actionOf(request: { readonly caller: Caller; readonly id: string }): Action {
  return { actor: request.caller.actor, requestId: request.id, now: new Date() };
}
