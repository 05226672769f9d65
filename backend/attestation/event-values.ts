import type { Hex } from '../kernel/hex.ts';
import type { IndexedEvent } from '../platform/chain/index/indexed-event.ts';

/** Argument `name` of an event, as text. */
export function text(event: IndexedEvent, name: string): string {
  return event.args[name] ?? '';
}

export function issuerOf(event: IndexedEvent): { chainId: number; issuerId: number } {
  return { chainId: event.chainId, issuerId: Number(text(event, 'issuer')) };
}

/** A 256-bit word as the index keeps it. */
export function wordHex(bits: bigint): Hex {
  return `0x${bits.toString(16).padStart(64, '0')}`;
}

/** Revocation indexes of the bits set in a word. */
export function indexesOf(word: bigint, bits: bigint): bigint[] {
  const indexes: bigint[] = [];
  for (let bit = 0n; bit < 256n; bit++) {
    if (((bits >> bit) & 1n) === 1n) indexes.push(word * 256n + bit);
  }
  return indexes;
}
