import type { Tx } from '../../database/database.ts';
import type { IndexedEvent } from './indexed-event.ts';

/**
 * Tables of a room that follow from events alone. `apply` sees every event once, in the order of the chain,
 * inside the transaction that stores it; `reset` empties the tables so that all events can be applied again.
 */
export interface Projection {
  readonly name: string;
  reset(tx: Tx, chainId: number): Promise<void>;
  apply(tx: Tx, event: IndexedEvent): Promise<void>;
}
