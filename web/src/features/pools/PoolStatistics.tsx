import { useTranslation } from 'react-i18next';
import type { SelectionView } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount, formatMoney, formatNumber, formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';

const MINOR_PLACES = 2;
const WAD = 1e18;

/** Means by balance, concentration and what is known of the credit quality. */
export function PoolStatistics({ statistics, currency }: { statistics: SelectionView['statistics']; currency: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const money = (minor: string) => formatMoney(minor, MINOR_PLACES, language, currency);
  const share = (wad: string | null) => (wad === null ? '–' : formatWad(wad, language));
  const number = (wad: string | null) => (wad === null ? '–' : formatNumber(Number(wad) / WAD, language, 1));
  const of = statistics;
  return (
    <Facts
      columns
      items={[
        { name: t('deals.loans'), value: formatCount(of.loans, language) },
        { name: t('pools.obligors'), value: formatCount(of.obligors, language) },
        { name: t('tapes.balance'), value: money(of.balanceMinor) },
        { name: t('pools.average'), value: money(of.averageMinor) },
        { name: t('pools.largest'), value: money(of.largestMinor) },
        { name: t('pools.rate'), value: share(of.wacWad) },
        { name: t('pools.months'), value: number(of.wamWad) },
        { name: t('pools.age'), value: number(of.walaWad) },
        { name: t('pools.pd'), value: share(of.pdWad) },
        { name: t('pools.lgd'), value: share(of.lgdWad) },
        { name: t('pools.expectedLoss'), value: share(of.expectedLossWad) },
        { name: t('pools.delinquent'), value: share(of.delinquent30Wad) },
        { name: t('pools.scored'), value: share(of.scoredWad) },
        { name: t('pools.withCredential'), value: share(of.credentialWad) },
        { name: t('pools.top10'), value: share(of.top10Wad) },
        { name: t('pools.effective'), value: number(of.effectiveObligorsWad) },
      ]}
    />
  );
}
