import type { AssetView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount, formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Hash } from '../../ui/Hash.tsx';
import { Money } from './Money.tsx';
import type { ReportFigure } from './report-figures.ts';

interface FigureValueProps {
  kind: ReportFigure['kind'];
  value: string;
  asset: AssetView;
}

/** A figure of a report as it is read. */
export function FigureValue({ kind, value, asset }: FigureValueProps) {
  const language = useLanguage();
  switch (kind) {
    case 'money':
      return <Money units={value} asset={asset} bare />;
    case 'rate':
      return <span className="num">{formatWad(value, language)}</span>;
    case 'count':
      return <span className="num">{formatCount(value, language)}</span>;
    case 'hash':
      return <Hash value={value} />;
  }
}
