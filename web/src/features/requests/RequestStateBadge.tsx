import { useTranslation } from 'react-i18next';
import type { PresentationRequestView, PublicRequestView } from '../../../../backend/holder/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<PublicRequestView['state'], Tone> = { open: 'wait', answered: 'pass', withdrawn: 'fail', expired: 'warn' };

interface RequestStateProps {
  state: PublicRequestView['state'];
  /** Of the answer, where there is one; what the customer withdrew is no longer an answer. */
  consent?: NonNullable<PresentationRequestView['consent']>['state'] | null;
}

export function RequestStateBadge({ state, consent = null }: RequestStateProps) {
  const { t } = useTranslation();
  if (consent === 'withdrawn') return <StatusBadge tone="fail">{t('requests.consentState.withdrawn')}</StatusBadge>;
  return <StatusBadge tone={TONES[state]}>{t(`requests.states.${state}`)}</StatusBadge>;
}
