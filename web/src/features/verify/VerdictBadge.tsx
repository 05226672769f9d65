import { useTranslation } from 'react-i18next';
import type { BulkVerdict } from '../../../../backend/reliance/schemas.ts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { toneOf } from './verdict-tone.ts';

export function VerdictBadge({ verdict }: { verdict: BulkVerdict }) {
  const { t } = useTranslation();
  return <StatusBadge tone={toneOf(verdict)}>{t(`verify.verdict.${verdict}`)}</StatusBadge>;
}
