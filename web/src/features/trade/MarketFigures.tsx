import { useTranslation } from 'react-i18next';
import type { MarketView } from '../../../../backend/securitization/desk/schemas.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Money } from '../deals/Money.tsx';
import { Price } from './Price.tsx';

type ClassMarket = MarketView['classes'][number];

/** Where a class is bid, offered and was traded last. */
export function MarketFigures({ market: { asset }, own }: { market: MarketView; own: ClassMarket }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sides = [
    ['bid', own.bids],
    ['ask', own.asks],
  ] as const;
  return (
    <FigureStrip>
      {sides.map(([name, { best, units, orders }]) => (
        <Figure
          key={name}
          label={t(`trade.prices.${name}`)}
          value={best === null ? '–' : <Price {...best} />}
          provenance="database"
          note={
            best === null
              ? t('trade.noPrice')
              : t('trade.open', { units: formatMoney(units, asset.decimals, language), orders: formatCount(orders, language) })
          }
        />
      ))}
      <Figure
        label={t('trade.prices.last')}
        value={own.last === null ? '–' : <Price {...own.last} />}
        provenance="index"
        note={own.last === null ? t('trade.noTrade') : <TimeText value={own.last.at} />}
      />
      <Figure
        label={t('trade.prices.outstanding')}
        value={<Money units={own.balance} asset={asset} bare isShort />}
        unit={asset.symbol}
        provenance="chain"
        note={t(own.isPricedOnBalance ? 'trade.pricedOnBalance' : 'trade.pricedOnFace')}
      />
    </FigureStrip>
  );
}
