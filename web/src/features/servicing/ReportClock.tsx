import { useTranslation } from 'react-i18next';
import type { DealRow } from '../../../../backend/securitization/deals/schemas.ts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

const DAY_MS = 86_400_000;
/** Days before a payment day from which on the report is soon due. */
const SOON = 7;

/** How far the next payment day is, or by how much it has passed without a report. */
export function ReportClock({ deal }: { deal: Pick<DealRow, 'nextPaymentDay' | 'isReportLate' | 'status'> }) {
  const { t } = useTranslation();
  if (deal.nextPaymentDay === null || ['structuring', 'offering', 'cancelled', 'redeemed'].includes(deal.status)) return '–';
  const days = Math.round((Date.parse(`${deal.nextPaymentDay}T00:00:00Z`) - Date.now()) / DAY_MS);
  if (deal.isReportLate) return <StatusBadge tone="fail">{t('servicing.lateBy', { count: Math.max(0, -days) })}</StatusBadge>;
  if (days < 0) return <StatusBadge tone="warn">{t('servicing.passedBy', { count: -days })}</StatusBadge>;
  return <StatusBadge tone={days <= SOON ? 'warn' : 'pass'}>{t('servicing.dueIn', { count: days })}</StatusBadge>;
}
