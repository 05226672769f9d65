import { formatUnits } from 'viem';

const WAD_DECIMALS = 18;

/** A probability in wad as a percentage with two decimals, cut and not rounded; null stays null. */
export function probabilityText(wad: string | null): string | null {
  if (wad === null) return null;
  const [whole = '0', part = ''] = formatUnits(BigInt(wad) * 100n, WAD_DECIMALS).split('.');
  return `${whole}.${part.padEnd(2, '0').slice(0, 2)} %`;
}
