import type { AssetView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatMoney } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** An amount of a settlement token. */
export function Money({ units, asset, bare = false }: { units: string; asset: Pick<AssetView, 'decimals' | 'symbol'>; bare?: boolean }) {
  const language = useLanguage();
  return (
    <span className="num" style={{ whiteSpace: 'nowrap' }}>
      {formatMoney(units, asset.decimals, language, bare ? '' : asset.symbol)}
    </span>
  );
}
