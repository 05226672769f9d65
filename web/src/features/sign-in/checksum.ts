import { keccakHex } from '../../../../backend/kernel/keccak.ts';

/** EIP-55: the case of each letter is taken from the hash of the lower-case address. */
export function toChecksum(address: string): string {
  const digits = address.toLowerCase().replace(/^0x/, '');
  const hash = keccakHex(new TextEncoder().encode(digits)).slice(2);
  return `0x${[...digits].map((digit, place) => (Number.parseInt(hash.charAt(place), 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`;
}
