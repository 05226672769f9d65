import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ScorecardRow } from '../../../../backend/scoring/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

type Row = z.infer<typeof ScorecardRow>;
const TONES: Record<Row['state'], Tone> = {
  draft: 'wait',
  validated: 'wait',
  approved: 'wait',
  live: 'pass',
  watch: 'warn',
  retired: 'mute',
};

/** Where a card is in its life, and what it is used for. */
export function ScorecardState({ card: { state, role } }: { card: Pick<Row, 'state' | 'role'> }) {
  const { t } = useTranslation();
  return (
    <StatusBadge tone={TONES[state]}>
      {t(`scorecard.stateName.${state}`)}
      {role !== null && ` · ${t(`registry.role.${role}`)}`}
    </StatusBadge>
  );
}
