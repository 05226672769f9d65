import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { fromHex } from '../../kernel/hex.ts';
import { decodeImage } from '../domain/decode-image.ts';
import type { DealImage } from '../domain/deal-image.ts';
import { initialState, type WaterfallState } from '../domain/waterfall-state.ts';
import type { DealStatusName } from './schemas.ts';

const COUNTS: ReadonlySet<string> = new Set(['delinquencyCount', 'period', 'active', 'failed']);

/** The image of a deal as the chain has it. */
export function imageOf(hex: string): DealImage {
  return decodeImage(fromHex(hex));
}

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

/** State of a deal on the day it closes. */
export function openingMachine(imageHex: string): string {
  return machineText(initialState(imageOf(imageHex)));
}

/** Where a closed deal stands while it lives. */
export function statusAfter(image: DealImage, state: WaterfallState): DealStatusName {
  if (state.isAccelerated) return 'accelerated';
  return state.period < image.lastRevolving && state.active === 0 ? 'revolving' : 'amortizing';
}

export function statusOf(imageHex: string, machine: string): DealStatusName {
  return statusAfter(imageOf(imageHex), readMachine(machine));
}
