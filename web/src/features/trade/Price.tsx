import { decimalText } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** A price as a share of the outstanding balance, else of the face; the price of one unit, which is what was signed, is in the title. */
export function Price({ share, price }: { share: string | null; price: string }) {
  const language = useLanguage();
  return (
    <span className="num" title={decimalText(BigInt(price), 18)}>
      {formatWad(share ?? price, language)}
    </span>
  );
}
