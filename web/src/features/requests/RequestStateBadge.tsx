import { useTranslation } from 'react-i18next';
import type { PublicRequestView } from '../../../../backend/holder/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<PublicRequestView['state'], Tone> = { open: 'wait', answered: 'pass', withdrawn: 'fail', expired: 'warn' };

export function RequestStateBadge({ state }: { state: PublicRequestView['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[state]}>{t(`requests.states.${state}`)}</StatusBadge>;
}
