import { address } from '../../kernel/hex.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { decimalText } from '../domain/deal/decimal-text.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import type { AssetView } from './schemas.ts';

/** Symbol and decimals of a token never change, so each is asked for once. */
const known = new Map<string, AssetView>();

/** A settlement token; without its symbol while the chain does not answer. */
export async function assetOf({ chain }: Pick<SecuritizationDeps, 'chain'>, asset: string): Promise<AssetView> {
  const found = known.get(asset);
  if (found !== undefined) return found;
  const token = { address: address(asset), abi: depositTokenAbi } as const;
  try {
    const [symbol, decimals] = await Promise.all([
      chain.readView({ ...token, functionName: 'symbol', args: [] }),
      chain.readView({ ...token, functionName: 'decimals', args: [] }),
    ]);
    const view = { address: token.address, symbol, decimals };
    known.set(asset, view);
    return view;
  } catch {
    return { address: token.address, symbol: '', decimals: 0 };
  }
}

/** An amount in a sentence: every unit of it, in groups of three, with the symbol. */
export function assetText(units: bigint, { decimals, symbol }: Pick<AssetView, 'decimals' | 'symbol'>): string {
  return `${decimalText(units, decimals, true).replaceAll(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')} ${symbol}`;
}
