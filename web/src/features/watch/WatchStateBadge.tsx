import { useTranslation } from 'react-i18next';
import type { WatchState } from '../../../../backend/reliance/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<WatchState, Tone> = {
  valid: 'pass',
  revoked: 'fail',
  superseded: 'warn',
  suspended: 'warn',
  frozen: 'fail',
  expired: 'warn',
  unaccredited: 'fail',
};

export function WatchStateBadge({ state }: { state: WatchState }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[state]}>{t(`watch.state.${state}`)}</StatusBadge>;
}
