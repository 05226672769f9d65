import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SelectionView } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { PoolStatistics } from './PoolStatistics.tsx';

const MINOR_PLACES = 2;

/** What a selection found, what is missing to the target, and where it stands against each limit. */
export function SelectionResult({ selection, currency }: { selection: SelectionView; currency: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const money = (minor: string) => formatMoney(minor, MINOR_PLACES, language, currency);
  const count = (value: number) => formatCount(value, language);
  return (
    <Stack gap="md" data-testid="selection">
      <Facts
        items={[
          { name: t('pools.eligible'), value: t('pools.ofLoans', { part: count(selection.eligible), of: count(selection.candidates) }) },
          ...selection.failures.map(({ rule, loans }) => ({ name: t('pools.failed', { rule }), value: count(loans) })),
          { name: t('pools.chosen'), value: `${count(selection.chosen)} · ${money(selection.balanceMinor)}` },
          {
            name: t('pools.gap'),
            value: (
              <StatusBadge tone={selection.gap === '0' ? 'pass' : 'warn'}>
                {selection.gap === '0' ? t('pools.noGap') : money(selection.gap)}
              </StatusBadge>
            ),
          },
          ...selection.limits.map((limit) => ({
            name: t('pools.limit', { by: limit.id, group: limit.group }),
            value: (
              <StatusBadge tone={limit.isMet ? 'pass' : 'fail'}>
                {money(limit.balanceMinor)} / {money(limit.maxMinor)}
              </StatusBadge>
            ),
          })),
        ]}
      />
      <PoolStatistics statistics={selection.statistics} currency={currency} />
    </Stack>
  );
}
