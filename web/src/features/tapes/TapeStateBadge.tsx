import { useTranslation } from 'react-i18next';
import type { TapeView } from '../../../../backend/securitization/pools/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<TapeView['state'], Tone> = { rejected: 'fail', imported: 'mute', ordered: 'wait', committed: 'pass' };

export function TapeStateBadge({ state }: { state: TapeView['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[state]}>{t(`tapes.state.${state}`)}</StatusBadge>;
}
