import { keccakHex } from '../../../kernel/keccak.ts';
import { type PostedModel, WHOLE_BPS } from './model-life.ts';

/** Place of a customer among 10,000, from the hash of its id: the same for every set of models. */
export function placeOf(customerId: string): number {
  const digest = keccakHex(new TextEncoder().encode(`credence model split ${customerId}`));
  // 48 bits: the remainder favours no place by more than one part in 10^10.
  return Number.parseInt(digest.slice(2, 14), 16) % WHOLE_BPS;
}

/**
 * The model that scores a customer: challengers take the places from 0 on, in the order of their hashes, each as many as its
 * share has basis points; the champion scores the rest.
 * @param models - those in use, with exactly one champion
 */
export function assignModel(customerId: string, models: readonly PostedModel[]): PostedModel | undefined {
  const place = placeOf(customerId);
  let end = 0;
  for (const challenger of challengersOf(models)) {
    end += challenger.shareBps;
    if (place < end) return challenger;
  }
  return models.find(({ role }) => role === 'champion');
}

function challengersOf(models: readonly PostedModel[]): PostedModel[] {
  return models.filter(({ role }) => role === 'challenger').sort((left, right) => (left.hash < right.hash ? -1 : 1));
}
