import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log/logger.ts';
import { trimOutbox } from './outbox.ts';

const HOUR_MS = 3_600_000;
const KEPT_HOURS = 24;

/** Keeps a day of messages: as long as a page that was asleep may want to catch up. */
export async function keepOutboxShort(parts: {
  readonly database: Database;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { database, logger, signal } = parts;
  while (!signal.aborted) {
    try {
      await trimOutbox(database.client, new Date(Date.now() - KEPT_HOURS * HOUR_MS));
    } catch (error) {
      logger.warn({ err: error }, 'the outbox was not trimmed');
    }
    await pause(HOUR_MS, undefined, { signal }).catch(() => undefined);
  }
}
