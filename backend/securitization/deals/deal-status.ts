import type { DealStatusName } from './schemas.ts';

/** Where a deal stands while its periods are closed. */
export const LIVE = ['revolving', 'amortizing', 'accelerated'] as const satisfies readonly DealStatusName[];

export function isLive(status: string): boolean {
  return LIVE.some((live) => live === status);
}
