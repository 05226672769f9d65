import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ScorecardRow } from '../../../../backend/scoring/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

type State = z.infer<typeof ScorecardRow>['state'];
const TONES: Record<State, Tone> = { candidate: 'wait', champion: 'pass', retired: 'mute' };

export function ScorecardState({ state }: { state: State }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[state]}>{t(`scorecard.stateName.${state}`)}</StatusBadge>;
}
