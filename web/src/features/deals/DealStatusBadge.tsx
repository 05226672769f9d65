import { useTranslation } from 'react-i18next';
import type { DealStatusName } from '../../../../backend/securitization/deals/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<DealStatusName, Tone> = {
  structuring: 'wait',
  offering: 'wait',
  revolving: 'pass',
  amortizing: 'pass',
  accelerated: 'fail',
  redeemed: 'mute',
  cancelled: 'mute',
};

export function DealStatusBadge({ status }: { status: DealStatusName }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[status]}>{t(`deals.status.${status}`)}</StatusBadge>;
}
