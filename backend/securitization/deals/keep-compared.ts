import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../platform/log/logger.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { reconcileDeals } from './reconcile-deals.ts';

const EVERY_MS = 15_000;

/** Compares the deals with their contracts again and again, until `signal` is aborted. */
export async function keepDealsCompared({
  logger,
  signal,
  ...deps
}: SecuritizationDeps & { readonly logger: Logger; readonly signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    try {
      const differences = await reconcileDeals(deps);
      if (differences > 0) logger.error({ differences }, 'deals differ from their contracts');
    } catch (error) {
      logger.warn({ err: error }, 'deals were not compared with their contracts; it is tried again');
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
