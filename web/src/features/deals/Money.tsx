import type { AssetView } from '../../../../backend/securitization/deals/schemas.ts';
import { decimalText } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { formatMoney, formatMoneyShort } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

interface MoneyProps {
  units: string;
  asset: Pick<AssetView, 'decimals' | 'symbol'>;
  bare?: boolean;
  /** In the language's large units where room is short. */
  isShort?: boolean;
}

/** An amount of a settlement token; every unit of it stands in the title. */
export function Money({ units, asset, bare = false, isShort = false }: MoneyProps) {
  const language = useLanguage();
  const { decimals, symbol } = asset;
  const unit = bare ? '' : symbol;
  const exact = /^-?\d+$/.test(units) ? `${decimalText(BigInt(units), decimals)} ${symbol}` : units;
  return (
    <span className="num" style={{ whiteSpace: 'nowrap' }} title={exact}>
      {isShort ? `${formatMoneyShort(units, decimals, language)} ${unit}`.trim() : formatMoney(units, decimals, language, unit)}
    </span>
  );
}
