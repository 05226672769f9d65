import { useTranslation } from 'react-i18next';
import type { RatingRow } from '../../../../backend/rating/schemas.ts';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const TONES: Record<RatingRow['state'], Tone> = {
  'not-rated': 'mute',
  current: 'pass',
  expired: 'warn',
  withdrawn: 'mute',
  'agency-suspended': 'fail',
};

export function RatingState({ state }: { state: RatingRow['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[state]}>{t(`ratings.state.${state}`)}</StatusBadge>;
}

/** Outlook, and the watch where there is one. */
export function Prospect({ outlook, watch }: Pick<RatingRow, 'outlook' | 'watch'>) {
  const { t } = useTranslation();
  return (
    <>
      {t(`ratings.outlook.${outlook}`)}
      {watch !== 'none' && ` · ${t(`ratings.watch.${watch}`)}`}
    </>
  );
}
