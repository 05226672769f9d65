import { fromHex } from '../../kernel/hex.ts';
import { decodeImage } from '../domain/decode-image.ts';
import type { DealImage } from '../domain/deal-image.ts';
import { initialState, type WaterfallState } from '../domain/waterfall-state.ts';
import { machineText, readMachine } from '../domain/machine-text.ts';
import type { DealStatusName } from './schemas.ts';

/** The image of a deal as the chain has it. */
export function imageOf(hex: string): DealImage {
  return decodeImage(fromHex(hex));
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
