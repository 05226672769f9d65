import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount, formatPlainDay, formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Money } from './Money.tsx';

/** What an investor looks at first; what is overdue is always among it, also when it is nothing. */
export function DealFigures({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <FigureStrip>
      <Figure
        label={t('deals.pool')}
        value={<Money units={deal.pool} asset={deal.asset} bare isShort />}
        unit={deal.asset.symbol}
        provenance="chain"
      />
      <Figure label={t('deals.cnl')} value={formatWad(deal.cumulativeNetLoss, language)} provenance="chain" />
      <Figure
        label={t('deals.overdue')}
        value={deal.delinquency === null ? '–' : formatWad(deal.delinquency, language)}
        provenance="chain"
        note={t('deals.overdueNote')}
      />
      <Figure
        label={t('deals.reserve')}
        value={<Money units={deal.reserve} asset={deal.asset} bare isShort />}
        unit={deal.asset.symbol}
        provenance="chain"
      />
      <Figure
        label={t('deals.reportAge')}
        value={<TimeText value={deal.reportedAt} dayOnly />}
        provenance="chain"
        note={
          deal.isReportLate
            ? t('deals.reportIsLate')
            : t('deals.nextPayment', { day: deal.nextPaymentDay === null ? '–' : formatPlainDay(deal.nextPaymentDay, language) })
        }
      />
      <Figure
        label={t('deals.triggersActive')}
        value={formatCount(deal.activeTriggers, language)}
        provenance="chain"
        note={t('deals.ofTriggers', { number: String(deal.triggers.length) })}
      />
    </FigureStrip>
  );
}
