import { useTranslation } from 'react-i18next';
import type { OwnCredentialRow } from '../../../../backend/holder/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<OwnCredentialRow['state'], Tone> = {
  pending: 'wait',
  overdue: 'fail',
  built: 'wait',
  submitted: 'wait',
  anchored: 'pass',
  final: 'pass',
  revoked: 'fail',
  superseded: 'warn',
  suspended: 'warn',
  frozen: 'warn',
};

export function OwnCredentialState({ state, isExpired }: Pick<OwnCredentialRow, 'state' | 'isExpired'>) {
  const { t } = useTranslation();
  if (isExpired && TONES[state] === 'pass') return <StatusBadge tone="warn">{t('me.expired')}</StatusBadge>;
  return <StatusBadge tone={TONES[state]}>{t(`me.state.${state}`)}</StatusBadge>;
}
