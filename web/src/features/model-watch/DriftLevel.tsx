import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

export type Level = 'stable' | 'watch' | 'alert';

const TONES = { stable: 'pass', watch: 'warn', alert: 'fail' } as const;

export function DriftLevel({ level }: { level: Level }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[level]}>{t(`modelWatch.level.${level}`)}</StatusBadge>;
}
