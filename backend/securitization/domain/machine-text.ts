import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import type { WaterfallState } from './waterfall-state.ts';

const COUNTS: ReadonlySet<string> = new Set(['delinquencyCount', 'period', 'active', 'failed']);

/** State of the waterfall as canonical JSON, amounts as decimal text. */
export function machineText(state: WaterfallState): string {
  return canonicalJson(
    JSON.parse(JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))) as Json,
  );
}

/** Inverse of {@link machineText}. */
export function readMachine(text: string): WaterfallState {
  return JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && !COUNTS.has(key) ? BigInt(value) : value,
  ) as WaterfallState;
}
