import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/log/logger.ts';

const EVERY_MS = 600_000;
/** No upload takes as long. */
const ABANDONED_MS = 3_600_000;

/** Removes uploads whose process died over them; they hold personal data that nobody will ask for. */
export async function sweepUploads(parts: {
  readonly database: Database;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { database, logger, signal } = parts;
  while (!signal.aborted) {
    try {
      const createdAt = { lt: new Date(Date.now() - ABANDONED_MS) };
      await database.client.bulkVerification.deleteMany({ where: { state: 'receiving', createdAt } });
    } catch (error) {
      logger.warn({ err: error }, 'abandoned uploads were not removed');
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
