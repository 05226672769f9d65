import type { Console } from '../support/console.ts';
import type { Facts } from '../support/facts.ts';

/** What the suites play on. */
export interface Stage {
  app(): Console;
  facts(): Facts;
}
