/** Seconds of the chain as RFC 3339. */
export function timeText(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString();
}
