import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WalletCall, WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** The first refusal that the simulation of some calls met; null when the chain would take them all. */
export function refusalOf(calls: readonly WalletCall[]): WalletCall['refusal'] {
  return calls.find(({ refusal }) => refusal !== null)?.refusal ?? null;
}

/** What a plan would do, in sentences. */
export function PlanEffect({ lines }: { lines: WalletPlan['effect'] }) {
  const language = useLanguage();
  return lines.map((words) => (
    <Text key={words.en} size="sm">
      {words[language]}
    </Text>
  ));
}

/** Why the chain would refuse a plan; nothing when it would not. */
export function PlanRefusal({ refusal }: { refusal: WalletCall['refusal'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (refusal === null) return null;
  return (
    <Text size="sm" c="var(--app-fail)" role="alert">
      {t('deals.wouldFail')} {refusal.words[language]}
    </Text>
  );
}
