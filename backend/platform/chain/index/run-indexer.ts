import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../log/logger.ts';
import { type IndexParts, syncIndex } from './sync-index.ts';

const POLL_MS = 250;
const FAULT_PAUSE_MS = 2_000;

/** Follows the chain until `signal` is aborted. A chain that does not answer is asked again. */
export async function runIndexer(parts: IndexParts & { readonly logger: Logger; readonly signal: AbortSignal }): Promise<void> {
  const { logger, signal } = parts;
  while (!signal.aborted) {
    try {
      const outcome = await syncIndex(parts);
      if (outcome.kind === 'reorged') logger.warn({ removed: outcome.removed }, 'the chain was reorganised; events were taken back');
      if (outcome.kind === 'current' || (outcome.kind === 'advanced' && outcome.atHead)) await rest(POLL_MS, signal);
    } catch (error) {
      if (!(error instanceof DomainError && error.retryable)) throw error;
      logger.warn({ code: error.code }, 'the index waits: the chain or the database does not answer');
      await rest(FAULT_PAUSE_MS, signal);
    }
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
