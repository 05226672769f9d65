import { useTranslation } from 'react-i18next';
import type { SlotRow } from '../../../../backend/rating/schemas.ts';
import { readTime } from '../../lib/format.ts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

/** Whether a slot counts now. */
export function SlotState({ status, expiry }: { status: SlotRow['status']; expiry: string | null }) {
  const { t } = useTranslation();
  if (status !== 'in-force') return <StatusBadge tone="mute">{t(`board.slot.state.${status}`)}</StatusBadge>;
  const until = expiry === null ? null : readTime(expiry);
  const isOver = until !== null && until.getTime() <= Date.now();
  return <StatusBadge tone={isOver ? 'warn' : 'pass'}>{t(isOver ? 'board.slot.state.expired' : 'board.slot.state.in-force')}</StatusBadge>;
}
