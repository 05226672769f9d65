/** Least rows, bads and goods of a segment that gets a card of its own. */
export interface SegmentLimits {
  readonly minRows: number;
  readonly minBads: number;
}

export const DEFAULT_LIMITS: SegmentLimits = { minRows: 200, minBads: 40 };

/** Whether a segment is large enough to tell its goods from its bads. */
export function isLargeEnough(
  { rows, bads }: { readonly rows: number; readonly bads: number },
  { minRows, minBads }: SegmentLimits,
): boolean {
  return rows >= minRows && bads >= minBads && rows - bads >= minBads;
}
