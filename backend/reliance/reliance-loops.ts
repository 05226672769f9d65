import type { Logger } from '../platform/log/logger.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { watchOverTime } from './watch-loop.ts';

/** What a worker does for this room side by side until `signal` fires. */
export function relianceLoops(deps: RelianceDeps, logger: Logger, signal: AbortSignal): Record<string, Promise<void>> {
  const { database } = deps;
  return {
    watch: watchOverTime({ database, logger, signal }),
    webhooks: deliverWebhooks({ ...deps, logger, signal }),
    uploads: sweepUploads({ database, logger, signal }),
  };
}
