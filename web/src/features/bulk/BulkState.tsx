import { useTranslation } from 'react-i18next';
import type { BulkView } from '../../../../backend/reliance/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<BulkView['state'], Tone> = { queued: 'wait', running: 'wait', done: 'pass', failed: 'fail' };

export function BulkState({ run }: { run: BulkView }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[run.state]}>{t(`bulk.states.${run.state}`)}</StatusBadge>;
}
